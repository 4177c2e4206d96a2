package dev.we.net.websocket.frame;

/**
 * The head of a frame (RFC 6455, section 5.2), as a value: whatever the bits can say, allowed or
 * not.
 *
 * @param fin whether the frame is the last of its message
 * @param rsv RSV1, RSV2 and RSV3 as a number from 0 to 7, RSV1 being 4
 * @param opcode four bits
 * @param masked whether a masking key follows the length
 * @param payloadLength in bytes; negative where the top bit of a 64-bit length is set
 * @param maskingKey its first byte on top; 0 where there is none
 */
public record FrameHeader(
    boolean fin, int rsv, int opcode, boolean masked, long payloadLength, int maskingKey) {
  /** FIN, in the first byte. */
  public static final int FIN = 0x80;

  /** RSV1, RSV2 and RSV3, in the first byte. */
  public static final int RSV = 0x70;

  /** The opcode, in the first byte. */
  public static final int OPCODE = 0x0F;

  /** MASK, in the second byte. */
  public static final int MASK = 0x80;

  /** The seven bits of the payload length, in the second byte. */
  public static final int LENGTH = 0x7F;

  /** The longest payload whose length fits in the second byte; all that a control frame has. */
  public static final int MAX_SHORT_LENGTH = 125;

  /** In the seven bits: the length is in the next two bytes. */
  public static final int LENGTH_IN_16_BITS = 126;

  /** In the seven bits: the length is in the next eight bytes. */
  public static final int LENGTH_IN_64_BITS = 127;

  /** The longest head: two bytes, eight of length, four of masking key. */
  public static final int MAX_BYTES = 14;

  /** How many bytes the shortest head for such a payload has. */
  public static int bytes(long payloadLength, boolean masked) {
    int length = payloadLength <= MAX_SHORT_LENGTH ? 0 : payloadLength <= 0xFFFF ? 2 : 8;
    return 2 + length + (masked ? 4 : 0);
  }
}
