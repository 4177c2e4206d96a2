package dev.we.net.websocket.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of what waits for a slow receiver, and stops reading the socket while they are
 * too many. Any thread, but for {@link #paused}.
 */
final class InputGate {
  private final Connection connection;
  private final long high;
  private final long low;
  private final AtomicLong waiting = new AtomicLong();

  // The loop's alone.
  private boolean paused;
  private boolean open;

  /** Reading stops above {@code maxBytes}, and goes on at half of that. */
  InputGate(Connection connection, long maxBytes) {
    this.connection = connection;
    this.high = maxBytes;
    this.low = maxBytes / 2;
  }

  /** Something of this size waits from now on. */
  void waits(long bytes) {
    if (waiting.addAndGet(bytes) > high) {
      connection.onLoop(this::adjust);
    }
  }

  /** Something of this size waits no longer. */
  void taken(long bytes) {
    long before = waiting.getAndAdd(-bytes);
    if (before > low && before - bytes <= low) {
      connection.onLoop(this::adjust);
    }
  }

  /** What is read from now on is discarded and piles up no more: reading is not stopped again. */
  void open() {
    open = true;
    adjust();
  }

  /** Looks at the count as it is by now: whoever asked for this may be long overtaken. */
  private void adjust() {
    boolean pause = !open && waiting.get() > (paused ? low : high);
    if (pause != paused) {
      paused = pause;
      connection.readingPaused(pause);
    }
  }
}
