package dev.we.conformance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.Leftovers;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the process holds.
 *
 * @param heapBytes heap after a collection
 * @param directBytes direct buffers: what the loops keep of the busiest moment there was
 * @param descriptors of sockets and selectors
 * @param threads of ours
 */
record Stock(long heapBytes, long directBytes, long descriptors, long threads) {
  /** Input that is kept for the next who needs it, and what the compiler left. */
  private static final long SLACK_BYTES = 8 << 20;

  private static final int COLLECTIONS = 4;

  /** What each loop may keep for output, read into, and encrypt with. */
  private static final long LOOP_BYTES = (16 << 20) + (1 << 20);

  /** As many as there are processors, of a client and of a server. */
  private static final int LOOPS = 2 * Runtime.getRuntime().availableProcessors();

  static Stock take() {
    long heap = usedHeap();
    long direct = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      direct += pool.getMemoryUsed();
    }
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("we-"))
            .count();
    return new Stock(heap, direct, openDescriptors(), threads);
  }

  /**
   * After as many collections as it takes: three of four times the Serial collector leaves dead
   * objects where they are, if that saves moving others ({@code MarkSweepAlwaysCompactCount}).
   */
  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** Not the files: the flight recorder opens {@code /proc} when it begins its next file. */
  static long openDescriptors() {
    return Leftovers.openDescriptors();
  }

  void assertNoMoreThan(Stock before) {
    assertThat(heapBytes).as("bytes of heap").isLessThan(before.heapBytes + SLACK_BYTES);
    assertThat(directBytes).as("bytes of direct buffers").isLessThan(LOOPS * LOOP_BYTES);
    assertThat(descriptors).as("descriptors").isLessThanOrEqualTo(before.descriptors);
    assertThat(threads).as("threads").isLessThanOrEqualTo(before.threads);
  }
}
