package dev.we.conformance.simulation;

import dev.we.net.websocket.Limits;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Bytes that no honest sender sends, put between two of its frames. */
enum Forgery {
  MASK_WRONG(1002),
  RESERVED_OPCODE(1002),
  RESERVED_BIT(1002),
  FRAGMENTED_PING(1002),
  LONG_PING(1002),
  CLOSE_OF_ONE_BYTE(1002),
  CLOSE_CODE_NOT_ALLOWED(1002),
  LENGTH_NOT_MINIMAL(1002),
  LENGTH_TOP_BIT(1002),
  OUT_OF_PLACE(1002),
  NOT_UTF8(1007),
  CUT_CHARACTER(1007),
  NOT_DEFLATE(1007),
  TOO_BIG(1009),
  BEHIND_CLOSE(0),
  NOISE(0);

  /** The code of the Close that answers it; 0: anything may. */
  final int code;

  Forgery(int code) {
    this.code = code;
  }

  /** Whether it breaks a rule at this place, and no limit before that. */
  boolean fits(WireReader before, Limits limits) {
    boolean another = !before.isInsideMessage() && !before.hasClosed();
    return switch (this) {
      case NOT_UTF8, TOO_BIG -> another;
      case CUT_CHARACTER ->
          another && limits.maxMessageFragments() > 1 && limits.maxMessageBytes() > 1;
      case NOT_DEFLATE -> another && before.isCompressionAgreed();
      case BEHIND_CLOSE -> before.hasClosed();
      case NOISE -> !before.hasClosed();
      default -> !before.hasClosed() && (another || limits.maxMessageFragments() > 100);
    };
  }

  /**
   * The bytes.
   *
   * @param masked whether an honest sender masks
   * @param insideMessage whether the message before is not whole
   * @param most the largest message that the receiver takes
   */
  byte[] bytes(Dice dice, boolean masked, boolean insideMessage, long most) {
    return switch (this) {
      case MASK_WRONG -> frame(0x80 | (insideMessage ? 0 : 2), !masked, new byte[dice.below(200)]);
      case RESERVED_OPCODE -> frame(0x80 | dice.oneOf(3, 4, 5, 6, 7, 11, 15), masked, new byte[1]);
      case RESERVED_BIT ->
          frame(0x80 | dice.oneOf(0x10, 0x20) | (insideMessage ? 0 : 1), masked, new byte[2]);
      case FRAGMENTED_PING -> frame(9, masked, new byte[3]);
      case LONG_PING -> frame(0x89, masked, new byte[126]);
      case CLOSE_OF_ONE_BYTE -> frame(0x88, masked, new byte[1]);
      case CLOSE_CODE_NOT_ALLOWED -> {
        int code = dice.oneOf(0, 999, 1004, 1005, 1006, 1015, 2999, 5000);
        yield frame(0x88, masked, new byte[] {(byte) (code >> 8), (byte) code});
      }
      case LENGTH_NOT_MINIMAL ->
          head(0x80 | (insideMessage ? 0 : 2), masked, 126, new byte[] {0, 100});
      case LENGTH_TOP_BIT ->
          head(0x80 | (insideMessage ? 0 : 2), masked, 127, new byte[] {-1, 0, 0, 0, 0, 0, 0, 0});
      case OUT_OF_PLACE -> frame(insideMessage ? 0x81 : 0x80, masked, new byte[] {'x'});
      case NOT_UTF8 -> frame(0x81, masked, new byte[] {(byte) 0xC0});
      case CUT_CHARACTER -> {
        byte[] begin = frame(0x01, masked, new byte[] {'a'});
        byte[] end = frame(0x80, masked, new byte[] {(byte) 0xC3});
        byte[] both = Arrays.copyOf(begin, begin.length + end.length);
        System.arraycopy(end, 0, both, begin.length, end.length);
        yield both;
      }
      case BEHIND_CLOSE -> frame(0x81, masked, new byte[] {'x'});
      case NOT_DEFLATE -> frame(0xC2, masked, new byte[] {7});
      case TOO_BIG -> tooBig(masked, most + 1 + dice.below(3));
      case NOISE -> {
        byte[] noise = new byte[dice.between(1, 40)];
        for (int i = 0; i < noise.length; i++) {
          noise[i] = (byte) dice.bits();
        }
        yield noise;
      }
    };
  }

  private static byte[] tooBig(boolean masked, long announced) {
    if (announced <= 125) {
      return head(0x82, masked, (int) announced, new byte[0]);
    }
    byte[] length = new byte[announced <= 0xFFFF ? 2 : 8];
    for (int i = 0; i < length.length; i++) {
      length[length.length - 1 - i] = (byte) (announced >> (8 * i));
    }
    return head(0x82, masked, length.length == 2 ? 126 : 127, length);
  }

  private static byte[] frame(int first, boolean masked, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    int length = payload.length;
    frame.writeBytes(
        length <= 125
            ? head(first, masked, length, new byte[0])
            : head(first, masked, 126, new byte[] {(byte) (length >> 8), (byte) length}));
    frame.writeBytes(payload); // the key is zero
    return frame.toByteArray();
  }

  private static byte[] head(int first, boolean masked, int length, byte[] extended) {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.write(first);
    head.write((masked ? 0x80 : 0) | length);
    head.writeBytes(extended);
    if (masked) {
      head.writeBytes(new byte[4]);
    }
    return head.toByteArray();
  }
}
