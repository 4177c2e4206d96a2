package dev.we.conformance.leftovers;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what comes to hold on another thread, bounded. */
public final class Eventually {
  private static final Duration AT_MOST = Duration.ofMinutes(1);
  private static final long PAUSE_NANOS = 1_000_000;

  private Eventually() {}

  /** Waits until {@code condition} holds; fails with {@code state} if it does not in time. */
  public static void holds(BooleanSupplier condition, Supplier<String> state) {
    long deadline = System.nanoTime() + AT_MOST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + AT_MOST.toSeconds() + " s: " + state.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
