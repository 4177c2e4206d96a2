package dev.we.deflate;

/**
 * One table of the newest position for each hash of four bytes, one look, and what is found is
 * taken. Where nothing is found for long the steps get wider.
 */
final class GreedyMatchFinder extends MatchFinder {
  static final int MOST_BITS = 13;
  private static final int FEWEST_BITS = 8;

  /** Inside a match only every so many positions are entered. */
  private static final int STEP_IN_MATCH = 8;

  private final char[] table;
  private final int shift;
  private final int capacity;

  /**
   * Makes tables for a history.
   *
   * @param historyBytes how long it can become
   */
  GreedyMatchFinder(int historyBytes) {
    int bits = 31 - Integer.numberOfLeadingZeros(Math.max(1, historyBytes)) - 1;
    bits = Math.max(FEWEST_BITS, Math.min(MOST_BITS, bits));
    this.capacity = bits == MOST_BITS ? Integer.MAX_VALUE : (4 << bits) - 1;
    this.table = new char[1 << bits];
    this.shift = 32 - bits;
  }

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  long retainedBytes() {
    return 2L * table.length;
  }

  @Override
  void index(byte[] array, int from, int to) {
    place(from);
    for (int i = from; i <= to - 4; i++) {
      table[hash4(LittleEndian.getInt(array, i), shift)] = (char) (i + bias);
    }
    next += to - from;
  }

  @Override
  int find(byte[] array, int base, int from, int to, int window, Level level, Sequences sequences) {
    place(from);
    final char[] table = this.table;
    final int shift = this.shift;
    final int bias = this.bias;
    final int last = to - 4;
    int anchor = from;
    int at = from;
    while (at <= last) {
      int bytes = LittleEndian.getInt(array, at);
      int slot = hash4(bytes, shift);
      int distance = (at + bias - table[slot]) & 0xFFFF;
      table[slot] = (char) (at + bias);
      if (distance - 1 >= Math.min(window, at - base)
          || distance == 0
          || LittleEndian.getInt(array, at - distance) != bytes) {
        at += 1 + ((at - anchor) >> 6);
        continue;
      }
      // Written out in place of a call, which would stay one if the compiler met it where matches
      // are rare.
      int limit = Math.min(to, at + Alphabet.MAX_MATCH);
      int end = at + 4;
      long difference = 0;
      while (end <= limit - 8) {
        difference = LittleEndian.getLong(array, end - distance) ^ LittleEndian.getLong(array, end);
        if (difference != 0) {
          end += Long.numberOfTrailingZeros(difference) >>> 3;
          break;
        }
        end += 8;
      }
      while (difference == 0 && end < limit && array[end - distance] == array[end]) {
        end++;
      }
      while (at > anchor
          && at - distance > base
          && end - at < Alphabet.MAX_MATCH
          && array[at - 1] == array[at - 1 - distance]) {
        at--;
      }
      assert distance <= window && distance <= at - base;
      sequences.add(at - anchor, end - at, distance);
      for (int i = at + 1; i < Math.min(end, last + 1); i += STEP_IN_MATCH) {
        table[hash4(LittleEndian.getInt(array, i), shift)] = (char) (i + bias);
      }
      at = end;
      anchor = end;
      if (sequences.isFull()) {
        next += anchor - from;
        return anchor;
      }
    }
    sequences.addLiterals(to - anchor);
    next += to - from;
    return to;
  }
}
