package dev.we.deflate;

/** The fixed code (RFC 1951 3.2.6) to write with, in {@link HuffmanCode}'s form. */
final class FixedCode {
  static final int[] LITERALS = literals();
  static final int[] DISTANCES = distances();

  private FixedCode() {}

  private static int[] literals() {
    int[] codes = new int[Alphabet.LITERALS_AND_LENGTHS];
    for (int symbol = 0; symbol < codes.length; symbol++) {
      int length = Alphabet.fixedBits(symbol);
      int first = symbol < 144 ? 48 : symbol < 256 ? 400 - 144 : symbol < 280 ? -256 : 192 - 280;
      codes[symbol] = length << 16 | Integer.reverse(first + symbol) >>> (32 - length);
    }
    return codes;
  }

  private static int[] distances() {
    int[] codes = new int[Alphabet.MAX_DISTANCES];
    for (int symbol = 0; symbol < codes.length; symbol++) {
      codes[symbol] = 5 << 16 | Integer.reverse(symbol) >>> 27;
    }
    return codes;
  }

  /** How many bits so many occurrences take, extra bits not counted. */
  static long cost(int[] literalFrequencies, int[] distanceFrequencies) {
    long bits = 0;
    for (int symbol = 0; symbol < Alphabet.MAX_LITERALS_AND_LENGTHS; symbol++) {
      bits += (long) literalFrequencies[symbol] * Alphabet.fixedBits(symbol);
    }
    for (int symbol = 0; symbol < Alphabet.MAX_DISTANCES; symbol++) {
      bits += 5L * distanceFrequencies[symbol];
    }
    return bits;
  }
}
