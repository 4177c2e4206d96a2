package dev.we.conformance.faults;

import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/** A conversation as the test sees it, which knows another copy of the library. */
public interface Speech {
  /**
   * Holds it.
   *
   * @param scenario one of {@link #SCENARIOS}
   * @param sockets whose channels both ends are over
   * @param closeTimeout of both ends
   * @return {@link #SUCCESS}, or who was told of what
   * @throws AssertionError if somebody was not told, or something is left
   */
  String hold(String scenario, SSLContext tls, SelectorProvider sockets, Duration closeTimeout)
      throws Exception;

  /** All went well. */
  String SUCCESS = "success";

  /** What can be held. */
  List<String> SCENARIOS = List.of("echo", "large", "close", "tls", "proxy");
}
