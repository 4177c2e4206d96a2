package dev.we.conformance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.Leftovers;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the process holds.
 *
 * @param memoryBytes heap after a collection, and direct buffers
 * @param descriptors of sockets and selectors
 * @param threads of ours
 */
record Stock(long memoryBytes, long descriptors, long threads) {
  /** Output buffers that are kept for the next who needs them, and what the compiler left. */
  private static final long SLACK_BYTES = 8 << 20;

  static Stock take() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long memory = runtime.totalMemory() - runtime.freeMemory();
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      memory += pool.getMemoryUsed();
    }
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("we-"))
            .count();
    return new Stock(memory, openDescriptors(), threads);
  }

  /** Not the files: the flight recorder opens {@code /proc} when it begins its next file. */
  static long openDescriptors() {
    return Leftovers.openDescriptors();
  }

  void assertNoMoreThan(Stock before) {
    assertThat(memoryBytes).as("bytes held").isLessThan(before.memoryBytes + SLACK_BYTES);
    assertThat(descriptors).as("descriptors").isLessThanOrEqualTo(before.descriptors);
    assertThat(threads).as("threads").isLessThanOrEqualTo(before.threads);
  }
}
