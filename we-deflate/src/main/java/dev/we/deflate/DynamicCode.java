package dev.we.deflate;

/** The two codes of a dynamic block together with the head that describes them (RFC 1951 3.2.7). */
final class DynamicCode {
  private static final int LEAST_LITERALS = 257;

  final HuffmanCode literals =
      new HuffmanCode(Alphabet.MAX_LITERALS_AND_LENGTHS, Alphabet.MAX_CODE_BITS);
  final HuffmanCode distances = new HuffmanCode(Alphabet.MAX_DISTANCES, Alphabet.MAX_CODE_BITS);
  private final HuffmanCode codeLengths =
      new HuffmanCode(Alphabet.CODE_LENGTHS, Alphabet.MAX_CODE_LENGTH_BITS);

  private final byte[] lengths =
      new byte[Alphabet.MAX_LITERALS_AND_LENGTHS + Alphabet.MAX_DISTANCES];

  /** The code lengths as symbols 0–18, with a repeat's extra bits above. */
  private final short[] symbols = new short[lengths.length];

  private final SymbolCounts occurrences = new SymbolCounts(Alphabet.CODE_LENGTHS);
  private int symbolCount;
  private int literalCount;
  private int distanceCount;
  private int codeLengthCount;

  /**
   * Makes the codes for so many occurrences of each symbol.
   *
   * @return the bits of the head and of all symbols, without their extra bits
   */
  int build(SymbolCounts literalCounts, SymbolCounts distanceCounts) {
    int cost = literals.build(literalCounts) + distances.build(distanceCounts);
    literalCount = used(literals.lengths, LEAST_LITERALS);
    distanceCount = used(distances.lengths, 1);
    System.arraycopy(literals.lengths, 0, lengths, 0, literalCount);
    System.arraycopy(distances.lengths, 0, lengths, literalCount, distanceCount);
    gather(literalCount + distanceCount);
    cost += headBits(codeLengths.build(occurrences));
    codeLengthCount = Alphabet.CODE_LENGTHS;
    while (codeLengthCount > 4
        && codeLengths.lengths[Alphabet.codeLengthOrder(codeLengthCount - 1)] == 0) {
      codeLengthCount--;
    }
    return cost + 3 * codeLengthCount;
  }

  private static int used(byte[] lengths, int least) {
    int n = lengths.length;
    while (n > least && lengths[n - 1] == 0) {
      n--;
    }
    return n;
  }

  /** The head without its code length code. */
  private int headBits(int symbolBits) {
    return 14
        + symbolBits
        + 2 * occurrences.counts[Alphabet.REPEAT_PREVIOUS]
        + 3 * occurrences.counts[Alphabet.REPEAT_ZERO_SHORT]
        + 7 * occurrences.counts[Alphabet.REPEAT_ZERO_LONG];
  }

  /** Turns the lengths into symbols, runs into repeats. */
  private void gather(int count) {
    symbolCount = 0;
    occurrences.clear();
    for (int i = 0; i < count; ) {
      int length = lengths[i];
      int end = i + 1;
      while (end < count && lengths[end] == length) {
        end++;
      }
      if (length == 0) {
        gatherZeros(end - i);
      } else {
        gatherLengths(length, end - i);
      }
      i = end;
    }
    occurrences.gather();
  }

  private void gatherZeros(int run) {
    while (run >= 11) {
      int n = Math.min(run, 138);
      add(Alphabet.REPEAT_ZERO_LONG, n - 11);
      run -= n;
    }
    if (run >= 3) {
      add(Alphabet.REPEAT_ZERO_SHORT, run - 3);
      run = 0;
    }
    for (; run > 0; run--) {
      add(0, 0);
    }
  }

  private void gatherLengths(int length, int run) {
    add(length, 0);
    run--;
    while (run >= 3) {
      int n = Math.min(run, 6);
      add(Alphabet.REPEAT_PREVIOUS, n - 3);
      run -= n;
    }
    for (; run > 0; run--) {
      add(length, 0);
    }
  }

  private void add(int symbol, int extra) {
    symbols[symbolCount++] = (short) (symbol | extra << 5);
    occurrences.counts[symbol]++;
  }

  /** Writes the head, behind BFINAL and BTYPE. */
  void writeHead(BitWriter writer) {
    writer.write(literalCount - 257 | (distanceCount - 1) << 5 | (codeLengthCount - 4) << 10, 14);
    for (int i = 0; i < codeLengthCount; i++) {
      writer.write(codeLengths.lengths[Alphabet.codeLengthOrder(i)], 3);
    }
    for (int i = 0; i < symbolCount; i++) {
      int symbol = symbols[i] & 31;
      int code = codeLengths.codes[symbol];
      int length = HuffmanCode.length(code);
      int extra = symbols[i] >> 5;
      int extraBits =
          switch (symbol) {
            case Alphabet.REPEAT_PREVIOUS -> 2;
            case Alphabet.REPEAT_ZERO_SHORT -> 3;
            case Alphabet.REPEAT_ZERO_LONG -> 7;
            default -> 0;
          };
      writer.write(HuffmanCode.bits(code) | extra << length, length + extraBits);
    }
  }
}
