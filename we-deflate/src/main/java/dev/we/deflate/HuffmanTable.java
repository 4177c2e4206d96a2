package dev.we.deflate;

import dev.we.deflate.DeflateFormatException.Reason;
import java.util.Arrays;
import java.util.List;

/**
 * A Huffman code as a table to decode with: the next bits of the input, as a number, find the entry
 * that says what they begin with.
 *
 * <p>Codes of up to {@code rootBits} bits are found with one look; for longer ones that entry
 * points to a subtable for the bits behind. An entry is an {@code int}:
 *
 * <pre>{@code
 * 31          the entry is a literal
 * 30 … 16     its value: the literal, the length's or distance's base, or where the subtable begins
 * 15          neither a literal nor a number, but one of:
 * 14 13 12      a subtable | end of block | a refusal (value: the reason)
 * 11 …  8     the bits of the code itself (subtable: the bits that choose in it)
 *  5 …  0     the bits to drop: the code and its extra bits
 * }</pre>
 *
 * <p>The lowest six bits are what a {@code long} is shifted by, so {@code bits >>> entry} needs no
 * mask.
 */
final class HuffmanTable {
  static final int LITERAL = 1 << 31;
  static final int SPECIAL = 1 << 15;
  static final int SUBTABLE = 1 << 14;
  static final int END = 1 << 13;
  static final int REFUSED = 1 << 12;

  static final int LITERAL_ROOT_BITS = 10;
  static final int DISTANCE_ROOT_BITS = 8;

  /** The bits of the first look. */
  static final int LITERAL_MASK = (1 << LITERAL_ROOT_BITS) - 1;

  static final int DISTANCE_MASK = (1 << DISTANCE_ROOT_BITS) - 1;
  static final int CODE_LENGTH_MASK = (1 << Alphabet.MAX_CODE_LENGTH_BITS) - 1;

  /** The most entries that 288 codes of up to 15 bits can fill with 10 root bits. */
  static final int LITERAL_ENTRIES = 1334;

  /** The most entries that 32 codes of up to 15 bits can fill with 8 root bits. */
  static final int DISTANCE_ENTRIES = 402;

  /** What an entry's value counts through if it is a refusal. */
  private static final List<Reason> REFUSALS =
      List.of(
          Reason.UNASSIGNED_LITERAL_CODE,
          Reason.UNASSIGNED_DISTANCE_CODE,
          Reason.CODE_LENGTH_CODE_INCOMPLETE,
          Reason.RESERVED_LENGTH_SYMBOL,
          Reason.RESERVED_DISTANCE_SYMBOL);

  private static final int[] LITERAL_SYMBOLS = literalSymbols();
  private static final int[] DISTANCE_SYMBOLS = distanceSymbols();
  private static final int[] CODE_LENGTH_SYMBOLS = codeLengthSymbols();

  /** What {@link #build} found wrong, if it did. */
  enum Fault {
    NONE,
    OVERSUBSCRIBED,
    INCOMPLETE,
    EMPTY
  }

  final int[] entries;

  private final int[] symbols;

  /** How many bits the first look takes. */
  private final int rootBits;

  private final int unassigned;
  private final short[] counts = new short[Alphabet.MAX_CODE_BITS + 2];
  private final short[] sorted;

  /** The symbols that have a code, by number. */
  private final short[] inUse;

  /** Where the next symbol of a length goes in {@link #sorted}. */
  private final short[] next = new short[Alphabet.MAX_CODE_BITS + 2];

  private HuffmanTable(int[] symbols, int rootBits, int size, int unassigned) {
    this.symbols = symbols;
    this.rootBits = rootBits;
    this.entries = new int[size];
    this.unassigned = unassigned;
    this.sorted = new short[symbols.length];
    this.inUse = new short[symbols.length];
  }

  static HuffmanTable literals() {
    return new HuffmanTable(
        LITERAL_SYMBOLS,
        LITERAL_ROOT_BITS,
        LITERAL_ENTRIES,
        refusal(Reason.UNASSIGNED_LITERAL_CODE));
  }

