package dev.we.net.websocket;

import static dev.we.net.websocket.CloseCode.INVALID_DATA;
import static dev.we.net.websocket.CloseCode.PROTOCOL_ERROR;
import static dev.we.net.websocket.CloseCode.TOO_BIG;

/**
 * Every way in which a peer's frames can break the protocol or pass a limit: a closed list, each
 * with the close code it is answered with and the section of RFC 6455 it breaks.
 */
public enum ProtocolViolation {
  /** RSV1, RSV2 or RSV3 is set and no extension gives it a meaning here. */
  RESERVED_BIT(PROTOCOL_ERROR, "5.2", "a reserved bit is set that no agreed extension defines"),
  /** Opcode 3 to 7 or 11 to 15. */
  RESERVED_OPCODE(PROTOCOL_ERROR, "5.2", "the opcode is reserved"),
  /** A server's frame, control frames included, has the MASK bit. */
  MASKED_BY_SERVER(PROTOCOL_ERROR, "5.1", "a server must not mask its frames"),
  /** A client's frame, control frames included, lacks the MASK bit. */
  UNMASKED_BY_CLIENT(PROTOCOL_ERROR, "5.1", "a client must mask its frames"),
  /** 126 or 127 announces a length that fits in fewer bytes. */
  LENGTH_NOT_MINIMAL(PROTOCOL_ERROR, "5.2", "the payload length is not in its shortest form"),
  /** The most significant bit of a 64-bit length is set. */
  LENGTH_TOP_BIT(PROTOCOL_ERROR, "5.2", "the top bit of the 64-bit payload length is set"),
  /** A control frame announces more than 125 bytes. */
  CONTROL_FRAME_TOO_LONG(PROTOCOL_ERROR, "5.5", "a control frame has more than 125 bytes"),
  /** A control frame without FIN. */
  CONTROL_FRAME_FRAGMENTED(PROTOCOL_ERROR, "5.5", "a control frame is fragmented"),
  /** A continuation frame with no message to continue. */
  UNEXPECTED_CONTINUATION(PROTOCOL_ERROR, "5.4", "a continuation frame continues no message"),
  /** A text or binary frame inside a fragmented message. */
  EXPECTED_CONTINUATION(PROTOCOL_ERROR, "5.4", "a new message starts inside a fragmented one"),
  /** The payload of a Close frame is a single byte. */
  CLOSE_PAYLOAD_OF_ONE_BYTE(PROTOCOL_ERROR, "5.5.1", "a Close frame has a payload of one byte"),
  /** The code of a Close frame is one that must not be sent. */
  CLOSE_CODE_NOT_ALLOWED(
      PROTOCOL_ERROR, "7.4", "a Close frame carries a code that must not be sent"),
  /** The reason of a Close frame is not UTF-8. */
  CLOSE_REASON_NOT_UTF8(INVALID_DATA, "5.5.1", "the reason of a Close frame is not UTF-8"),
  /** A text message is not UTF-8; told at the first byte that no UTF-8 text can have there. */
  TEXT_NOT_UTF8(INVALID_DATA, "8.1", "a text message is not UTF-8"),
  /** A frame announces more than {@link Limits#maxFrameBytes()}. */
  FRAME_TOO_BIG(TOO_BIG, "10.4", "a frame is larger than the limit"),
  /** The frames of a message announce more than {@link Limits#maxMessageBytes()} together. */
  MESSAGE_TOO_BIG(TOO_BIG, "10.4", "a message is larger than the limit"),
  /** A message has more frames than {@link Limits#maxMessageFragments()}. */
  TOO_MANY_FRAGMENTS(TOO_BIG, "10.4", "a message has more fragments than the limit"),
  /** The payload is not what the agreed extension makes of a message. */
  EXTENSION_DATA(INVALID_DATA, "9", "the payload does not fit the agreed extension");

  private final int closeCode;
  private final String section;
  private final String description;

  ProtocolViolation(int closeCode, String section, String description) {
    this.closeCode = closeCode;
    this.section = section;
    this.description = description;
  }

  /** The code of the Close frame that answers it. */
  public int closeCode() {
    return closeCode;
  }

  /** The section of RFC 6455 that it breaks. */
  public String section() {
    return section;
  }

  /** What was wrong, in a few words that also fit in a Close frame. */
  public String description() {
    return description;
  }
}
