package dev.we.deflate;

/**
 * What the match finder made of a stretch of input: some literals, then a match, and again; at the
 * end literals alone. The literals themselves stay where the input is.
 */
final class Sequences {
  /** So many, each of at least three bytes of input, make a block. */
  static final int CAPACITY = 8 * 1024;

  private final long[] sequences = new long[CAPACITY + 1];
  private int count;
  private int literals;
  private int matches;

  void clear() {
    count = 0;
    literals = 0;
    matches = 0;
  }

  boolean isFull() {
    return count >= CAPACITY;
  }

  void add(int literalRun, int length, int distance) {
    sequences[count++] = ((long) literalRun << 32) | ((long) length << 16) | distance;
    literals += literalRun;
    matches++;
  }

  /** The literals behind the last match. */
  void addLiterals(int literalRun) {
    if (literalRun > 0) {
      sequences[count++] = (long) literalRun << 32;
      literals += literalRun;
    }
  }

  int count() {
    return count;
  }

  int matches() {
    return matches;
  }

  /** How many symbols this will be; a match is two. */
  int symbols() {
    return literals + 2 * matches;
  }

  /** One packed sequence, for the three methods below. */
  long get(int i) {
    return sequences[i];
  }

  static int literalRun(long sequence) {
    return (int) (sequence >>> 32);
  }

  /** 3 to 258, or 0 for literals alone. */
  static int length(long sequence) {
    return (int) sequence >>> 16;
  }

  static int distance(long sequence) {
    return (int) sequence & 0xFFFF;
  }
}
