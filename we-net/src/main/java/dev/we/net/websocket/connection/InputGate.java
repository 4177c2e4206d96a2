package dev.we.net.websocket.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of what waits for a slow receiver, and stops the input while they are too many.
 * Any thread may count; the gate itself moves on the loop.
 */
final class InputGate {
  private final Incoming incoming;
  private final long high;
  private final long low;
  private final AtomicLong waiting = new AtomicLong();

  /** The loop's alone. */
  private boolean closed;

  /** It closes above {@code maxBytes}, and opens again at half of that. */
  InputGate(Incoming incoming, long maxBytes) {
    this.incoming = incoming;
    this.high = maxBytes;
    this.low = maxBytes / 2;
  }

  /** Whether nothing more should be made of the input. Loop. */
  boolean isClosed() {
    return closed;
  }

  /** Something of this size waits from now on. */
  void waits(long bytes) {
    if (waiting.addAndGet(bytes) > high) {
      incoming.adjustGate();
    }
  }

  /** Something of this size waits no longer. */
  void taken(long bytes) {
    long before = waiting.getAndAdd(-bytes);
    if (before > low && before - bytes <= low) {
      incoming.adjustGate();
    }
  }

  /** The bytes of what waits. */
  long waitingBytes() {
    return waiting.get();
  }

  /** Looks at the count as it is by now: whoever asked for this may be long overtaken. Loop. */
  void adjust() {
    boolean close = waiting.get() > (closed ? low : high);
    if (close != closed) {
      closed = close;
      incoming.gateMoved();
    }
  }
}
