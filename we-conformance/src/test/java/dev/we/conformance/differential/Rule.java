package dev.we.conformance.differential;

import dev.we.net.websocket.ProtocolViolation;

/**
 * The sentences of RFC 6455 that decide a difference. Those up to {@code FRAME_TOO_BIG} bear the
 * names of {@link ProtocolViolation}.
 */
enum Rule {
  RESERVED_BIT(
      "5.2",
      "If a nonzero value is received and none of the negotiated extensions defines the meaning of"
          + " such a nonzero value, the receiving endpoint MUST _Fail the WebSocket Connection_."),
  RESERVED_OPCODE(
      "5.2",
      "If an unknown opcode is received, the receiving endpoint MUST _Fail the WebSocket"
          + " Connection_."),
  UNMASKED_BY_CLIENT(
      "5.1", "The server MUST close the connection upon receiving a frame that is not masked."),
  LENGTH_NOT_MINIMAL(
      "5.2",
      "Note that in all cases, the minimal number of bytes MUST be used to encode the length"),
  LENGTH_TOP_BIT(
      "5.2",
      "If 127, the following 8 bytes interpreted as a 64-bit unsigned integer (the most significant"
          + " bit MUST be 0) are the payload length."),
  CONTROL_FRAME_TOO_LONG(
      "5.5",
      "All control frames MUST have a payload length of 125 bytes or less and MUST NOT be"
          + " fragmented."),
  CONTROL_FRAME_FRAGMENTED("5.5", CONTROL_FRAME_TOO_LONG.sentence),
  UNEXPECTED_CONTINUATION(
      "5.4",
      "A fragmented message consists of a single frame with the FIN bit clear and an opcode other"
          + " than 0, followed by zero or more frames with the FIN bit clear and the opcode set to"
          + " 0, and terminated by a single frame with the FIN bit set and an opcode of 0."),
  EXPECTED_CONTINUATION(
      "5.4",
      "The fragments of one message MUST NOT be interleaved between the fragments of another message"
          + " unless an extension has been negotiated that can interpret the interleaving."),
  CLOSE_PAYLOAD_OF_ONE_BYTE(
      "5.5.1",
      "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned integer (in"
          + " network byte order) representing a status code"),
  CLOSE_CODE_NOT_ALLOWED(
      "7.4",
      "Status codes in the range 0-999 are not used. (7.4.2) ... 1005 is a reserved value and MUST"
          + " NOT be set as a status code in a Close control frame by an endpoint. (7.4.1)"),
  CLOSE_REASON_NOT_UTF8(
      "5.5.1",
      "Following the 2-byte integer, the body MAY contain UTF-8-encoded data with value /reason/"),
  TEXT_NOT_UTF8(
      "8.1",
      "When an endpoint is to interpret a byte stream as UTF-8 but finds that the byte stream is"
          + " not, in fact, a valid UTF-8 stream, that endpoint MUST _Fail the WebSocket"
          + " Connection_."),
  FRAME_TOO_BIG(
      "10.4",
      "Implementations that have implementation- and/or platform-specific limitations regarding the"
          + " frame size or total message size after reassembly from multiple frames MUST protect"
          + " themselves against exceeding those limits."),
  MESSAGE_TOO_BIG("10.4", FRAME_TOO_BIG.sentence),
  /** Something comes behind the peer's Close. */
  BEHIND_A_CLOSE(
      "1.4",
      "after receiving a control frame indicating the connection should be closed, a peer discards"
          + " any further data received."),
  /** A Close without a body. */
  CLOSE_WITHOUT_CODE(
      "7.1.5",
      "If this Close control frame contains no status code, _The WebSocket Connection Close Code_ is"
          + " considered to be 1005."),
  /** A Close whose code is 1007, which a client may well send. */
  CLOSE_WITH_1007(
      "7.4.1",
      "1007 indicates that an endpoint is terminating the connection because it has received data"
          + " within a message that was not consistent with the type of the message"),
  /** A Close between the fragments of a message. */
  CLOSE_INSIDE_A_MESSAGE(
      "5.4",
      "Control frames (see Section 5.5) MAY be injected in the middle of a fragmented message.");

  final String section;
  final String sentence;

  /** What ours does. */
  final String ours;

  Rule(String section, String sentence) {
    this.section = section;
    this.sentence = sentence;
    this.ours = ours(name());
  }

  private static String ours(String name) {
    return switch (name) {
      case "BEHIND_A_CLOSE" -> "answers the Close and discards what follows";
      case "CLOSE_WITHOUT_CODE" -> "tells 1005 and answers with an empty Close";
      case "CLOSE_WITH_1007" -> "takes the Close for what it is and answers it";
      case "CLOSE_INSIDE_A_MESSAGE" -> "answers the Close and drops the unfinished message";
      default -> "fails the connection with " + ProtocolViolation.valueOf(name).closeCode();
    };
  }
}
