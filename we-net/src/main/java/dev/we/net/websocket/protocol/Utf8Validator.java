package dev.we.net.websocket.protocol;

import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.ProtocolViolation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Checks that bytes are UTF-8 (RFC 3629), as they arrive: it fails at the first byte that no valid
 * text has there, even if the rest of the character has not come yet.
 *
 * <pre>
 *   00..7F                                      one byte
 *   C2..DF   80..BF                             two; C0 and C1 would be overlong
 *   E0       A0..BF   80..BF                    three; lower would be overlong
 *   E1..EC   80..BF   80..BF
 *   ED       80..9F   80..BF                    higher would be a surrogate
 *   EE..EF   80..BF   80..BF
 *   F0       90..BF   80..BF   80..BF           four; lower would be overlong
 *   F1..F3   80..BF   80..BF   80..BF
 *   F4       80..8F   80..BF   80..BF           higher would be beyond U+10FFFF
 * </pre>
 *
 * <p>So the only byte with a range of its own is the one behind the first, and the state between
 * two bytes is how many are still to come and the range of the next.
 */
final class Utf8Validator {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long TOP_BITS = 0x8080_8080_8080_8080L;

  private final ProtocolViolation violation;

  /** How many bytes the unfinished character still needs. */
  private int missing;

  /** The least and the greatest that the next of them may be, unsigned. */
  private int least;

  private int greatest;

  private boolean ascii = true;
  private long accepted;

  /** A validator that is at the start of a text, and whose failures are of this kind. */
  Utf8Validator(ProtocolViolation violation) {
    this.violation = violation;
  }

  /** Back to the start of a text. */
  void reset() {
    missing = 0;
    ascii = true;
    accepted = 0;
  }

  /**
   * Takes the bytes from {@code from} to {@code to}, which continue those before.
   *
   * @throws ProtocolException at the first that cannot be there
   */
  void accept(byte[] bytes, int from, int to) throws ProtocolException {
    int stop = scan(bytes, from, to);
    if (stop < to) {
      long offset = accepted + stop - from;
      throw new ProtocolException(
          violation, String.format("byte %#04x at offset %d", bytes[stop], offset));
    }
    accepted += (long) to - from;
  }

  /** The first byte that cannot be there, or {@code to}. */
  int scan(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (missing == 0) {
        at = skipAscii(bytes, at, to);
        if (at == to) {
          break;
        }
        ascii = false;
        int size = wholeCharacter(bytes, at, to);
        if (size > 0) {
          at += size;
          continue;
        }
      }
      if (!next(bytes[at] & 0xFF)) {
        return at;
      }
      at++;
    }
    return to;
  }

  /** Whether the text may end here. */
  boolean isComplete() {
    return missing == 0;
  }

  /** The end of the text, which must not be inside a character. */
  void end() throws ProtocolException {
    if (!isComplete()) {
      throw new ProtocolException(violation, "it ends inside a character");
    }
  }

  /** The accepted bytes as a string; all of them, and {@link #end} was reached. */
  String string(byte[] bytes, int from, int length) {
    // One byte is one character in ISO 8859-1, so nothing is looked at again.
    return new String(
        bytes, from, length, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  /** The first place from {@code at} on, up to {@code to}, where a byte is above 7F. */
  private static int skipAscii(byte[] bytes, int at, int to) {
    while (at <= to - Long.BYTES && ((long) LONG.get(bytes, at) & TOP_BITS) == 0) {
      at += Long.BYTES;
    }
    while (at < to && bytes[at] >= 0) {
      at++;
    }
    return at;
  }

  /**
   * The size of the character at {@code at}, if it lies there whole and its bytes fit the commonest
   * rows of the table; otherwise 0, and {@link #next} looks closer.
   */
  private static int wholeCharacter(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xFF;
    if (first < 0xE0) {
      return first >= 0xC2 && to - at >= 2 && isContinuation(bytes[at + 1]) ? 2 : 0;
    }
    if (to - at < 3 || !isContinuation(bytes[at + 1]) || !isContinuation(bytes[at + 2])) {
      return 0;
    }
    if (first < 0xF0) {
      return first != 0xE0 && first != 0xED ? 3 : 0;
    }
    int top = (first & 0x0F) << 6 | (bytes[at + 1] & 0x3F); // the character's bits from 12 up
    boolean inRange = top >= 0x10 && top <= 0x10F;
    return inRange && to - at >= 4 && isContinuation(bytes[at + 3]) ? 4 : 0;
  }

  private static boolean isContinuation(byte value) {
    return value < (byte) 0xC0;
  }

  /** One byte further; false if it cannot be there. */
  private boolean next(int value) {
    if (missing > 0) {
      boolean fits = value >= least && value <= greatest;
      missing--;
      least = 0x80;
      greatest = 0xBF;
      return fits;
    }
    if (value >= 0xC2 && value <= 0xDF) {
      return expect(1, 0x80, 0xBF);
    }
    if (value >= 0xE0 && value <= 0xEF) {
      return expect(2, value == 0xE0 ? 0xA0 : 0x80, value == 0xED ? 0x9F : 0xBF);
    }
    if (value >= 0xF0 && value <= 0xF4) {
      return expect(3, value == 0xF0 ? 0x90 : 0x80, value == 0xF4 ? 0x8F : 0xBF);
    }
    return false;
  }

  private boolean expect(int more, int from, int to) {
    missing = more;
    least = from;
    greatest = to;
    return true;
  }
}
