package dev.we.deflate;

/** How much work a {@link DeflateEncoder} puts into finding matches. */
public enum Level {
  /** No compression: stored blocks. */
  STORED(0, 0, 0, 0),
  /**
   * No matches, only Huffman codes: for data whose bytes are unevenly frequent but never repeat.
   */
  HUFFMAN_ONLY(0, 0, 0, 0),
  /** The first match that one look into a hash table finds. */
  FAST(1, 0, 0, 0),
  /** The best of a few candidates, and of two neighbouring positions. The default. */
  BALANCED(52, 12, 32, 258),
  /** Many candidates; for what is compressed once and sent often. */
  BEST(1024, 32, 258, 258);

  /** How many candidates are compared for a position. */
  final int depth;

  /** From this length on, a better match one position later is sought with a third of the depth. */
  final int good;

  /** From this length on, none is sought. */
  final int lazy;

  /** A match of this length is taken without looking further. */
  final int nice;

  Level(int depth, int good, int lazy, int nice) {
    this.depth = depth;
    this.good = good;
    this.lazy = lazy;
    this.nice = nice;
  }

  boolean usesHistory() {
    return depth > 0;
  }
}
