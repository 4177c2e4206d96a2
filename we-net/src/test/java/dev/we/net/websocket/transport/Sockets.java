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
  };

  abstract SelectorProvider provider();

  /** Both on Linux; elsewhere there is no epoll. */
  static Stream<Sockets> here() {
    return System.getProperty("os.name").equals("Linux") ? Stream.of(values()) : Stream.of(JDK);
  }
}
