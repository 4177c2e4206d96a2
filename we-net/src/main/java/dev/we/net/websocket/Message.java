package dev.we.net.websocket;

import java.nio.ByteBuffer;

/** A whole message (RFC 6455, section 5.6), however many frames it came in. */
public sealed interface Message {
  /**
   * A text message.
   *
   * @param text its characters; well-formed, since the peer's bytes were checked as UTF-8
   */
  record Text(String text) implements Message {}

  /**
   * A binary message.
   *
   * @param data its bytes, from position to limit; the receiver's own
   */
  record Binary(ByteBuffer data) implements Message {}
}
