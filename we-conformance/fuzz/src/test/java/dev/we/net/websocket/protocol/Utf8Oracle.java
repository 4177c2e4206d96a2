package dev.we.net.websocket.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is UTF-8, by the JDK's decoder. */
final class Utf8Oracle {
  /** Between them, these complete every character that can be completed. */
  private static final byte[][] ENDS = {
    {}, {-128}, {-128, -128}, {-96, -128}, {-128, -128, -128}, {-112, -128, -128}
  };

  private Utf8Oracle() {}

  /** The text, or null if it is none. */
  static @Nullable String decoded(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The least index at which the bytes up to and with it begin no text; the length if none. */
  static int firstBad(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    StandardCharsets.UTF_8.newDecoder().decode(in, out, false);
    // The decoder stops before the character that is wrong or unfinished.
    int start = in.position();
    for (int end = start + 1; end <= bytes.length; end++) {
      if (!beginsAText(Arrays.copyOfRange(bytes, start, end))) {
        return end - 1;
      }
    }
    return bytes.length;
  }

  private static boolean beginsAText(byte[] bytes) {
    for (byte[] end : ENDS) {
      byte[] whole = Arrays.copyOf(bytes, bytes.length + end.length);
      System.arraycopy(end, 0, whole, bytes.length, end.length);
      if (decoded(whole) != null) {
        return true;
      }
    }
    return false;
  }
}
