package dev.we.conformance.differential;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** A client's frames from a seed: legal ones, and in most streams one or two that are not quite. */
final class Streams {
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FIN = 0x80;
  private static final int MASK = 0x80;

  private static final String[] WORDS = {
    "", "hello", "Grüße", "κόσμε", "🌍", "\u0000", "\uFFFD", "\uFFFF", "日本語", "a".repeat(130)
  };

  private static final String[] NOT_UTF8 = {
    "ff", "c0af", "e08080", "eda080", "edbfbf", "f4908080", "f8888080", "80", "61e28261", "f09f"
  };

  private static final int[] LENGTHS = {0, 1, 2, 124, 125, 126, 127, 300, 65_535, 65_536};

  private static final int[] LEGAL_CODES = {
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999
  };

  private static final int[] OTHER_CODES = {
    0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 32_768, 65_535
  };

  private final Random random;
  private final List<byte[]> pieces = new ArrayList<>();

  /** The next piece. */
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Whether a fragmented message goes on, and is text. */
  private boolean inside;

  private Streams(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  /** What the client of this seed sends, a piece for each frame or few. */
  static List<byte[]> of(long seed) {
    Streams streams = new Streams(seed);
    int frames = 1 + streams.random.nextInt(6);
    boolean spoiled = streams.random.nextInt(8) > 0;
    int spoiledAt = streams.random.nextInt(frames);
    for (int i = 0; i < frames; i++) {
      if (spoiled && (i == spoiledAt || streams.random.nextInt(12) == 0)) {
        streams.spoiled();
      } else {
        streams.legal(i == frames - 1);
      }
      streams.pieces.add(streams.out.toByteArray());
      streams.out.reset();
    }
    if (streams.random.nextInt(20) == 0) {
      byte[] last = streams.pieces.removeLast();
      streams.pieces.add(Arrays.copyOf(last, streams.random.nextInt(last.length)));
    }
    return streams.pieces;
  }

  private void legal(boolean last) {
    int kind = random.nextInt(last ? 10 : 8);
    if (kind < 5) {
      data();
    } else if (kind < 8) {
      byte[] payload = new byte[random.nextInt(3) == 0 ? 125 : random.nextInt(5)];
      random.nextBytes(payload);
      frame(FIN | (kind < 7 ? PING : PONG), payload);
    } else if (kind == 8) {
      frame(FIN | CLOSE, new byte[0]);
    } else {
      frame(FIN | CLOSE, closing(oneOf(LEGAL_CODES), utf8(oneOf(WORDS))));
    }
  }

  /** A message, or the next fragment of the one that goes on. */
  private void data() {
    if (inside) {
      inside = random.nextBoolean();
      frame(inside ? CONTINUATION : FIN | CONTINUATION, utf8(oneOf(WORDS)));
    } else if (random.nextInt(3) == 0) {
      inside = true;
      frame(random.nextBoolean() ? TEXT : BINARY, utf8(oneOf(WORDS)));
    } else if (random.nextInt(4) == 0) {
      byte[] text = utf8("κόσμε🌍");
      int cut = random.nextInt(text.length);
      frame(TEXT, Arrays.copyOf(text, cut)); // between or inside characters
      frame(FIN | CONTINUATION, Arrays.copyOfRange(text, cut, text.length));
    } else if (random.nextBoolean()) {
      frame(FIN | TEXT, utf8(oneOf(WORDS)));
    } else {
      // Long ones are rare: they cost the most to compare.
      frame(FIN | BINARY, new byte[LENGTHS[random.nextInt(random.nextInt(40) == 0 ? 10 : 8)]]);
    }
  }

  private void spoiled() {
    byte[] some = utf8(oneOf(WORDS));
    byte[] few = Arrays.copyOf(some, Math.min(some.length, 100));
    int opcode = oneOf(TEXT, BINARY, PING, PONG, CONTINUATION);
    switch (random.nextInt(17)) {
      case 0 -> frame(FIN | (1 + random.nextInt(7)) << 4 | opcode, few);
      case 1 -> frame(FIN | oneOf(3, 4, 5, 6, 7, 11, 12, 13, 14, 15), few);
      case 2 -> frame(oneOf(CLOSE, PING, PONG), few);
      case 3 -> frame(FIN | oneOf(CLOSE, PING, PONG), new byte[oneOf(126, 127, 65_536)]);
      case 4 -> unmasked(FIN | oneOf(TEXT, BINARY, PING, PONG, CLOSE), few);
      case 5 -> longForm(opcode, 126, few);
      case 6 -> longForm(opcode, 127, random.nextBoolean() ? few : new byte[200]);
      case 7 -> header(FIN | opcode, 127, Long.MIN_VALUE | random.nextInt(200));
      case 8 -> header(FIN | oneOf(TEXT, BINARY), 127, oneOf(MANY));
      case 9 -> frame(FIN | TEXT, bad());
      case 10 -> {
        frame(TEXT, bad());
        inside = true;
      }
      case 11 -> frame(inside ? FIN | BINARY : FIN | CONTINUATION, few);
      case 12 -> frame(FIN | CLOSE, new byte[1]);
      case 13 -> frame(FIN | CLOSE, closing(oneOf(OTHER_CODES), few));
      case 14 -> frame(FIN | CLOSE, closing(1000, bad()));
      case 15 -> frame(FIN | CLOSE, closing(1000, new byte[0])); // and more behind it
      default -> sum();
    }
  }

  private static final long[] MANY = {
    (1 << 20) + 1, Integer.MAX_VALUE, 1L << 31, 1L << 40, Long.MAX_VALUE
  };

  /** Two fragments that are too much together. */
  private void sum() {
    if (random.nextInt(10) == 0) {
      frame(inside ? CONTINUATION : BINARY, new byte[1 << 19]);
      header(FIN | CONTINUATION, 127, (1 << 19) + 1);
    } else {
      frame(FIN | CONTINUATION, new byte[0]);
    }
  }

  private byte[] bad() {
    byte[] bytes = HexFormat.of().parseHex(oneOf(NOT_UTF8));
    return random.nextBoolean() ? bytes : joined(utf8("so far so good "), bytes);
  }

  private void frame(int first, byte[] payload) {
    int length = payload.length;
    header(first, length <= 125 ? length : length <= 0xFFFF ? 126 : 127, length);
    byte[] key = key();
    out.writeBytes(key);
    byte[] masked = payload.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= key[i % 4];
    }
    out.writeBytes(masked);
  }

  private void unmasked(int first, byte[] payload) {
    out.write(first);
    out.write(payload.length);
    out.writeBytes(payload);
  }

  /** A length in more bytes than it needs. */
  private void longForm(int opcode, int form, byte[] payload) {
    header(FIN | opcode, form, payload.length);
    out.writeBytes(new byte[4]);
    out.writeBytes(payload);
  }

  private void header(int first, int form, long length) {
    out.write(first);
    out.write(MASK | form);
    if (form == 126) {
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
    } else if (form == 127) {
      out.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
    }
  }

  private byte[] key() {
    byte[] key = new byte[4];
    if (random.nextInt(4) > 0) {
      random.nextBytes(key);
    }
    return key;
  }

  private static byte[] closing(int code, byte[] reason) {
    byte[] cut = Arrays.copyOf(reason, Math.min(reason.length, 123));
    return joined(new byte[] {(byte) (code >> 8), (byte) code}, cut);
  }

  private static byte[] joined(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private int oneOf(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private long oneOf(long[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String oneOf(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
