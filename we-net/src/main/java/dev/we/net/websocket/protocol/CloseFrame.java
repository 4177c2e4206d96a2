package dev.we.net.websocket.protocol;

import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The payload of a Close frame (RFC 6455, section 5.5.1): nothing, or a two-byte code and a reason
 * in UTF-8.
 */
final class CloseFrame {
  private CloseFrame() {}

  /** The payload that says {@code reason}, whose code may be sent or is NO_STATUS. */
  static ByteBuffer encode(CloseReason reason) {
    if (reason.code() == CloseCode.NO_STATUS) {
      return ByteBuffer.allocate(0);
    }
    // The same encoder as in CloseReason, which bounds its length.
    byte[] text = reason.text().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + text.length)
        .put((byte) (reason.code() >> 8))
        .put((byte) reason.code())
        .put(text)
        .flip();
  }

  /** What a received payload says; leaves its position alone. */
  static CloseReason decode(ByteBuffer payload) throws ProtocolException {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(payload.position(), bytes);
    if (bytes.length == 0) {
      // 7.1.5: "If this Close control frame contains no status code, _The WebSocket Connection
      // Close Code_ is considered to be 1005."
      return CloseReason.NO_STATUS;
    }
    if (bytes.length == 1) {
      // 5.5.1: "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned
      // integer".
      throw new ProtocolException(ProtocolViolation.CLOSE_PAYLOAD_OF_ONE_BYTE, "");
    }
    int code = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    if (!CloseCode.isLegalOnTheWire(code)) {
      throw new ProtocolException(ProtocolViolation.CLOSE_CODE_NOT_ALLOWED, "code " + code);
    }
    var utf8 = new Utf8Validator(ProtocolViolation.CLOSE_REASON_NOT_UTF8);
    utf8.accept(bytes, 2, bytes.length);
    utf8.end();
    return new CloseReason(code, utf8.string(bytes, 2, bytes.length - 2));
  }

  /**
   * Refuses what must not be sent.
   *
   * @throws IllegalArgumentException if neither the code may be sent nor it stands for an empty
   *     Close without a text
   */
  static void requireSendable(CloseReason reason) {
    boolean empty = reason.code() == CloseCode.NO_STATUS;
    if (empty && !reason.text().isEmpty()) {
      throw new IllegalArgumentException("a Close without a code has no reason either: " + reason);
    }
    if (!empty && !CloseCode.isLegalOnTheWire(reason.code())) {
      throw new IllegalArgumentException(
          "close code "
              + reason.code()
              + " must not be sent; use 1000 to 1003, 1007 to 1014 or 3000 to 4999");
    }
  }
}
