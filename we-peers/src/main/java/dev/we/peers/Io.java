package dev.we.peers;

/** How a peer waits for its sockets, where it has the choice. */
public enum Io {
  /** {@code java.nio.channels.Selector}. */
  NIO,
  /** Linux' epoll, through a native library of the peer's or the foreign-function interface. */
  EPOLL
}
