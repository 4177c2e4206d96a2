package dev.we.deflate;

/** The symbols of RFC 1951 3.2.5 to 3.2.7: what each length and distance code means. */
final class Alphabet {
  /**
   * Literals 0–255, end of block, lengths 257–285; 286 and 287 take part in the fixed code only.
   */
  static final int LITERALS_AND_LENGTHS = 288;

  /** HLIT + 257 can say 288, but only 286 symbols mean something. */
  static final int MAX_LITERALS_AND_LENGTHS = 286;

  static final int END_OF_BLOCK = 256;
  static final int FIRST_LENGTH = 257;

  /** Distance symbols 0–29; 30 and 31 take part in the fixed code only. */
  static final int DISTANCES = 32;

  static final int MAX_DISTANCES = 30;

  /** The code in which code lengths are written: 0–15 a length, 16–18 repeats. */
  static final int CODE_LENGTHS = 19;

  static final int REPEAT_PREVIOUS = 16;
  static final int REPEAT_ZERO_SHORT = 17;
  static final int REPEAT_ZERO_LONG = 18;

  static final int MAX_CODE_BITS = 15;
  static final int MAX_CODE_LENGTH_BITS = 7;

  static final int MIN_MATCH = 3;
  static final int MAX_MATCH = 258;

  static final int STORED = 0;
  static final int FIXED = 1;
  static final int DYNAMIC = 2;

  /** The most bytes that one stored block holds: LEN is 16 bits. */
  static final int MAX_STORED = 65_535;

  private static final byte[] CODE_LENGTH_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final char[] LENGTH_BASE = new char[29];
  private static final byte[] LENGTH_EXTRA = new byte[29];
  private static final char[] DISTANCE_BASE = new char[MAX_DISTANCES];
  private static final byte[] DISTANCE_EXTRA = new byte[MAX_DISTANCES];

  /** Length 3…258 to its symbol less 257. */
  private static final byte[] LENGTH_SYMBOL = new byte[MAX_MATCH + 1];

  /** Distance − 1 to its symbol: below 256 directly, above by its upper bits. */
  private static final byte[] NEAR_DISTANCE = new byte[256];

  private static final byte[] FAR_DISTANCE = new byte[256];

  static {
    int base = MIN_MATCH;
    for (int i = 0; i < 28; i++) {
      LENGTH_EXTRA[i] = (byte) (i < 8 ? 0 : (i >> 2) - 1);
      LENGTH_BASE[i] = (char) base;
      for (int end = base + (1 << LENGTH_EXTRA[i]); base < end; base++) {
        LENGTH_SYMBOL[Math.min(base, MAX_MATCH)] = (byte) i;
      }
    }
    // 258 has a code of its own; 284 + 31 means the same and must be understood.
    LENGTH_BASE[28] = MAX_MATCH;
    LENGTH_SYMBOL[MAX_MATCH] = 28;
    int distance = 1;
    for (int i = 0; i < MAX_DISTANCES; i++) {
      DISTANCE_EXTRA[i] = (byte) (i < 4 ? 0 : (i >> 1) - 1);
      DISTANCE_BASE[i] = (char) distance;
      for (int end = distance + (1 << DISTANCE_EXTRA[i]); distance < end; distance++) {
        if (distance <= 256) {
          NEAR_DISTANCE[distance - 1] = (byte) i;
        } else {
          FAR_DISTANCE[(distance - 1) >> 7] = (byte) i;
        }
      }
    }
  }

  private Alphabet() {}

  /** The order in which a dynamic header gives the code length code's lengths (3.2.7). */
  static int codeLengthOrder(int i) {
    return CODE_LENGTH_ORDER[i];
  }

  /** The smallest length of symbol {@code 257 + i}. */
  static int lengthBase(int i) {
    return LENGTH_BASE[i];
  }

  static int lengthExtraBits(int i) {
    return LENGTH_EXTRA[i];
  }

  /** The symbol of a length of 3…258, less 257. */
  static int lengthSymbol(int length) {
    return LENGTH_SYMBOL[length];
  }

  static int distanceBase(int symbol) {
    return DISTANCE_BASE[symbol];
  }

  static int distanceExtraBits(int symbol) {
    return DISTANCE_EXTRA[symbol];
  }

  /** The symbol of a distance of 1…32768. */
  static int distanceSymbol(int distance) {
    return distance <= 256 ? NEAR_DISTANCE[distance - 1] : FAR_DISTANCE[(distance - 1) >> 7];
  }

  /** The length in bits that the fixed code gives a literal or length symbol (3.2.6). */
  static int fixedBits(int symbol) {
    return symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
  }
}
