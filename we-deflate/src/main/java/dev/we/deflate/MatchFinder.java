package dev.we.deflate;

/**
 * Finds what has been there before: hash tables of positions, and the way they are asked.
 *
 * <p>Positions count all bytes that ever came by, and tables keep their lowest 16 bits. The
 * difference to the present position, again in 16 bits, is a distance; no distance is longer than
 * 2^15, so that is enough. A table therefore never needs clearing or renumbering, whatever happened
 * to the bytes meanwhile: an entry is only a hint where to compare, and one that is stale points
 * out of reach or to bytes that differ.
 *
 * <p>{@link #place} says where in an array the next position lies, so the same tables serve a
 * history in one array and, for the next piece of input, in another.
 */
abstract sealed class MatchFinder permits GreedyMatchFinder, ChainMatchFinder {
  /** The position of the byte that comes next. Wraps round. */
  int next;

  /** What turns an index in the present array into a position. */
  int bias;

  /** Says that the next position is that of {@code array[index]}. */
  final void place(int index) {
    bias = next - index;
  }

  /** Takes the position back: the last {@code n} bytes did not count. */
  final void goBack(int n) {
    next -= n;
  }

  /** How many bytes of history these tables are made for. */
  abstract int capacity();

  /** The bytes of memory in these tables. */
  abstract long retainedBytes();

  /** Enters {@code array[from, to)} in the tables, so that it can be found; moves the position. */
  abstract void index(byte[] array, int from, int to);

  /**
   * Finds matches for {@code array[from, to)} and adds them to {@code sequences}, literals
   * included, until they are full.
   *
   * @param base the first byte that a match may begin at
   * @param window the greatest distance
   * @return the index behind what the sequences cover; the position is moved to it
   */
  abstract int find(
      byte[] array, int base, int from, int to, int window, Level level, Sequences sequences);

  /** Hashes four bytes, of which the multiplication brings all to the top. */
  static int hash4(int bytes, int shift) {
    return (bytes * 0x9E37_79B1) >>> shift;
  }
}
