package dev.we.conformance.simulation;

import java.nio.ByteBuffer;

/** What messages are made of. */
final class Content {
  private static final String WORDS = "{\"symbol\":\"ACME\",\"price\":123.45,\"size\":100},";
  private static final String RARE = "äß€中\uD83D\uDE00\uFFFD?\u0000\u007F";

  private Content() {}

  /**
   * Text of about so many characters: repetitive, or of all alphabets, and sometimes not UTF-16.
   */
  static String text(Dice dice, int size) {
    StringBuilder text = new StringBuilder(size);
    int kind = dice.below(4);
    while (text.length() < size) {
      if (kind < 2) {
        text.append(WORDS, 0, Math.min(WORDS.length(), size - text.length()));
      } else if (kind == 2) {
        text.append((char) dice.between(' ', '~'));
      } else {
        // A surrogate pair may be entered at its second half, which is then alone.
        text.appendCodePoint(RARE.codePointAt(dice.below(RARE.length())));
      }
    }
    return text.toString();
  }

  /** Bytes: all the same, or any. */
  static byte[] binary(Dice dice, int size) {
    byte[] bytes = new byte[size];
    if (dice.oneIn(3)) {
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) dice.bits();
      }
    } else {
      byte start = (byte) dice.bits();
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) (start + i % 7);
      }
    }
    return bytes;
  }

  /**
   * A buffer of a caller, who has other uses for it once what he calls has returned.
   *
   * @param shown what he hands over
   */
  record Lent(ByteBuffer shown, ByteBuffer memory) {
    /** It is his again. */
    void use() {
      for (int i = 0; i < memory.limit(); i++) {
        memory.put(i, (byte) ~memory.get(i));
      }
    }
  }

  /** The bytes in one buffer or another: with an array and without, at its start and within. */
  static Lent buffer(Dice dice, byte[] bytes) {
    int before = dice.below(3);
    int size = before + bytes.length + dice.below(3);
    ByteBuffer buffer =
        dice.oneIn(50) ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    buffer.position(before).put(bytes).flip().position(before);
    return new Lent(dice.oneIn(3) ? buffer.asReadOnlyBuffer() : buffer, buffer);
  }

  /** The reason of a Close. */
  static String reason(Dice dice) {
    return dice.percent(50) ? "" : "x€".repeat(dice.between(1, 30));
  }
}
