package dev.we.deflate;

/** The fixed code (RFC 1951 3.2.6) to write with, in {@link HuffmanCode}'s form. */
final class FixedCode {
  static final byte[] LITERAL_BITS = literalBits();
  static final int[] LITERALS = literals();
  static final int[] DISTANCES = distances();
  static final int DISTANCE_BITS = 5;

  private FixedCode() {}

  private static byte[] literalBits() {
    byte[] bits = new byte[Alphabet.LITERALS_AND_LENGTHS];
    for (int symbol = 0; symbol < bits.length; symbol++) {
      bits[symbol] = (byte) Alphabet.fixedBits(symbol);
    }
    return bits;
  }

  private static int[] literals() {
    int[] codes = new int[Alphabet.LITERALS_AND_LENGTHS];
    for (int symbol = 0; symbol < codes.length; symbol++) {
      int length = LITERAL_BITS[symbol];
      int first = symbol < 144 ? 48 : symbol < 256 ? 400 - 144 : symbol < 280 ? -256 : 192 - 280;
      codes[symbol] = length << 16 | Integer.reverse(first + symbol) >>> (32 - length);
    }
    return codes;
  }

  private static int[] distances() {
    int[] codes = new int[Alphabet.MAX_DISTANCES];
    for (int symbol = 0; symbol < codes.length; symbol++) {
      codes[symbol] = DISTANCE_BITS << 16 | Integer.reverse(symbol) >>> (32 - DISTANCE_BITS);
    }
    return codes;
  }
}
