package dev.we.deflate;

/**
 * Writes a block in whichever of the three forms takes the fewest bits.
 *
 * <p>Making a dynamic code costs some microseconds, and its head some 60 bytes: too much for a
 * handful of symbols, for which it is not even tried.
 */
final class BlockWriter {
  /** Below so many symbols a dynamic code's head costs more than the code saves. */
  private static final int DYNAMIC_FROM = 60;

  /** The same for hardly anything but literals, whose code takes a longer head. */
  private static final int DYNAMIC_FROM_LITERALS = 66;

  /** From so many symbols on, whether a dynamic code pays is found out by making it. */
  private static final int DYNAMIC_CERTAIN = 1000;

  /** Below so many symbols, a code is made only where it saves a sixteenth. */
  private static final int WORTHWHILE_FROM = 128;

  /** HLIT, HDIST, HCLEN, and a dozen lengths of the code length code. */
  private static final int LEAST_HEAD_BITS = 14 + 3 * 12 + 20;

  private final DynamicCode dynamic = new DynamicCode();
  private final SymbolCounts literalCounts = new SymbolCounts(Alphabet.MAX_LITERALS_AND_LENGTHS);
  private final SymbolCounts distanceCounts = new SymbolCounts(Alphabet.MAX_DISTANCES);

  /** The most bytes that blocks for so many bytes of input, and a flush, can take. */
  static int bound(int inputBytes) {
    // A block is never longer than it would be stored, but a small one may be so while it is tried.
    return Math.addExact(inputBytes, 5 * (inputBytes / (3 * Sequences.CAPACITY) + 2) + 128);
  }

  /** Writes {@code input[from, to)}, of which {@code sequences} tells. */
  void write(
      byte[] input, int from, int to, Sequences sequences, boolean isFinal, BitWriter writer) {
    int symbols = sequences.symbols();
    if (symbols < DYNAMIC_FROM
        || (symbols < DYNAMIC_FROM_LITERALS && sequences.matches() * 8 < symbols)) {
      writeSmall(input, from, to, sequences, isFinal, writer);
      return;
    }
    int extra = count(input, from, sequences);
    int fixedBits =
        literalCounts.cost(FixedCode.LITERAL_BITS) + FixedCode.DISTANCE_BITS * sequences.matches();
    int dynamicBits = Integer.MAX_VALUE;
    if (sequences.symbols() >= DYNAMIC_CERTAIN
        || worthwhile(sequences, fixedBits) > leastDynamicBits()) {
      dynamicBits = dynamic.build(literalCounts, distanceCounts);
    }
    if (storedBits(to - from, writer) <= 3L + extra + Math.min(fixedBits, dynamicBits)) {
      writeStored(input, from, to, isFinal, writer);
    } else if (fixedBits <= dynamicBits) {
      writer.write((isFinal ? 1 : 0) | Alphabet.FIXED << 1, 3);
      writeSymbols(input, from, sequences, FixedCode.LITERALS, FixedCode.DISTANCES, writer);
    } else {
      writer.write((isFinal ? 1 : 0) | Alphabet.DYNAMIC << 1, 3);
      dynamic.writeHead(writer);
      writeSymbols(input, from, sequences, dynamic.literals.codes, dynamic.distances.codes, writer);
    }
  }

  /** What the dynamic block must not take, to be worth the microseconds. */
  private static int worthwhile(Sequences sequences, int fixedBits) {
    return sequences.symbols() < WORTHWHILE_FROM ? fixedBits - (fixedBits >> 4) : fixedBits;
  }

  /**
   * What a dynamic block takes at least, or nearly: no code is shorter than the entropy, and the
   * head of a code for few of many symbols is hardly shorter than this.
   */
  private int leastDynamicBits() {
    return literalCounts.entropyBits()
        + distanceCounts.entropyBits()
        + LEAST_HEAD_BITS
        + literalCounts.leastHeadBits()
        + distanceCounts.leastHeadBits();
  }

  /** Few symbols: written in the fixed code, and again if stored would have been shorter. */
  private static void writeSmall(
      byte[] input, int from, int to, Sequences sequences, boolean isFinal, BitWriter writer) {
    int position = writer.position;
    long bits = writer.bits;
    int count = writer.count;
    long stored = storedBits(to - from, writer);
    writer.write((isFinal ? 1 : 0) | Alphabet.FIXED << 1, 3);
    writeSymbols(input, from, sequences, FixedCode.LITERALS, FixedCode.DISTANCES, writer);
    if ((writer.position - position) * 8L + writer.count - count > stored) {
      writer.position = position;
      writer.bits = bits;
      writer.count = count;
      writeStored(input, from, to, isFinal, writer);
    }
  }

  /** What the bytes take in stored blocks from here on. */
  private static long storedBits(int bytes, BitWriter writer) {
    int blocks = (bytes + Alphabet.MAX_STORED - 1) / Alphabet.MAX_STORED;
    int padding = -(writer.count + 3) & 7;
    return 3 + padding + 32 + (blocks - 1) * 40L + bytes * 8L;
  }

