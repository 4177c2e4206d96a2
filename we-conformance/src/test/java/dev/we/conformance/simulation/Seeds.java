package dev.we.conformance.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The long form: {@code Seeds [COUNT [FROM [THREADS]]]}. A single seed is traced. */
final class Seeds {
  private static final long REPORT_NANOS = 10_000_000_000L;

  private Seeds() {}

  /** The line that replays a seed. */
  static String failure(long seed, String wrong) {
    return "seed " + seed + ": " + wrong + "; replay: ./we-conformance/long simulation 1 " + seed;
  }

  public static void main(String[] arguments) throws InterruptedException {
    long count = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
    long from = arguments.length > 1 ? Long.parseLong(arguments[1]) : 0;
    int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
    if (count == 1) {
      String wrong = new Workshop().run(from, true);
      System.out.println(
          wrong.isEmpty() ? "seed " + from + ": nothing wrong" : failure(from, wrong));
      System.exit(wrong.isEmpty() ? 0 : 1);
    }
    System.exit(many(count, from, threads) ? 0 : 1);
  }

  private static boolean many(long count, long from, int threads) throws InterruptedException {
    AtomicLong next = new AtomicLong(from);
    AtomicReference<String> failure = new AtomicReference<>("");
    long start = System.nanoTime();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(Thread.ofPlatform().daemon().start(() -> work(next, from + count, failure)));
    }
    long reported = start;
    for (Thread worker : workers) {
      while (!worker.join(Duration.ofMillis(200))) {
        if (System.nanoTime() - reported > REPORT_NANOS) {
          reported = System.nanoTime();
          say(Math.min(next.get(), from + count) - from, start);
        }
      }
    }
    say(Math.min(next.get(), from + count) - from, start);
    System.out.println(failure.get().isEmpty() ? "nothing wrong" : failure.get());
    return failure.get().isEmpty();
  }

  private static void work(AtomicLong next, long end, AtomicReference<String> failure) {
    Workshop workshop = new Workshop();
    while (failure.get().isEmpty()) {
      long seed = next.getAndIncrement();
      if (seed >= end) {
        return;
      }
      String wrong;
      try {
        wrong = workshop.run(seed, false);
      } catch (Throwable e) {
        wrong = "the simulation itself failed: " + e;
      }
      if (!wrong.isEmpty()) {
        failure.compareAndSet("", failure(seed, wrong));
      }
    }
  }

  private static void say(long seeds, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(Locale.ROOT, "%,d seeds, %.0f per second%n", seeds, seeds / seconds);
  }
}
