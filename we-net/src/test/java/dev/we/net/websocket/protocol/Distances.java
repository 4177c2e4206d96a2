package dev.we.net.websocket.protocol;

/**
 * Reads DEFLATE (RFC 1951) bit by bit, as slowly and plainly as it can be done, and remembers the
 * greatest distance: what a window means is measured here, not taken from a header.
 */
final class Distances {
  private static final int[] LENGTH_BASE = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258
  };
  private static final int[] LENGTH_EXTRA = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final byte[] in;
  private long bit;
  private int produced;
  private int greatest;
  private int reachedBeforeMessage;

  private Distances(byte[] in) {
    this.in = in;
  }

  /**
   * Of one message's payload, its tail left out.
   *
   * @param before how many bytes earlier messages came to
   */
  static Distances of(byte[] payload, int before) {
    byte[] whole = Bytes.concat(payload, Bytes.hex("0000ffff"));
    Distances all = new Distances(whole);
    all.produced = before;
    all.blocks(before);
    return all;
  }

  /** The greatest there was; 0 for none. */
  int greatest() {
    return greatest;
  }

  /** By how many bytes the message reached back into earlier ones, at most; 0 for not at all. */
  int reachedBeforeMessage() {
    return reachedBeforeMessage;
  }

  private void blocks(int before) {
    while (bit < in.length * 8L) {
      bits(1);
      switch (bits(2)) {
        case 0 -> stored();
        case 1 -> symbols(fixed(), codes(filled(30, 5), 0, 30), before);
        default -> dynamic(before);
      }
    }
  }

  private int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++, bit++) {
      value |= (in[(int) (bit >> 3)] >> (bit & 7) & 1) << i;
    }
    return value;
  }

  private void stored() {
    bit = (bit + 7) & ~7L;
    int length = bits(16);
    bits(16);
    bit += length * 8L;
    produced += length;
  }

  /** How many codes there are of each length, and the symbols in the order of their codes. */
  private static final class Codes {
    final int[] counts;
    final int[] symbols;

    Codes(int[] counts, int[] symbols) {
      this.counts = counts;
      this.symbols = symbols;
    }
  }

  private static Codes codes(int[] lengths, int from, int to) {
    int[] counts = new int[16];
    int[] symbols = new int[to - from];
    int at = 0;
    for (int length = 1; length < 16; length++) {
      for (int symbol = 0; symbol < to - from; symbol++) {
        if (lengths[from + symbol] == length) {
          counts[length]++;
          symbols[at++] = symbol;
        }
      }
    }
    return new Codes(counts, symbols);
  }

  private int symbol(Codes codes) {
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length < 16; length++) {
      code |= bits(1);
      int count = codes.counts[length];
      if (code - count < first) {
        return codes.symbols[index + code - first];
      }
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new AssertionError("no such code");
  }

  private static int[] filled(int count, int value) {
    int[] all = new int[count];
    java.util.Arrays.fill(all, value);
    return all;
  }

  private static Codes fixed() {
    int[] lengths = filled(288, 8);
    java.util.Arrays.fill(lengths, 144, 256, 9);
    java.util.Arrays.fill(lengths, 256, 280, 7);
    return codes(lengths, 0, 288);
  }

  private void dynamic(int before) {
    int literals = bits(5) + 257;
    int distances = bits(5) + 1;
    int count = bits(4) + 4;
    int[] lengths = new int[19];
    for (int i = 0; i < count; i++) {
      lengths[ORDER[i]] = bits(3);
    }
    Codes lengthCodes = codes(lengths, 0, 19);
    int[] all = new int[literals + distances];
    for (int at = 0; at < all.length; ) {
      int symbol = symbol(lengthCodes);
      int value = symbol == 16 ? all[at - 1] : symbol < 16 ? symbol : 0;
      int times =
          switch (symbol) {
            case 16 -> 3 + bits(2);
            case 17 -> 3 + bits(3);
            case 18 -> 11 + bits(7);
            default -> 1;
          };
      for (; times > 0; times--) {
        all[at++] = value;
      }
    }
    symbols(codes(all, 0, literals), codes(all, literals, all.length), before);
  }

  private void symbols(Codes literals, Codes distances, int before) {
    while (true) {
      int symbol = symbol(literals);
      if (symbol == 256) {
        return;
      }
      if (symbol < 256) {
        produced++;
        continue;
      }
      int length = LENGTH_BASE[symbol - 257] + bits(LENGTH_EXTRA[symbol - 257]);
      int code = symbol(distances);
      int extra = Math.max(0, code / 2 - 1);
      int distance = (code < 2 ? code : (2 + (code & 1)) << extra) + bits(extra) + 1;
      greatest = Math.max(greatest, distance);
      reachedBeforeMessage = Math.max(reachedBeforeMessage, before - (produced - distance));
      produced += length;
    }
  }
}
