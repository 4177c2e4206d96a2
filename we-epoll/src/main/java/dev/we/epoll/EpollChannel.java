package dev.we.epoll;

/** What a selector asks of its channels, besides what every channel has. */
sealed interface EpollChannel permits EpollSocketChannel, EpollServerSocketChannel {
  /** Its descriptor. */
  Descriptor descriptor();
}
