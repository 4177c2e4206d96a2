package dev.we.net.websocket.protocol;

import static dev.we.net.websocket.frame.FrameHeader.FIN;
import static dev.we.net.websocket.frame.FrameHeader.LENGTH_IN_16_BITS;
import static dev.we.net.websocket.frame.FrameHeader.LENGTH_IN_64_BITS;
import static dev.we.net.websocket.frame.FrameHeader.MAX_SHORT_LENGTH;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.frame.FrameDecoder;
import dev.we.net.websocket.frame.Opcode;

/**
 * What the head of a received frame may say, asked at the first byte that can tell, so that the
 * same bytes meet the same violation however they are cut.
 */
final class HeaderRules {
  private static final byte WHOLE_TEXT = (byte) (FIN | Opcode.TEXT.code());
  private static final byte WHOLE_BINARY = (byte) (FIN | Opcode.BINARY.code());

  private final boolean mustBeMasked;
  private final long maxFrameBytes;
  private final long maxMessageBytes;
  private final int maxMessageFragments;

  /** The most bytes of a message in one frame. */
  private final long mostAtOnce;

  /** An honest sender's message grows little, even where nothing shrinks and all is cut small. */
  private final long maxEncodedBytes;

  /** A message may come in one frame, so a frame has to bear the same. */
  private final long maxEncodedFrameBytes;

  /** The rules for all connections of this end that keep these limits. */
  HeaderRules(Role role, Limits limits) {
    this.mustBeMasked = role == Role.SERVER;
    this.maxFrameBytes = limits.maxFrameBytes();
    this.maxMessageBytes = limits.maxMessageBytes();
    this.mostAtOnce = Math.min(maxFrameBytes, maxMessageBytes);
    this.maxMessageFragments = limits.maxMessageFragments();
    this.maxEncodedBytes = encodedBytes(maxMessageBytes);
    this.maxEncodedFrameBytes = encodedBytes(maxFrameBytes);
  }

  private static long encodedBytes(long plainBytes) {
    long more = plainBytes / 8 + 256;
    return plainBytes > Long.MAX_VALUE - more ? Long.MAX_VALUE : plainBytes + more;
  }

  /**
   * FIN, the reserved bits and the opcode.
   *
   * @param fragments how many frames the unfinished message has so far; 0 where there is none
   * @param agreedBits the reserved bits that an agreed extension owns
   */
  void firstByte(FrameDecoder head, int fragments, int agreedBits) throws ProtocolException {
    int opcode = head.opcode();
    int bits = head.reservedBits();
    boolean startsMessage = opcode == Opcode.TEXT.code() || opcode == Opcode.BINARY.code();
    // 5.2: "MUST be 0 unless an extension is negotiated that defines meanings for non-zero values";
    // what extensions there are define them on the first frame of a message.
    if (bits != 0 && (!startsMessage || (bits & ~agreedBits) != 0)) {
      throw violation(
          ProtocolViolation.RESERVED_BIT,
          "RSV bits " + Integer.toBinaryString(8 | bits >> 4).substring(1) + ", opcode " + opcode);
    }
    // 5.2: "If an unknown opcode is received, the receiving endpoint MUST _Fail the WebSocket
    // Connection_."
    if (Opcode.of(opcode) == null) {
      throw violation(ProtocolViolation.RESERVED_OPCODE, "opcode " + opcode);
    }
    if (Opcode.isControl(opcode)) {
      // 5.4: "Control frames themselves MUST NOT be fragmented."
      if (!head.isFin()) {
        throw violation(ProtocolViolation.CONTROL_FRAME_FRAGMENTED, "opcode " + opcode);
      }
    } else if (startsMessage) {
      // 5.4: "The fragments of one message MUST NOT be interleaved between the fragments of another
      // message".
      if (fragments > 0) {
        throw violation(ProtocolViolation.EXPECTED_CONTINUATION, "opcode " + opcode);
      }
    } else if (fragments == 0) {
      throw violation(ProtocolViolation.UNEXPECTED_CONTINUATION, "");
    } else if (fragments >= maxMessageFragments) {
      throw violation(
          ProtocolViolation.TOO_MANY_FRAGMENTS, "maxMessageFragments " + maxMessageFragments);
    }
  }

