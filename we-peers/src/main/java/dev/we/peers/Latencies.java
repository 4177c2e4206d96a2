package dev.we.peers;

/**
 * Counts times by size, in buckets a thirty-second as wide as what they hold. For one thread at a
 * time.
 */
final class Latencies {
  private static final int STEP_BITS = 5;
  private static final int STEPS = 1 << STEP_BITS;

  private final int[] counts = new int[(Long.SIZE - STEP_BITS) * STEPS];
  private long total;
  private long max;

  void record(long nanos) {
    int shift = Math.max(0, Long.SIZE - STEP_BITS - 1 - Long.numberOfLeadingZeros(nanos | 1));
    counts[(shift << STEP_BITS) + (int) (nanos >>> shift)]++;
    total++;
    max = Math.max(max, nanos);
  }

  void add(Latencies other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
    max = Math.max(max, other.max);
  }

  long total() {
    return total;
  }

  long max() {
    return max;
  }

  /** The time in nanoseconds that this share of all times did not pass; 0 if there is none. */
  long percentile(double share) {
    long left = (long) (total * share);
    for (int i = 0; i < counts.length; i++) {
      left -= counts[i];
      if (left < 0) {
        int shift = Math.max(0, (i >> STEP_BITS) - 1);
        return Math.min(max, (long) (i - (shift << STEP_BITS)) << shift);
      }
    }
    return max;
  }
}
