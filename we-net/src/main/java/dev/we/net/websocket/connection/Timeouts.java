package dev.we.net.websocket.connection;

import java.time.Duration;

/** Durations as nanoseconds that can be added to a clock without overflow. */
public final class Timeouts {
  /** What a wait without end comes to. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private Timeouts() {}

  /** The same duration, or a year. */
  public static Duration bounded(Duration timeout) {
    return timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
  }

  /** The same in nanoseconds. */
  public static long nanos(Duration timeout) {
    return bounded(timeout).toNanos();
  }
}