  static HuffmanTable distances() {
    return new HuffmanTable(
        DISTANCE_SYMBOLS,
        DISTANCE_ROOT_BITS,
        DISTANCE_ENTRIES,
        refusal(Reason.UNASSIGNED_DISTANCE_CODE));
  }

  static HuffmanTable codeLengths() {
    return new HuffmanTable(
        CODE_LENGTH_SYMBOLS,
        Alphabet.MAX_CODE_LENGTH_BITS,
        1 << Alphabet.MAX_CODE_LENGTH_BITS,
        refusal(Reason.CODE_LENGTH_CODE_INCOMPLETE));
  }

  /**
   * Builds the table of the code whose lengths are given (RFC 1951 3.2.2).
   *
   * @return what is wrong with the lengths, and then the table is of no use; except that with
   *     {@link Fault#INCOMPLETE} for a single code of one bit, and with {@link Fault#EMPTY}, the
   *     table is good, and refuses the codes that nobody was given
   */
  Fault build(byte[] lengths, int from, int count) {
    int longest = sort(lengths, from, count);
    if (longest == 0) {
      Arrays.fill(entries, 0, 1 << rootBits, unassigned + 1);
      return Fault.EMPTY;
    }
    int free = 1 << Alphabet.MAX_CODE_BITS;
    for (int length = 1; length <= longest; length++) {
      free -= counts[length] << (Alphabet.MAX_CODE_BITS - length);
    }
    if (free < 0) {
      return Fault.OVERSUBSCRIBED;
    }
    if (free > 0) {
      entries[0] = entry(symbols[sorted[0]], 1);
      entries[1] = unassigned + 1;
      doubleUpTo(2, 1 << rootBits);
      return Fault.INCOMPLETE;
    }
    fill();
    return Fault.NONE;
  }

  /** True if the code just built has one code of one bit, which may stand alone (3.2.7). */
  boolean isSingleCode() {
    return counts[1] == 1 && sortedCount() == 1;
  }

  private int sortedCount() {
    int sum = 0;
    for (int length = 1; length <= Alphabet.MAX_CODE_BITS; length++) {
      sum += counts[length];
    }
    return sum;
  }

  /** Counts the lengths and sorts the symbols by length, then by number; gives the longest. */
  private int sort(byte[] lengths, int from, int count) {
    int used = gatherUsed(lengths, from, count);
    short[] counts = this.counts;
    Arrays.fill(counts, (short) 0);
    for (int i = 0; i < used; i++) {
      counts[lengths[from + inUse[i]]]++;
    }
    int longest = Alphabet.MAX_CODE_BITS;
    while (longest > 0 && counts[longest] == 0) {
      longest--;
    }
    short[] next = this.next;
    next[1] = 0;
    for (int length = 1; length < longest; length++) {
      next[length + 1] = (short) (next[length] + counts[length]);
    }
    for (int i = 0; i < used; i++) {
      short symbol = inUse[i];
      sorted[next[lengths[from + symbol]]++] = symbol;
    }
    return longest;
  }

  /** Most of an alphabet is usually unused: eight such symbols are passed over at once. */
  private int gatherUsed(byte[] lengths, int from, int count) {
    int used = 0;
    for (int symbol = 0; symbol < count; symbol++) {
      if (symbol + 8 <= count && LittleEndian.getLong(lengths, from + symbol) == 0) {
        symbol += 7;
      } else if (lengths[from + symbol] != 0) {
        inUse[used++] = (short) symbol;
      }
    }
    return used;
  }

  private static int entry(int symbol, int length) {
    return symbol + length + (length << 8);
  }

  /**
   * Fills the table of a complete code, shortest codes first. While codes are {@code length} long
   * the table is {@code 2^length} entries; it doubles by copying itself when they get longer, which
   * puts every short code wherever its bits recur. Codes count up in reversed bits: the highest
   * zero of the reversed code is set, and the ones above it are cleared.
   */
  private void fill() {
    int length = 1;
    while (counts[length] == 0) {
      length++;
    }
    int code = 0;
    int done = 0;
    int end = 1 << length;
    while (length <= rootBits) {
      for (int left = counts[length]; left > 0; left--) {
        entries[code] = entry(symbols[sorted[done++]], length);
        code = successor(code, end - 1);
      }
      if (code == 0) {
        doubleUpTo(end, 1 << rootBits);
        return;
      }
      length++;
      if (length <= rootBits) {
        System.arraycopy(entries, 0, entries, end, end);
        end <<= 1;
      }
    }
    fillSubtables(code, length, done);
  }

