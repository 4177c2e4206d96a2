package dev.we.conformance.abuse;

/**
 * Empty blocks, each with a Huffman code of its own (RFC 1951, 3.2.7) whose table is as large as
 * can be, in as few bits as can be: all that a decoder does for it is in vain.
 */
final class CodeBomb {
  /** The order in which the lengths of the code length code stand. */
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private static final int END_OF_BLOCK = 256;

  private CodeBomb() {}

  /** As many blocks as it takes to end at the end of a byte. */
  static byte[] blocks() {
    Bits bits = new Bits();
    do {
      block(bits);
    } while (!bits.isAligned());
    return bits.bytes();
  }

  private static void block(Bits bits) {
    bits.put(0b100, 3); // not the last; dynamic codes
    bits.put(0, 5); // 257 codes of literals and lengths
    bits.put(0, 5); // one code of distances
    bits.put(15, 4); // 19 codes of code lengths
    for (int symbol : ORDER) {
      bits.put(codeLength(symbol), 3);
    }
    // Lengths 2, 3 … 15, 15 for the first literals, none for the others, 1 for the end of block.
    for (int length = 2; length <= 15; length++) {
      put(bits, length);
    }
    put(bits, 15);
    zeros(bits, 138);
    zeros(bits, END_OF_BLOCK - 15 - 138);
    put(bits, 1);
    put(bits, 0); // no distances
    bits.put(0, 1); // the end of the block, whose code is the only one of one bit
  }

  private static void zeros(Bits bits, int count) {
    put(bits, 18);
    bits.put(count - 11, 7);
  }

  /** A complete code: thirteen symbols of four bits and six of five. */
  private static int codeLength(int symbol) {
    return symbol < 13 ? 4 : 5;
  }

  private static void put(Bits bits, int symbol) {
    if (symbol < 13) {
      bits.putCode(symbol, 4);
    } else {
      bits.putCode(26 + symbol - 13, 5);
    }
  }
}