  /**
   * Whether the head is that of a message in one frame without reserved bits, against which, where
   * no message is unfinished, none of the other three rules has anything; what they have against
   * another head they say themselves.
   */
  boolean allowWholeMessage(FrameDecoder head) {
    int first = head.firstByte();
    long length = head.payloadLength();
    return (first == WHOLE_TEXT || first == WHOLE_BINARY)
        && head.isMasked() == mustBeMasked
        && length >= minimum(head)
        && length <= mostAtOnce;
  }

  /** The mask bit, and the form of the length. */
  void secondByte(FrameDecoder head) throws ProtocolException {
    // 5.1: "The server MUST close the connection upon receiving a frame that is not masked" and "A
    // client MUST close a connection if it detects a masked frame."
    if (head.isMasked() != mustBeMasked) {
      throw violation(
          mustBeMasked ? ProtocolViolation.UNMASKED_BY_CLIENT : ProtocolViolation.MASKED_BY_SERVER,
          "opcode " + head.opcode());
    }
    // 5.5: "All control frames MUST have a payload length of 125 bytes or less".
    if (Opcode.isControl(head.opcode()) && head.shortLength() > MAX_SHORT_LENGTH) {
      throw violation(ProtocolViolation.CONTROL_FRAME_TOO_LONG, "opcode " + head.opcode());
    }
  }

  /**
   * An extended length of which some bytes are missing: it can only grow.
   *
   * @param extended as for {@link #length}
   */
  void lengthSoFar(FrameDecoder head, boolean extended) throws ProtocolException {
    long least = head.payloadLength();
    requireTopBitClear(least);
    if (least >= minimum(head)) {
      requireFrameFits(least, extended);
    }
  }

  /**
   * The payload's length.
   *
   * @param bytesBefore how much of the message came in the frames before
   * @param extended whether an extension makes of the payload another, whose size is for the
   *     assembler to bound; what it is made of costs time though it may yield nothing
   */
  void length(FrameDecoder head, long bytesBefore, boolean extended) throws ProtocolException {
    long length = head.payloadLength();
    requireTopBitClear(length);
    // 5.2: "Note that in all cases, the minimal number of bytes MUST be used to encode the length".
    if (length < minimum(head)) {
      throw violation(ProtocolViolation.LENGTH_NOT_MINIMAL, "length " + length);
    }
    if (Opcode.isControl(head.opcode())) {
      return; // bounded by the protocol itself
    }
    requireFrameFits(length, extended);
    long most = extended ? maxEncodedBytes : maxMessageBytes;
    if (length > most - bytesBefore) {
      throw messageTooBig(maxMessageBytes);
    }
  }

  /** The most bytes of a message. */
  long maxMessageBytes() {
    return maxMessageBytes;
  }

  /** A message is larger than {@code maxMessageBytes}, as announced or as it came out. */
  static ProtocolException messageTooBig(long maxMessageBytes) {
    return violation(ProtocolViolation.MESSAGE_TOO_BIG, "maxMessageBytes " + maxMessageBytes);
  }

  private static long minimum(FrameDecoder head) {
    return switch (head.shortLength()) {
      case LENGTH_IN_16_BITS -> MAX_SHORT_LENGTH + 1;
      case LENGTH_IN_64_BITS -> 0x1_0000;
      default -> 0;
    };
  }

  private static void requireTopBitClear(long length) throws ProtocolException {
    // 5.2: "the most significant bit MUST be 0".
    if (length < 0) {
      throw violation(ProtocolViolation.LENGTH_TOP_BIT, "");
    }
  }

  private void requireFrameFits(long length, boolean extended) throws ProtocolException {
    if (length > (extended ? maxEncodedFrameBytes : maxFrameBytes)) {
      throw violation(ProtocolViolation.FRAME_TOO_BIG, "maxFrameBytes " + maxFrameBytes);
    }
  }

  private static ProtocolException violation(ProtocolViolation violation, String detail) {
    return new ProtocolException(violation, detail);
  }
}
