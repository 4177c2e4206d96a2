package dev.we.deflate;

import java.util.Arrays;

/** How often each symbol of an alphabet occurs, and what that says about the bits it will take. */
final class SymbolCounts {
  /** Below this, f · log2 f is looked up, in 1/64 bits; above, it is not needed so exactly. */
  private static final int LOOKED_UP = 1024;

  /** Most of an alphabet is usually unused; so many symbols are passed over at once. */
  private static final int GROUP = 8;

  private static final int[] F_LOG_F = table();

  final int[] counts;

  /** After {@link #gather}: the symbols that occur, by number. */
  final short[] inUse;

  /** After {@link #gather}: how many there are of them. */
  int used;

  SymbolCounts(int symbols) {
    this.counts = new int[symbols];
    this.inUse = new short[symbols + 1];
  }

  private static int[] table() {
    int[] table = new int[LOOKED_UP];
    for (int f = 2; f < LOOKED_UP; f++) {
      table[f] = (int) Math.round(64 * fLogF(f));
    }
    return table;
  }

  private static double fLogF(int f) {
    return f * (Math.log(f) / Math.log(2));
  }

  void clear() {
    Arrays.fill(counts, 0);
    used = 0;
  }

  /** To be called when all is counted. */
  void gather() {
    int[] counts = this.counts;
    short[] inUse = this.inUse;
    int used = 0;
    for (int from = 0; from < counts.length; from += GROUP) {
      int to = Math.min(from + GROUP, counts.length);
      if (to - from == GROUP && isUnused(counts, from)) {
        continue;
      }
      for (int symbol = from; symbol < to; symbol++) {
        // Written always and kept or not: a branch would be guessed wrong too often.
        inUse[used] = (short) symbol;
        used += -counts[symbol] >>> 31;
      }
    }
    this.used = used;
  }

  private static boolean isUnused(int[] counts, int from) {
    return (counts[from]
            | counts[from + 1]
            | counts[from + 2]
            | counts[from + 3]
            | counts[from + 4]
            | counts[from + 5]
            | counts[from + 6]
            | counts[from + 7])
        == 0;
  }

  /** What any code takes at least, in bits: the entropy. */
  int entropyBits() {
    int total = 0;
    int saved = 0;
    for (int i = 0; i < used; i++) {
      int f = counts[inUse[i]];
      total += f;
      saved += F_LOG_F[Math.min(f, LOOKED_UP - 1)];
    }
    return total == 0 ? 0 : (int) fLogF(total) - (saved >> 6);
  }

  /**
   * What telling a code takes at least, or nearly, in bits: some three for each length, some six
   * for each stretch of symbols without one.
   */
  int leastHeadBits() {
    int gaps = 0;
    for (int i = 1; i < used; i++) {
      gaps += inUse[i] - inUse[i - 1] > 1 ? 1 : 0;
    }
    return 3 * used + 6 * gaps;
  }

  /** What the symbols take if each has so many bits. */
  int cost(byte[] lengths) {
    int bits = 0;
    for (int i = 0; i < used; i++) {
      bits += counts[inUse[i]] * lengths[inUse[i]];
    }
    return bits;
  }
}