  /** The code after this one of the same length, in reversed bits; 0 after the last. */
  private static int successor(int code, int ones) {
    int zeros = code ^ ones;
    if (zeros == 0) {
      return 0;
    }
    int bit = Integer.highestOneBit(zeros);
    return (code & (bit - 1)) | bit;
  }

  private void doubleUpTo(int filled, int wanted) {
    for (int end = filled; end < wanted; end <<= 1) {
      System.arraycopy(entries, 0, entries, end, end);
    }
  }

  private void fillSubtables(int code, int length, int done) {
    int rootMask = (1 << rootBits) - 1;
    int prefix = -1;
    int begin = 0;
    int end = 1 << rootBits;
    for (; length <= Alphabet.MAX_CODE_BITS; length++) {
      for (int left = counts[length]; left > 0; left--) {
        if ((code & rootMask) != prefix) {
          prefix = code & rootMask;
          begin = end;
          int bits = subtableBits(length, left);
          end = begin + (1 << bits);
          entries[prefix] = (begin << 16) | SPECIAL | SUBTABLE | (bits << 8) | rootBits;
        }
        int entry = entry(symbols[sorted[done++]], length - rootBits);
        int step = 1 << (length - rootBits);
        for (int i = begin + (code >>> rootBits); i < end; i += step) {
          entries[i] = entry;
        }
        code = successor(code, (1 << length) - 1);
      }
    }
  }

  /** How many bits a subtable needs whose first code has this length. */
  private int subtableBits(int length, int left) {
    int bits = length - rootBits;
    int free = (1 << bits) - left;
    while (free > 0) {
      bits++;
      free = free * 2 - counts[rootBits + bits];
    }
    return bits;
  }

  private static int refusal(Reason reason) {
    return (REFUSALS.indexOf(reason) << 16) | SPECIAL | REFUSED;
  }

  /** What an entry that is a refusal refuses for. */
  static Reason reason(int entry) {
    return REFUSALS.get(entry >>> 16);
  }

  private static int[] literalSymbols() {
    int[] symbols = new int[Alphabet.LITERALS_AND_LENGTHS];
    for (int i = 0; i < 256; i++) {
      symbols[i] = LITERAL | (i << 16);
    }
    symbols[Alphabet.END_OF_BLOCK] = SPECIAL | END;
    for (int i = 0; i < 29; i++) {
      symbols[Alphabet.FIRST_LENGTH + i] =
          (Alphabet.lengthBase(i) << 16) | Alphabet.lengthExtraBits(i);
    }
    symbols[286] = refusal(Reason.RESERVED_LENGTH_SYMBOL);
    symbols[287] = symbols[286];
    return symbols;
  }

  private static int[] distanceSymbols() {
    int[] symbols = new int[Alphabet.DISTANCES];
    for (int i = 0; i < Alphabet.MAX_DISTANCES; i++) {
      symbols[i] = (Alphabet.distanceBase(i) << 16) | Alphabet.distanceExtraBits(i);
    }
    symbols[30] = refusal(Reason.RESERVED_DISTANCE_SYMBOL);
    symbols[31] = symbols[30];
    return symbols;
  }

  private static int[] codeLengthSymbols() {
    int[] symbols = new int[Alphabet.CODE_LENGTHS];
    for (int i = 0; i < symbols.length; i++) {
      int extra =
          switch (i) {
            case Alphabet.REPEAT_PREVIOUS -> 2;
            case Alphabet.REPEAT_ZERO_SHORT -> 3;
            case Alphabet.REPEAT_ZERO_LONG -> 7;
            default -> 0;
          };
      symbols[i] = (i << 16) | extra;
    }
    return symbols;
  }
}
