package dev.we.conformance.abuse;

import dev.we.net.websocket.Limits;
import java.time.Duration;

/** How the victim is set up. Sizes are small, so that what goes beyond them shows. */
enum Setting {
  /** The usual deadlines. */
  USUAL,

  /** Handshakes must be done soon. */
  SHORT_HANDSHAKE,

  /** A silent peer is given up soon. */
  SHORT_SILENCE,

  /** A peer that is gone is found out soon, though nothing is read. */
  SHORT_PING,

  /** A peer that takes nothing is given up soon. */
  SHORT_WRITE;

  private static final long MANY = 10;

  /** The bounds; many connections take longer to come. */
  Limits limits(boolean many) {
    long factor = many ? MANY : 1;
    Limits.Builder limits =
        Limits.builder()
            .maxFrameBytes(1 << 20)
            .maxMessageBytes(1 << 20)
            .maxMessageFragments(10_000)
            .maxQueuedOutputBytes(1 << 20)
            .maxQueuedInputBytes(256 << 10)
            .closeTimeout(Duration.ofMillis(300));
    switch (this) {
      case USUAL -> {}
      case SHORT_HANDSHAKE -> limits.handshakeTimeout(Duration.ofMillis(400 * factor));
      case SHORT_SILENCE -> {
        limits.pingInterval(Duration.ofMillis(400 * factor));
        limits.idleTimeout(Duration.ofMillis(1000 * factor));
      }
      case SHORT_PING -> limits.pingInterval(Duration.ofMillis(200 * factor));
      case SHORT_WRITE -> limits.writeTimeout(Duration.ofMillis(500 * factor));
    }
    return limits.build();
  }
}
