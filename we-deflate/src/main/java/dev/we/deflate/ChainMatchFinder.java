package dev.we.deflate;

/**
 * All positions with the same hash of four bytes in a chain, newest first, of which some are
 * compared; one newest position for each hash of three bytes, for the shortest matches; and before
 * a match is taken, a look whether the next position has a longer one ("lazy").
 */
final class ChainMatchFinder extends MatchFinder {
  private static final int MOST_POSITION_BITS = 15;

  /** Tables that are kept have few places for the shortest matches, worth having only near by. */
  private static final int KEPT_SHORT_BITS = 9;

  /** Of borrowed tables there are few: they may be larger, and short chains are quicker. */
  private static final int BORROWED_HEAD_BITS = 14;

  private static final int BORROWED_SHORT_BITS = 12;

  /** Of a stretch that is entered at once, so many positions are entered for three bytes. */
  private static final int SHORT_STRETCH = 16;

  /** The same in {@link #sparse} pieces. */
  private static final int SPARSE_SHORT_STRETCH = 4;

  /** Longer pieces that meet borrowed tables are {@link #sparse}. */
  private static final int SPARSE_FROM = 16 * 1024;

  /** Beyond this distance three literals take fewer bits than a match of three bytes. */
  private static final int FARTHEST_SHORT_MATCH = 4096;

  /** Where nothing is found for this long, steps get wider. */
  private static final int SKIP_SHIFT = 8;

  private final char[] heads;
  private final char[] previous;
  private final char[] shorts;
  private final int headShift;
  private final int shortShift;
  private final int mask;
  private final int capacity;
  private final boolean borrowed;

  /**
   * Inside a match only every other position is entered. Most of a long piece is inside matches,
   * and each has a copy that was entered before: that makes a third of the work and a hundredth of
   * the size. Tables that are kept enter everything, because the next message may repeat any of it.
   */
  private boolean sparse;

  /** The first position that is not in the tables. */
  private int entered;

  /** The distance that goes with the length {@link #search} gave. */
  private int distance;

  private ChainMatchFinder(int positionBits, int headBits, int shortBits, boolean borrowed) {
    this.borrowed = borrowed;
    this.previous = new char[1 << positionBits];
    this.mask = previous.length - 1;
    this.heads = new char[1 << headBits];
    this.headShift = 32 - headBits;
    this.shorts = new char[1 << shortBits];
    this.shortShift = 32 - shortBits;
    this.capacity =
        positionBits == MOST_POSITION_BITS ? Integer.MAX_VALUE : (2 << positionBits) - 1;
  }

  /**
   * Makes tables to keep beside a history, as small as the ratio bears: the chains hold the newest
   * 2^n positions, more than half of all, and there are a quarter as many of them.
   *
   * @param historyBytes how long the history can become
   */
  static ChainMatchFinder toKeep(int historyBytes) {
    int bits = positionBits(historyBytes);
    if (bits == MOST_POSITION_BITS) {
      // Whoever keeps the whole window asks for ratio first.
      return new ChainMatchFinder(bits, bits - 1, KEPT_SHORT_BITS + 1, false);
    }
    return new ChainMatchFinder(bits, bits - 2, KEPT_SHORT_BITS, false);
  }

  /**
   * Makes tables to lend to whoever has so many bytes to find matches in. Small ones are quicker
   * for few bytes, because they stay in the fastest cache.
   */
  static ChainMatchFinder toLend(int bytes) {
    int bits = positionBits(bytes);
    return new ChainMatchFinder(
        bits, Math.min(bits, BORROWED_HEAD_BITS), Math.min(bits - 1, BORROWED_SHORT_BITS), true);
  }

  private static int positionBits(int bytes) {
    return Math.min(MOST_POSITION_BITS, 31 - Integer.numberOfLeadingZeros(Math.max(1024, bytes)));
  }

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  long retainedBytes() {
    return 2L * (heads.length + previous.length + shorts.length);
  }

  @Override
  void index(byte[] array, int from, int to) {
    place(from);
    sparse = false;
    enterUpTo(array, from, to - 3);
    next += to - from;
  }

  private static int hash3(int bytes, int shift) {
    return ((bytes << 8) * 0x9E37_79B1) >>> shift;
  }

  private void enterUpTo(byte[] array, int from, int to) {
    // Short matches are worth having only near by, so of a long stretch its end is enough.
    int end = to - (sparse ? SPARSE_SHORT_STRETCH : SHORT_STRETCH);
    if (from < end) {
      if (sparse) {
        enterEveryOther(array, from, end);
      } else {
        enterStretch(array, from, end);
      }
    }
    final char[] heads = this.heads;
    final char[] previous = this.previous;
    for (int i = Math.max(from, end); i < to; i++) {
      int bytes = LittleEndian.getInt(array, i);
      int position = i + bias;
      int slot = hash4(bytes, headShift);
      previous[position & mask] = heads[slot];
      heads[slot] = (char) position;
      shorts[hash3(bytes, shortShift)] = (char) position;
    }
    entered = Math.max(from, to) + bias;
  }

  /**
   * Enters a long stretch for four bytes only. This is most of the work where data repeats itself
   * much, and a loop of its own, that the compiler never sees make but a few rounds and so unrolls.
   */
  private void enterStretch(byte[] array, int from, int to) {
    final char[] heads = this.heads;
    final char[] previous = this.previous;
    final int headShift = this.headShift;
    final int mask = previous.length - 1;
    final int bias = this.bias;
    for (int i = from; i < to; i++) {
      int slot = hash4(LittleEndian.getInt(array, i), headShift);
      previous[(i + bias) & mask] = heads[slot];
      heads[slot] = (char) (i + bias);
    }
  }

