package dev.we.net.websocket.transport;

import dev.we.epoll.EpollProvider;
import java.nio.channels.spi.SelectorProvider;
import java.util.stream.Stream;

/** Who makes the channels of a test's loops. */
enum Sockets {
  JDK {
    @Override
    SelectorProvider provider() {
      return SelectorProvider.provider();
    }
  },
  EPOLL {
    @Override
    SelectorProvider provider() {
      return EpollProvider.instance();
    }
  },
  /** Reads and writes of several connections go in batches, and here those of one as well. */
  EPOLL_BATCHES {
    @Override
    SelectorProvider provider() {
      return EpollProvider.batching();
    }
  };

  abstract SelectorProvider provider();

  /** All on Linux; elsewhere there is no epoll. */
  static Stream<Sockets> here() {
    return System.getProperty("os.name").equals("Linux") ? Stream.of(values()) : Stream.of(JDK);
  }
}
