package dev.we.conformance.simulation;

/**
 * All chance of a run, from its seed: SplitMix64, so that the same seed means the same for ever.
 */
final class Dice {
  private long state;

  Dice(long seed) {
    state = seed;
  }

  long bits() {
    state += 0x9E3779B97F4A7C15L;
    long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** From 0 to before {@code bound}. */
  int below(int bound) {
    return (int) ((bits() >>> 33) % bound);
  }

  /** Both ends included. */
  int between(int least, int most) {
    return least + below(most - least + 1);
  }

  /** Both ends included, small ones as likely as large ones: each power of two is. */
  long spread(long least, long most) {
    int bits = 64 - Long.numberOfLeadingZeros(most - least);
    long mask = (1L << below(bits + 1)) - 1;
    return Math.min(most, least + (bits() & mask));
  }

  boolean percent(int chance) {
    return below(100) < chance;
  }

  boolean oneIn(int count) {
    return below(count) == 0;
  }

  int oneOf(int... choices) {
    return choices[below(choices.length)];
  }

  <E extends Enum<E>> E oneOf(E[] choices) {
    return choices[below(choices.length)];
  }
}
