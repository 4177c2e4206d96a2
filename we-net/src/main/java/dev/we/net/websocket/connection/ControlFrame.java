package dev.we.net.websocket.connection;

import java.nio.ByteBuffer;

/** A ping or pong of the caller's that waits for the next frame boundary. */
record ControlFrame(boolean isPing, ByteBuffer payload) {
  private static final int MAX_PAYLOAD_BYTES = 125;

  static ControlFrame of(boolean isPing, ByteBuffer payload) {
    // RFC 6455, 5.5: "All control frames MUST have a payload length of 125 bytes or less".
    if (payload.remaining() > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "a "
              + (isPing ? "ping" : "pong")
              + " has at most "
              + MAX_PAYLOAD_BYTES
              + " bytes, this one has "
              + payload.remaining());
    }
    return new ControlFrame(isPing, Event.copyOf(payload));
  }
}
