package dev.we.cli;

import dev.we.epoll.EpollProvider;
import java.nio.channels.spi.SelectorProvider;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What stands between the loops and the system's sockets. */
final class SocketsOption {
  /** The first Java with the foreign-function interface that epoll is called through. */
  private static final int EPOLL_JAVA = 22;

  /** The words of the option. */
  enum Sockets {
    AUTO,
    EPOLL,
    JDK
  }

  @Option(
      names = "--sockets",
      paramLabel = "auto|epoll|jdk",
      description =
          "Linux's epoll called straight, the JDK's channels, or the former where it can be had"
              + " (default: ${DEFAULT-VALUE}).")
  private Sockets sockets = Sockets.AUTO;

  SelectorProvider provider() {
    return provider(sockets, whyNoEpoll(Runtime.version().feature()));
  }

  static SelectorProvider provider(Sockets sockets, Optional<String> whyNoEpoll) {
    if (sockets == Sockets.EPOLL && whyNoEpoll.isPresent()) {
      throw new UsageException("--sockets epoll cannot be had: " + whyNoEpoll.get());
    }
    return sockets == Sockets.JDK || whyNoEpoll.isPresent()
        ? SelectorProvider.provider()
        : EpollProvider.batching();
  }

  /** An older Java cannot even load the class that would tell. */
  static Optional<String> whyNoEpoll(int java) {
    return java < EPOLL_JAVA
        ? Optional.of("it needs Java " + EPOLL_JAVA + " or later, and this is " + java)
        : EpollProvider.whyNot();
  }
}
