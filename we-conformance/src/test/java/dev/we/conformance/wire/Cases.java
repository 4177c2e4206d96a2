package dev.we.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Runs a great many small cases on a few threads and tells which went wrong. */
final class Cases {
  private static final int THREADS = 16;
  private static final int MOST_TOLD = 10;

  private Cases() {}

  /** One case, by its number. */
  interface Case {
    void run(int number) throws Exception;
  }

  /** Every close code up to 5100, those round a change of sign or length, and one in 61 others. */
  static int[] closeCodes() {
    return IntStream.range(0, 65_536)
        .filter(c -> c <= 5100 || Math.abs(c - 32_768) < 8 || c >= 65_500 || c % 61 == 0)
        .toArray();
  }

  /** Runs the cases of all {@code numbers}. */
  static void run(int[] numbers, Case oneCase) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          Thread.ofPlatform()
              .name("case-" + i)
              .start(() -> {
                int index;
                while (failures.size() < MOST_TOLD
                    && (index = next.getAndIncrement()) < numbers.length) {
                  try {
                    oneCase.run(numbers[index]);
                  } catch (Exception | AssertionError e) {
                    failures.add("case %1$d (0x%1$04x): %2$s".formatted(numbers[index], e));
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }
}
