package dev.we.deflate;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Plain bytes of several kinds, the same for the same seed. */
final class Samples {
  static final String[] WORDS = {
    "window",
    "the",
    "of",
    "distance",
    "{\"id\":",
    "\"name\":\"",
    "\"}",
    ",",
    " ",
    "1970",
    "block",
    "length",
    "and",
    "a",
    "\n",
    "symbol",
    "stream",
    "[true,false]",
    "null",
    "code",
    "0.25",
    "é",
    "ß"
  };

  private Samples() {}

  /** One of: noise, text, few symbols, runs, skewed noise, records. */
  static byte[] any(Random random, int size) {
    return switch (random.nextInt(6)) {
      case 0 -> noise(random, size);
      case 1 -> text(random, size);
      case 2 -> alphabet(random, size, 1 + random.nextInt(5));
      case 3 -> runs(random, size);
      case 4 -> skewed(random, size);
      default -> records(random, size);
    };
  }

  static byte[] noise(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  static byte[] text(Random random, int size) {
    StringBuilder text = new StringBuilder(size + 16);
    while (text.length() < size) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(4) == 0 ? " " : "");
    }
    return cut(text, size);
  }

  static byte[] records(Random random, int size) {
    StringBuilder text = new StringBuilder(size + 64);
    for (int i = random.nextInt(1000); text.length() < size; i++) {
      text.append("{\"seq\":").append(i).append(",\"price\":").append(random.nextInt(100_000));
      text.append(",\"side\":\"").append(random.nextBoolean() ? "buy" : "sell").append("\"}\n");
    }
    return cut(text, size);
  }

  private static byte[] cut(StringBuilder text, int size) {
    return java.util.Arrays.copyOf(text.toString().getBytes(StandardCharsets.UTF_8), size);
  }

  static byte[] alphabet(Random random, int size, int symbols) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(symbols));
    }
    return bytes;
  }

  static byte[] runs(Random random, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; ) {
      byte value = (byte) random.nextInt();
      for (int n = 1 + random.nextInt(600); n > 0 && i < size; n--) {
        bytes[i++] = value;
      }
    }
    return bytes;
  }

  /** Frequencies that fall geometrically, which makes codes long. */
  static byte[] skewed(Random random, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) Integer.numberOfTrailingZeros(random.nextInt() | 1 << 30);
    }
    return bytes;
  }

  /** A size of 0 to {@code most}, small ones as likely as large ones. */
  static int size(Random random, int most) {
    return Math.min(most, random.nextInt(1 << (1 + random.nextInt(18))));
  }
}
