package dev.we.deflate;

import java.util.Arrays;

/**
 * Reads a stream that is known to be right bit by bit, as plainly as it can be done, for the
 * greatest distance in it: what a window means is measured here, since zlib knows none but the
 * largest.
 */
final class GreatestDistance {
  private static final int[] LENGTH_EXTRA = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final byte[] in;
  private int bit;
  private int greatest;

  private GreatestDistance(byte[] in) {
    this.in = in;
  }

  /** The input is over. */
  private static final class End extends Exception {
    private static final long serialVersionUID = 1;

    End() {
      super(null, null, false, false);
    }
  }

  /** Of a stream, up to its final block or, if that does not end, as far as it goes. */
  static int in(byte[] stream) {
    GreatestDistance reading = new GreatestDistance(stream);
    try {
      boolean last = false;
      while (!last) {
        last = reading.bits(1) == 1;
        reading.block(reading.bits(2));
      }
    } catch (End e) {
      return reading.greatest;
    }
    return reading.greatest;
  }

  private int bits(int count) throws End {
    int value = 0;
    for (int i = 0; i < count; i++, bit++) {
      if (bit >= 8 * in.length) {
        throw new End();
      }
      value |= (in[bit / 8] >> bit % 8 & 1) << i;
    }
    return value;
  }

  private void block(int type) throws End {
    switch (type) {
      case 0 -> {
        bit = (bit + 7) / 8 * 8;
        int length = bits(16);
        bit += 16 + 8 * length;
      }
      case 1 -> {
        int[] lengths = new int[288];
        Arrays.fill(lengths, 0, 144, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        Arrays.fill(lengths, 280, 288, 8);
        int[] distances = new int[32];
        Arrays.fill(distances, 5);
        symbols(lengths, distances);
      }
      default -> dynamic();
    }
  }

  private void dynamic() throws End {
    int literals = 257 + bits(5);
    int distances = 1 + bits(5);
    int count = 4 + bits(4);
    int[] codeLengths = new int[19];
    for (int i = 0; i < count; i++) {
      codeLengths[ORDER[i]] = bits(3);
    }
    int[] all = new int[literals + distances];
    for (int at = 0; at < all.length; ) {
      int symbol = symbol(codeLengths);
      int value = symbol == 16 ? all[at - 1] : symbol < 16 ? symbol : 0;
      int times =
          switch (symbol) {
            case 16 -> 3 + bits(2);
            case 17 -> 3 + bits(3);
            case 18 -> 11 + bits(7);
            default -> 1;
          };
      Arrays.fill(all, at, at + times, value);
      at += times;
    }
    symbols(Arrays.copyOf(all, literals), Arrays.copyOfRange(all, literals, all.length));
  }

  private void symbols(int[] lengths, int[] distances) throws End {
    while (true) {
      int symbol = symbol(lengths);
      if (symbol == 256) {
        return;
      }
      if (symbol > 256) {
        bits(LENGTH_EXTRA[symbol - 257]);
        int code = symbol(distances);
        int extra = Math.max(0, code / 2 - 1);
        int base = code < 2 ? code : (2 + code % 2) << extra;
        greatest = Math.max(greatest, base + bits(extra) + 1);
      }
    }
  }

  /**
   * RFC 1951, 3.2.2: codes of a length follow each other, after twice those of the length before.
   */
  private int symbol(int[] lengths) throws End {
    int code = 0;
    int first = 0;
    for (int length = 1; length <= 15; length++) {
      code = code * 2 + bits(1);
      for (int symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] == length && first++ == code) {
          return symbol;
        }
      }
      first *= 2;
    }
    throw new AssertionError("no such code in a stream that is right");
  }
}
