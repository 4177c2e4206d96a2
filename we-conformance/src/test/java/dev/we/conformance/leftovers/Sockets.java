package dev.we.conformance.leftovers;

import dev.we.epoll.EpollProvider;
import java.nio.channels.spi.SelectorProvider;
import java.util.stream.Stream;

/** Whose channels a test's client and server are over. */
public enum Sockets {
  JDK,
  EPOLL;

  /** Both on Linux; elsewhere there is no epoll. */
  public static Stream<Sockets> here() {
    return System.getProperty("os.name").equals("Linux") ? Stream.of(values()) : Stream.of(JDK);
  }

  /** What {@code ./we} takes: epoll where it can be had. */
  public static SelectorProvider usual() {
    return here().toList().getLast().provider();
  }

  public SelectorProvider provider() {
    return this == EPOLL ? EpollProvider.batching() : SelectorProvider.provider();
  }
}
