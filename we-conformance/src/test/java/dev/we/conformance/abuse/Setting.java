package dev.we.conformance.abuse;

import dev.we.net.websocket.Limits;
import java.time.Duration;

/** How the victim is set up. Sizes are small, so that what goes beyond them shows. */
enum Setting {
  /** The usual deadlines. */
  USUAL(limits()),

  /** Handshakes must be done soon. */
  SHORT_HANDSHAKE(limits().handshakeTimeout(Duration.ofMillis(400))),

  /** A silent peer is given up soon. */
  SHORT_SILENCE(limits().pingInterval(Duration.ofMillis(400)).idleTimeout(Duration.ofMillis(1000))),

  /** A peer that is gone is found out soon, though nothing is read. */
  SHORT_PING(limits().pingInterval(Duration.ofMillis(200))),

  /** A peer that takes nothing is given up soon. */
  SHORT_WRITE(limits().writeTimeout(Duration.ofMillis(500)));

  final Limits limits;

  Setting(Limits.Builder limits) {
    this.limits = limits.build();
  }

  private static Limits.Builder limits() {
    return Limits.builder()
        .maxFrameBytes(1 << 20)
        .maxMessageBytes(1 << 20)
        .maxMessageFragments(10_000)
        .maxQueuedOutputBytes(1 << 20)
        .maxQueuedInputBytes(256 << 10)
        .closeTimeout(Duration.ofMillis(300));
  }
}
