package dev.we.deflate;

import org.jspecify.annotations.Nullable;

/**
 * What encoding a piece of input needs, borrowed for that long; its larger parts are made on first
 * use.
 */
final class EncodeScratch {
  static final ScratchPool<EncodeScratch> POOL = new ScratchPool<>(EncodeScratch::new);

  final Sequences sequences = new Sequences();
  final BlockWriter blocks = new BlockWriter();

  private byte[] joined = {};
  private byte[] output = {};
  private @Nullable GreedyMatchFinder greedy;
  private @Nullable ChainMatchFinder chains;

  private EncodeScratch() {}

  /** Tables for whoever has none of his own; what is in them is somebody else's, and stale. */
  MatchFinder finder(Level level) {
    if (level == Level.FAST) {
      GreedyMatchFinder finder = greedy;
      if (finder == null) {
        finder = new GreedyMatchFinder(1 << 15);
        greedy = finder;
      }
      return finder;
    }
    ChainMatchFinder finder = chains;
    if (finder == null) {
      finder = new ChainMatchFinder(1 << 15);
      chains = finder;
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
