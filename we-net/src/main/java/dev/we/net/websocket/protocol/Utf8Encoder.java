package dev.we.net.websocket.protocol;

import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.frame.Masker;
import java.nio.ByteBuffer;

/**
 * Writes strings as UTF-8 (RFC 3629) straight to where they are sent from, masked where they lie. A
 * surrogate without its partner becomes U+FFFD, as in Web IDL's USVString.
 */
final class Utf8Encoder {
  private static final int REPLACEMENT = 0xFFFD;

  private Utf8Encoder() {}

  /** How many bytes the characters from {@code from} to {@code to} come to. */
  static long length(String text, int from, int to) {
    long bytes = (long) to - from;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        if (c < 0x800) {
          bytes++;
        } else if (isPair(text, i, to)) {
          bytes += 2; // four bytes for two characters
          i++;
        } else {
          bytes += 2; // three bytes, U+FFFD's being three too
        }
      }
    }
    return bytes;
  }

  /**
   * Puts characters at {@code at} and on as long as they are ASCII; the position stays.
   *
   * @return the first character that is not, or {@code to}
   */
  static int putAscii(String text, int from, int to, ByteBuffer out, int at) {
    int i = from;
    int offset = at - from;
    for (; i < to; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        break;
      }
      out.put(i + offset, (byte) c);
    }
    return i;
  }

  /**
   * Writes the characters from {@code from} to {@code to}, first into {@code room} and then into
   * what {@code out} gives.
   *
   * @param key masks the bytes; 0 leaves them as they are
   */
  static void encode(String text, int from, int to, ByteBuffer room, ByteSink out, int key) {
    int turned = key;
    ByteBuffer buffer = room;
    int i = from;
    while (i < to) {
      if (buffer.remaining() < 4) {
        buffer = out.room(4);
      }
      int start = buffer.position();
      i = fill(text, i, to, buffer);
      turned = Masker.mask(buffer, start, buffer.position(), turned);
    }
  }

  /** Encodes as much as is sure to fit, at least one character; where to go on. */
  private static int fill(String text, int from, int to, ByteBuffer buffer) {
    int at = buffer.position();
    int last = buffer.limit() - 4; // the last place at which any character fits
    int i = from;
    while (i < to && at <= last) {
      int ascii = putAscii(text, i, (int) Math.min(to, i + (long) buffer.limit() - at), buffer, at);
      at += ascii - i;
      i = ascii;
      while (i < to && at <= last && text.charAt(i) >= 0x80) {
        boolean pair = isPair(text, i, to);
        at = putCharacter(pair ? text.codePointAt(i) : text.charAt(i), buffer, at);
        i += pair ? 2 : 1;
      }
    }
    buffer.position(at);
    return i;
  }

  private static int putCharacter(int character, ByteBuffer out, int into) {
    int c = character >= 0xD800 && character <= 0xDFFF ? REPLACEMENT : character;
    int at = into;
    if (c < 0x800) {
      out.put(at++, (byte) (0xC0 | c >> 6));
    } else {
      if (c < 0x1_0000) {
        out.put(at++, (byte) (0xE0 | c >> 12));
      } else {
        out.put(at++, (byte) (0xF0 | c >> 18));
        out.put(at++, (byte) (0x80 | ((c >> 12) & 0x3F)));
      }
      out.put(at++, (byte) (0x80 | ((c >> 6) & 0x3F)));
    }
    out.put(at++, (byte) (0x80 | (c & 0x3F)));
    return at;
  }

  private static boolean isPair(String text, int at, int to) {
    return Character.isHighSurrogate(text.charAt(at))
        && at + 1 < to
        && Character.isLowSurrogate(text.charAt(at + 1));
  }
}
