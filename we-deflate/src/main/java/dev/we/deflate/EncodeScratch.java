package dev.we.deflate;

import org.jspecify.annotations.Nullable;

/**
 * What encoding a piece of input needs, borrowed for that long; its larger parts are made on first
 * use.
 */
final class EncodeScratch {
  static final ScratchPool<EncodeScratch> POOL = new ScratchPool<>(EncodeScratch::new);

  /** Up to so many bytes, small tables do, and stay in the fastest cache. */
  private static final int SMALL = 4 * 1024;

  private static final int LARGE = 32 * 1024;

  final Sequences sequences = new Sequences();
  final BlockWriter blocks = new BlockWriter();

  private byte[] joined = {};
  private byte[] output = {};

  /** Greedy and chained, small and large. */
  private final @Nullable MatchFinder[] finders = new @Nullable MatchFinder[4];

  private EncodeScratch() {}

  /**
   * Tables for whoever has none of his own and so many bytes, the past included; what is in them is
   * somebody else's, and stale.
   */
  MatchFinder finder(Level level, int bytes) {
    int room = bytes <= SMALL ? SMALL : LARGE;
    int slot = (level == Level.FAST ? 0 : 2) + (room == SMALL ? 0 : 1);
    MatchFinder finder = finders[slot];
    if (finder == null) {
      finder = level == Level.FAST ? new GreedyMatchFinder(room) : ChainMatchFinder.toLend(room);
      finders[slot] = finder;
    }
    return finder;
  }

  /** Room to put history and input behind one another. */
  byte[] joined(int length) {
    if (joined.length < length) {
      joined = new byte[roundUp(length)];
    }
    return joined;
  }

  /** Room for output that the caller's may not have. */
  byte[] output(int length) {
    if (output.length < length) {
      output = new byte[roundUp(length)];
    }
    return output;
  }

  private static int roundUp(int length) {
    return (length + 4095) & ~4095;
  }
}