  /** Writes stored blocks (RFC 1951 3.2.4); without bytes, one that is empty. */
  static void writeStored(byte[] input, int from, int to, boolean isFinal, BitWriter writer) {
    int at = from;
    do {
      int length = Math.min(to - at, Alphabet.MAX_STORED);
      writer.write(isFinal && at + length == to ? 1 : 0, 3);
      writer.alignToByte();
      writer.write(length | (~length & 0xFFFF) << 16, 32);
      writer.writeBytes(input, at, length);
      at += length;
    } while (at < to);
  }

  /** An empty last block in the fixed code, which is the shortest there is. */
  static void writeEmptyFinal(BitWriter writer) {
    writer.write(1 | Alphabet.FIXED << 1, 10);
  }

  /** Counts the symbols and gives the sum of their extra bits. */
  private int count(byte[] input, int from, Sequences sequences) {
    literalCounts.clear();
    distanceCounts.clear();
    int[] literals = literalCounts.counts;
    int[] distances = distanceCounts.counts;
    literals[Alphabet.END_OF_BLOCK] = 1;
    int extra = 0;
    int at = from;
    for (int i = 0; i < sequences.count(); i++) {
      long sequence = sequences.get(i);
      for (int end = at + Sequences.literalRun(sequence); at < end; at++) {
        literals[input[at] & 0xFF]++;
      }
      int length = Sequences.length(sequence);
      if (length != 0) {
        int lengthSymbol = Alphabet.lengthSymbol(length);
        int distanceSymbol = Alphabet.distanceSymbol(Sequences.distance(sequence));
        literals[Alphabet.FIRST_LENGTH + lengthSymbol]++;
        distances[distanceSymbol]++;
        extra +=
            Alphabet.lengthExtraBits(lengthSymbol) + Alphabet.distanceExtraBits(distanceSymbol);
        at += length;
      }
    }
    literalCounts.gather();
    distanceCounts.gather();
    return extra;
  }

  private static void writeSymbols(
      byte[] input, int from, Sequences sequences, int[] literals, int[] distances, BitWriter to) {
    int at = from;
    for (int i = 0; i < sequences.count(); i++) {
      long sequence = sequences.get(i);
      int run = Sequences.literalRun(sequence);
      writeLiterals(input, at, at + run, literals, to);
      at += run;
      int length = Sequences.length(sequence);
      if (length != 0) {
        writeMatch(length, Sequences.distance(sequence), literals, distances, to);
        at += length;
      }
    }
    int end = literals[Alphabet.END_OF_BLOCK];
    to.write(HuffmanCode.bits(end), HuffmanCode.length(end));
  }

  private static void writeLiterals(byte[] input, int from, int to, int[] codes, BitWriter writer) {
    long bits = writer.bits;
    int count = writer.count;
    byte[] output = writer.output;
    int position = writer.position;
    int at = from;
    // Three codes of at most 15 bits on top of seven fit a word.
    for (; at < to - 2; at += 3) {
      int code = codes[input[at] & 0xFF];
      bits |= (long) (code & 0xFFFF) << count;
      count += code >>> 16;
      code = codes[input[at + 1] & 0xFF];
      bits |= (long) (code & 0xFFFF) << count;
      count += code >>> 16;
      code = codes[input[at + 2] & 0xFF];
      bits |= (long) (code & 0xFFFF) << count;
      count += code >>> 16;
      LittleEndian.putLong(output, position, bits);
      position += count >>> 3;
      bits >>>= count & ~7;
      count &= 7;
    }
    for (; at < to; at++) {
      int code = codes[input[at] & 0xFF];
      bits |= (long) (code & 0xFFFF) << count;
      count += code >>> 16;
    }
    LittleEndian.putLong(output, position, bits);
    writer.position = position + (count >>> 3);
    writer.bits = bits >>> (count & ~7);
    writer.count = count & 7;
  }

  /** At most 48 bits on top of seven. */
  private static void writeMatch(
      int length, int distance, int[] literals, int[] distances, BitWriter writer) {
    int lengthSymbol = Alphabet.lengthSymbol(length);
    int distanceSymbol = Alphabet.distanceSymbol(distance);
    long bits = writer.bits;
    int count = writer.count;
    int code = literals[Alphabet.FIRST_LENGTH + lengthSymbol];
    bits |= (long) (code & 0xFFFF) << count;
    count += code >>> 16;
    bits |= (long) (length - Alphabet.lengthBase(lengthSymbol)) << count;
    count += Alphabet.lengthExtraBits(lengthSymbol);
    code = distances[distanceSymbol];
    bits |= (long) (code & 0xFFFF) << count;
    count += code >>> 16;
    bits |= (long) (distance - Alphabet.distanceBase(distanceSymbol)) << count;
    count += Alphabet.distanceExtraBits(distanceSymbol);
    writer.bits = bits;
    writer.count = count;
    writer.flushBytes();
  }
}
