package dev.we.deflate;

import org.jspecify.annotations.Nullable;

/**
 * What an encoder knows of the past, and how a piece of input meets it: the history and, where they
 * pay, tables of its own that know it.
 *
 * <p>Matches are found in one array, in which the piece stands behind the history. Without a
 * history that is the caller's own; a piece that fits goes behind the history, where it is to stay
 * anyway; for a longer one both are copied to borrowed space.
 */
final class EncoderContext {
  /**
   * Histories up to this long, 2 KiB and the eighth that they may be longer, are entered into
   * borrowed tables anew for each piece.
   */
  private static final int SHARED_TABLE_HISTORY = 2 * 1024 + 256;

  private final int window;
  private final Level level;
  private final History history;

  /** Tables that know the history, if it is worth having them. */
  private @Nullable MatchFinder finder;

  EncoderContext(int window, Level level) {
    this.window = window;
    this.level = level;
    this.history = new History(level.usesHistory() ? window : 0);
  }

  /**
   * Writes the blocks of a piece.
   *
   * @param keep whether later pieces may refer to this one and what was before; else all is dropped
   */
  void write(
      byte[] source,
      int from,
      int to,
      boolean isFinal,
      boolean keep,
      EncodeScratch scratch,
      BitWriter writer) {
    int n = to - from;
    history.unpack();
    if (history.length == 0) {
      MatchFinder tables = finder != null ? finder : scratch.finder(level, n);
      writeBlocks(tables, source, from, from, to, isFinal, scratch, writer);
      if (keep) {
        history.append(source, from, n);
      }
    } else if (keep && history.hasRoomFor(n)) {
      history.append(source, from, n);
      int begin = history.length - n;
      MatchFinder tables = tables(history.bytes, begin, n, scratch);
      writeBlocks(tables, history.bytes, 0, begin, history.length, isFinal, scratch, writer);
    } else {
      int past = Math.min(history.length, window);
      byte[] joined = scratch.joined(past + n + 8);
      System.arraycopy(history.bytes, history.length - past, joined, 0, past);
      System.arraycopy(source, from, joined, past, n);
      MatchFinder tables = tables(joined, past, n, scratch);
      writeBlocks(tables, joined, 0, past, past + n, isFinal, scratch, writer);
      if (keep) {
        history.append(source, from, n);
      }
    }
    if (!keep) {
      drop();
    }
  }

  /**
   * Tables that know the history, which is {@code array[0, past)}, for {@code n} bytes behind it:
   * the encoder's own where they pay, else borrowed ones into which the history is entered now.
   */
  private MatchFinder tables(byte[] array, int past, int n, EncodeScratch scratch) {
    MatchFinder own = finder;
    if (own != null && own.capacity() >= history.bytes.length) {
      return own;
    }
    MatchFinder tables;
    if (past <= SHARED_TABLE_HISTORY) {
      tables = scratch.finder(level, past + n);
    } else {
      int bytes = history.bytes.length;
      tables = level == Level.FAST ? new GreedyMatchFinder(bytes) : ChainMatchFinder.toKeep(bytes);
      finder = tables;
    }
    tables.index(array, 0, past);
    return tables;
  }

  private void writeBlocks(
      MatchFinder tables,
      byte[] array,
      int base,
      int from,
      int to,
      boolean isFinal,
      EncodeScratch scratch,
      BitWriter writer) {
    Sequences sequences = scratch.sequences;
    for (int at = from; at < to; ) {
      sequences.clear();
      int end = tables.find(array, base, at, to, window, level, sequences);
      scratch.blocks.write(array, at, end, sequences, isFinal && end == to, writer);
      at = end;
    }
  }

  /** Takes the last {@code n} bytes back, or as many as are left of them. */
  void takeBack(long n) {
    history.unpack();
    history.removeLast(n);
    MatchFinder own = finder;
    if (own != null) {
      own.goBack((int) n);
    }
  }

  /** Appends bytes that the peer knows from elsewhere. */
  void append(byte[] plain, int from, int to) {
    history.unpack();
    history.append(plain, from, to - from);
    MatchFinder own = finder;
    if (own != null) {
      int n = Math.min(to - from, history.length);
      own.index(history.bytes, history.length - n, history.length);
    }
  }

  void limit(int bytes) {
    int limit = level.usesHistory() ? Math.min(bytes, window) : 0;
    history.unpack();
    if (limit < history.limit()) {
      finder = null; // made for more
    }
    history.limit(limit);
  }

  /** Makes what is known small, until it is needed. */
  void pack(EncodeScratch scratch) {
    history.pack(scratch);
    finder = null;
  }

  /** Forgets everything and gives its memory back. */
  void drop() {
    history.clear();
    finder = null;
  }

  long retainedBytes() {
    MatchFinder own = finder;
    return history.retainedBytes() + (own == null ? 0 : own.retainedBytes());
  }
}
