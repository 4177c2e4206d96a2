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
  private @Nullable GreedyMatchFinder greedy;
  private @Nullable GreedyMatchFinder smallGreedy;
  private @Nullable ChainMatchFinder chains;
  private @Nullable ChainMatchFinder smallChains;

  private EncodeScratch() {}

  /**
   * Tables for whoever has none of his own and so many bytes, the past included; what is in them is
   * somebody else's, and stale.
   */
  MatchFinder finder(Level level, int bytes) {
    return level == Level.FAST ? greedy(bytes) : chains(bytes);
  }

  private MatchFinder greedy(int bytes) {
    GreedyMatchFinder finder = bytes <= SMALL ? smallGreedy : greedy;
    if (finder == null) {
      finder = new GreedyMatchFinder(bytes <= SMALL ? SMALL : LARGE);
      if (bytes <= SMALL) {
        smallGreedy = finder;
      } else {
        greedy = finder;
      }
    }
    return finder;
  }

  private MatchFinder chains(int bytes) {
    ChainMatchFinder finder = bytes <= SMALL ? smallChains : chains;
    if (finder == null) {
      finder = ChainMatchFinder.toLend(bytes <= SMALL ? SMALL : LARGE);
      if (bytes <= SMALL) {
        smallChains = finder;
      } else {
        chains = finder;
      }
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