  /** The same for a {@link #sparse} piece. */
  private void enterEveryOther(byte[] array, int from, int to) {
    final char[] heads = this.heads;
    final char[] previous = this.previous;
    final int headShift = this.headShift;
    final int mask = previous.length - 1;
    final int bias = this.bias;
    for (int i = from; i < to; i += 2) {
      int slot = hash4(LittleEndian.getInt(array, i), headShift);
      previous[(i + bias) & mask] = heads[slot];
      heads[slot] = (char) (i + bias);
    }
  }

  @Override
  int find(byte[] array, int base, int from, int to, int window, Level level, Sequences sequences) {
    place(from);
    sparse = borrowed && level == Level.BALANCED && to - base > SPARSE_FROM;
    enterSeam(array, base, from, to);
    final int last = to - 4;
    int anchor = from;
    int at = from;
    while (at <= last) {
      int length = search(array, base, at, to, window, level, Alphabet.MIN_MATCH - 1);
      if (length < Alphabet.MIN_MATCH) {
        at += 1 + ((at - anchor) >> SKIP_SHIFT);
        continue;
      }
      int matchDistance = distance;
      while (length < level.lazy && at < last) {
        int longer = search(array, base, at + 1, to, window, level, length);
        if (longer <= length) {
          break;
        }
        at++;
        length = longer;
        matchDistance = distance;
      }
      assert matchDistance <= window && matchDistance <= at - base;
      sequences.add(at - anchor, length, matchDistance);
      anchor = at + length;
      enterUpTo(array, entered - bias, Math.min(anchor, last + 1));
      at = anchor;
      if (sequences.isFull()) {
        next += anchor - from;
        return anchor;
      }
    }
    sequences.addLiterals(to - anchor);
    next += to - from;
    return to;
  }

  /** The last three positions of what came before could not be entered without these bytes. */
  private void enterSeam(byte[] array, int base, int from, int to) {
    int first = entered - bias;
    if (first < from && first >= Math.max(base, from - 3)) {
      enterUpTo(array, first, Math.min(from, to - 3));
    }
    entered = from + bias;
  }

  /**
   * Enters the position and looks for a match longer than {@code best}.
   *
   * @return its length, with {@link #distance}; or {@code best}
   */
  private int search(byte[] array, int base, int at, int to, int window, Level level, int best) {
    int bytes = LittleEndian.getInt(array, at);
    int position = at + bias;
    int slot = hash4(bytes, headShift);
    int candidate = heads[slot];
    previous[position & mask] = (char) candidate;
    heads[slot] = (char) position;
    int shortSlot = hash3(bytes, shortShift);
    int shortDistance = (position - shorts[shortSlot]) & 0xFFFF;
    shorts[shortSlot] = (char) position;
    entered = position + 1;

    int reach = Math.min(window, at - base);
    int limit = Math.min(to, at + Alphabet.MAX_MATCH);
    int back = (position - candidate) & 0xFFFF;
    if (back - 1 < reach && back > 0 && best < limit - at) {
      int depth = best >= level.good ? level.depth / 3 : level.depth;
      best = searchChain(array, at, limit, reach, back, best, level.nice, depth);
    }
    if (best < Alphabet.MIN_MATCH
        && shortDistance - 1 < Math.min(reach, FARTHEST_SHORT_MATCH)
        && shortDistance > 0
        && (LittleEndian.getInt(array, at - shortDistance) ^ bytes) << 8 == 0) {
      distance = shortDistance;
      return Alphabet.MIN_MATCH;
    }
    return best;
  }

  /**
   * Follows a chain from the candidate {@code back} bytes back. The walk over candidates that come
   * to nothing is a loop of its own with little to remember, and the comparison is written out in
   * place of a call: neither may be slow because the compiler met it first with data where it was
   * rare.
   */
  private int searchChain(
      byte[] array, int at, int limit, int reach, int back, int best, int nice, int depth) {
    final char[] previous = this.previous;
    final int mask = previous.length - 1;
    final int position = at + bias;
    final int bytes = LittleEndian.getInt(array, at);
    int longest = Math.max(best, Alphabet.MIN_MATCH);
    int left = depth;
    int candidate = position - back;
    int distance = back;
    while (true) {
      // Only what agrees in the byte behind the longest match yet, and the three before, can be
      // longer.
      final int tailAt = at + longest - 3;
      final int tail = LittleEndian.getInt(array, tailAt);
      while (LittleEndian.getInt(array, tailAt - distance) != tail
          || LittleEndian.getInt(array, at - distance) != bytes) {
        candidate = previous[candidate & mask];
        int farther = (position - candidate) & 0xFFFF;
        // Distances along a chain grow; where they do not, the rest of it is stale.
        if (--left <= 0 || farther <= distance || farther > reach) {
          return longest > Alphabet.MIN_MATCH ? longest : best;
        }
        distance = farther;
      }
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
      if (end - at > longest) {
        longest = end - at;
        this.distance = distance;
        if (longest >= nice || end == limit) {
          return longest;
        }
      }
      candidate = previous[candidate & mask];
      int farther = (position - candidate) & 0xFFFF;
      if (--left <= 0 || farther <= distance || farther > reach) {
        return longest > Alphabet.MIN_MATCH ? longest : best;
      }
      distance = farther;
    }
  }
}
