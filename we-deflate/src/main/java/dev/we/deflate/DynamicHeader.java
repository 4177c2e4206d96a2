package dev.we.deflate;

import dev.we.deflate.DeflateFormatException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The head of a dynamic block (RFC 1951 3.2.7), read as far as the input goes and gone on with when
 * more has come:
 *
 * <pre>{@code
 * HLIT(5) HDIST(5) HCLEN(4) │ (HCLEN + 4) × 3 bits │ HLIT + 257 + HDIST + 1 code lengths
 * }</pre>
 */
final class DynamicHeader {
  private static final int COUNTS = 0;
  private static final int CODE_LENGTH_CODE = 1;
  private static final int LENGTHS = 2;

  /** Seven bits of code, seven of repeat. */
  private static final int MAX_CODE_LENGTH_SYMBOL = 14;

  private int stage = COUNTS;
  private int literals;
  private int distances;
  private int codeLengths;

  /** How many elements of the present stage have been read. */
  private int done;

  void begin() {
    stage = COUNTS;
  }

  /**
   * Goes on reading. The lengths go into {@code tables}, which must be the same for the whole head.
   *
   * @return true when the head is complete and the tables are built; false if input is missing
   * @throws DeflateFormatException if the head breaks a rule; the reader then stands where it does
   */
  boolean read(BitReader reader, DecodeTables tables) throws DeflateFormatException {
    if (stage == COUNTS && !readCounts(reader)) {
      return false;
    }
    if (stage == CODE_LENGTH_CODE && !readCodeLengthCode(reader, tables)) {
      return false;
    }
    if (!readLengths(reader, tables)) {
      return false;
    }
    stage = COUNTS;
    build(reader, tables);
    return true;
  }

  private boolean readCounts(BitReader reader) throws DeflateFormatException {
    if (!reader.has(14)) {
      return false;
    }
    int counts = reader.peek(14);
    literals = (counts & 31) + 257;
    distances = (counts >>> 5 & 31) + 1;
    codeLengths = (counts >>> 10) + 4;
    if (literals > Alphabet.MAX_LITERALS_AND_LENGTHS) {
      throw refused(Reason.TOO_MANY_LITERAL_CODES, reader);
    }
    if (distances > Alphabet.MAX_DISTANCES) {
      throw refused(Reason.TOO_MANY_DISTANCE_CODES, reader);
    }
    reader.drop(14);
    stage = CODE_LENGTH_CODE;
    done = 0;
    return true;
  }

  private boolean readCodeLengthCode(BitReader reader, DecodeTables tables)
      throws DeflateFormatException {
    byte[] lengths = tables.lengths;
    // The bits of the lengths already read are gone, so those lengths stand where they will be.
    for (; done < codeLengths; done++) {
      if (!reader.has(3)) {
        return false;
      }
      lengths[Alphabet.codeLengthOrder(done)] = (byte) reader.read(3);
    }
    for (int i = codeLengths; i < Alphabet.CODE_LENGTHS; i++) {
      lengths[Alphabet.codeLengthOrder(i)] = 0;
    }
    switch (tables.codeLengths.build(lengths, 0, Alphabet.CODE_LENGTHS)) {
      case EMPTY -> throw refused(Reason.CODE_LENGTH_CODE_EMPTY, reader);
      case OVERSUBSCRIBED -> throw refused(Reason.CODE_LENGTH_CODE_OVERSUBSCRIBED, reader);
      case INCOMPLETE -> throw refused(Reason.CODE_LENGTH_CODE_INCOMPLETE, reader);
      case NONE -> {
        stage = LENGTHS;
        done = 0;
      }
    }
    return true;
  }

  private boolean readLengths(BitReader reader, DecodeTables tables) throws DeflateFormatException {
    final int[] entries = tables.codeLengths.entries;
    final byte[] lengths = tables.lengths;
    final int wanted = literals + distances;
    long bits = reader.bits;
    int count = reader.count;
    int i = done;
    while (i < wanted) {
      if (count < MAX_CODE_LENGTH_SYMBOL) {
        reader.bits = bits;
        reader.count = count;
        reader.refill();
        bits = reader.bits;
        count = reader.count;
      }
      int entry = entries[(int) bits & HuffmanTable.CODE_LENGTH_MASK];
      if ((entry & 63) > count) {
        break;
      }
      int symbol = entry >>> 16;
      if (symbol < Alphabet.REPEAT_PREVIOUS) {
        lengths[i++] = (byte) symbol;
      } else {
        int extra = (int) (bits & ((1L << entry) - 1)) >>> (entry >>> 8 & 15);
        int end = i + extra + (symbol == Alphabet.REPEAT_ZERO_LONG ? 11 : 3);
        Reason refusal = refusal(symbol, i, end, wanted);
        if (refusal != null) {
          reader.bits = bits;
          reader.count = count;
          throw refused(refusal, reader);
        }
        byte value = symbol == Alphabet.REPEAT_PREVIOUS ? lengths[i - 1] : 0;
        while (i < end) {
          lengths[i++] = value;
        }
      }
      bits >>>= entry;
      count -= entry & 63;
    }
    reader.bits = bits;
    reader.count = count;
    done = i;
    return i >= wanted;
  }

  private static @Nullable Reason refusal(int symbol, int from, int to, int wanted) {
    if (symbol == Alphabet.REPEAT_PREVIOUS && from == 0) {
      return Reason.REPEAT_WITHOUT_PREVIOUS;
    }
    return to > wanted ? Reason.REPEAT_PAST_END : null;
  }

  private void build(BitReader reader, DecodeTables tables) throws DeflateFormatException {
    if (tables.lengths[Alphabet.END_OF_BLOCK] == 0) {
      throw refused(Reason.NO_END_OF_BLOCK_CODE, reader);
    }
    switch (tables.literals.build(tables.lengths, 0, literals)) {
      case OVERSUBSCRIBED -> throw refused(Reason.LITERAL_CODE_OVERSUBSCRIBED, reader);
      case INCOMPLETE -> {
        // One code of one bit cannot be completed; RFC 1951 says so of distances, and every
        // decoder takes it here as well, where it can only be the end of an empty block.
        if (!tables.literals.isSingleCode()) {
          throw refused(Reason.LITERAL_CODE_INCOMPLETE, reader);
        }
      }
      case EMPTY, NONE -> {}
    }
    switch (tables.distances.build(tables.lengths, literals, distances)) {
      case OVERSUBSCRIBED -> throw refused(Reason.DISTANCE_CODE_OVERSUBSCRIBED, reader);
      case INCOMPLETE -> {
        // 3.2.7: "If only one distance code is used, it is encoded using one bit, not zero bits;
        // in this case there is a single code length of one, with one unused code."
        if (!tables.distances.isSingleCode()) {
          throw refused(Reason.DISTANCE_CODE_INCOMPLETE, reader);
        }
      }
      case EMPTY, NONE -> {
        // 3.2.7: "One distance code of zero bits means that there are no distance codes used at
        // all (the data is all literals)." The empty table refuses the first length that comes.
      }
    }
  }

  private static DeflateFormatException refused(Reason reason, BitReader reader) {
    return new DeflateFormatException(reason, reader.bitOffset());
  }
}
