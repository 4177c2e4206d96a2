package dev.we.net.websocket.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Strings as UTF-8 (RFC 3629). A surrogate without its partner becomes U+FFFD, as in Web IDL's
 * USVString.
 *
 * <p>The JDK's own encoder does the work: it alone sees how a string is stored, and where that is
 * one byte for each character it copies many at once. Even with an array that dies young this takes
 * a fraction of the time of any loop over characters. But it makes {@code ?} of a lone surrogate,
 * which shows by counting: only then are there more of them in the bytes than in the text.
 */
final class Utf8Encoder {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long LOW_SEVEN_BITS = 0x7F7F_7F7F_7F7F_7F7FL;
  private static final long QUESTION_MARKS = 0x3F3F_3F3F_3F3F_3F3FL;

  private Utf8Encoder() {}

  static byte[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int after = questionMarks(bytes);
    if (after == 0 || after == questionMarks(text)) {
      return bytes;
    }
    return wellFormed(text).getBytes(StandardCharsets.UTF_8);
  }

  private static int questionMarks(byte[] bytes) {
    int count = 0;
    int at = 0;
    for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
      long zeroWhereFound = (long) LONG.get(bytes, at) ^ QUESTION_MARKS;
      // The top bit of a byte of the sum, or of the byte itself, is clear only where it is zero.
      long others = ((zeroWhereFound & LOW_SEVEN_BITS) + LOW_SEVEN_BITS) | zeroWhereFound;
      count += Long.bitCount(~(others | LOW_SEVEN_BITS));
    }
    for (; at < bytes.length; at++) {
      count += bytes[at] == '?' ? 1 : 0;
    }
    return count;
  }

  private static int questionMarks(String text) {
    int count = 0;
    for (int at = text.indexOf('?'); at >= 0; at = text.indexOf('?', at + 1)) {
      count++;
    }
    return count;
  }

  private static String wellFormed(String text) {
    var result = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(result::appendCodePoint);
    return result.toString();
  }
}
