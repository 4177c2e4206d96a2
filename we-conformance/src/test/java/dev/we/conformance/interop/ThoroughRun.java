package dev.we.conformance.interop;

import java.util.Optional;

/** Whether all peers and combinations are to be run, which takes minutes. */
final class ThoroughRun {
  /** Set by {@code we-conformance/long interop}. */
  static final boolean ON = "all".equals(System.getenv("WE_INTEROP"));

  /** The beginning of the titles of those to be asked; empty for all. */
  private static final String ONLY =
      Optional.ofNullable(System.getenv("WE_INTEROP_PEER")).orElse("");

  private ThoroughRun() {}

  /** Whether this peer is asked; of others the page keeps what it says. */
  static boolean asks(Peer peer) {
    return peer.title().startsWith(ONLY);
  }
}
