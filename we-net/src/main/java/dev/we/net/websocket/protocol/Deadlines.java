package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.Limits;
import java.time.Duration;

/**
 * What is waited for and until when, as data: the owner brings the time and keeps the timer.
 *
 * <pre>
 *   silence of the peer   ├── pingInterval ──▶ ping ├── pingInterval ──▶ ping …
 *                         ├── idleTimeout ──────────────────────▶ give up
 *   output stuck          ├── writeTimeout ──▶ give up
 *   Close sent            ├── closeTimeout ──▶ give up
 *   both Closes passed    ├── closeTimeout ──▶ give up
 * </pre>
 *
 * <p>Any byte ends the silence, so a reading owner only notes the time ({@link #received}), and
 * {@link #next} may turn out too early; it is never too late. Since a Close lies behind all output
 * that was taken before, the wait for its answer counts from the last time the peer took any.
 *
 * <p>While reading is paused the silence is ours, and no reason to give up. Pings go out all the
 * same: without them nobody would learn that the peer is gone, for its end of the stream is not
 * read.
 *
 * <p>Times are compared by their difference: {@link System#nanoTime} may be negative and may wrap.
 */
final class Deadlines {
  private static final long NEVER = Long.MAX_VALUE;
  private static final Expiry NOTHING = new Expiry.Nothing();
  private static final Expiry SEND_PING = new Expiry.SendPing();

  /** The bounds of all waits, in nanoseconds. */
  record Timeouts(long pingInterval, long idle, long write, long close) {
    static Timeouts of(Limits limits) {
      return new Timeouts(
          nanos(limits.pingInterval()),
          nanos(limits.idleTimeout()),
          nanos(limits.writeTimeout()),
          nanos(limits.closeTimeout()));
    }

    /**
     * So long that nobody lives to see its end is as good as never, and its sum cannot overflow.
     */
    private static long nanos(Duration duration) {
      boolean never = duration.compareTo(Duration.ofNanos(NEVER / 4)) > 0;
      return never ? NEVER : duration.toNanos();
    }
  }

  private final Timeouts timeouts;

  /** Written by the receiving thread alone; an old value read by another only wakes too early. */
  private long lastReceived;

  private boolean readingPaused;
  private long lastPing;
  private boolean writeBlocked;
  private long blockedSince;
  private boolean closing;
  private long closingSince;
  private boolean ended;

  Deadlines(Timeouts timeouts, long now) {
    this.timeouts = timeouts;
    this.lastReceived = now;
    this.lastPing = now;
  }

  void received(long now) {
    lastReceived = now;
  }

  long lastReceived() {
    return lastReceived;
  }

  void readingPaused(boolean paused, long now) {
    if (readingPaused && !paused) {
      lastReceived = now;
    }
    readingPaused = paused;
  }

  void writeBlocked(long now) {
    if (!writeBlocked) {
      writeBlocked = true;
      blockedSince = now;
    }
  }

  void writeProgress(long now) {
    writeBlocked = false;
    if (closing) {
      closingSince = now;
    }
  }

  /** A step of the closing handshake was made; the next is waited for. */
  void closing(long now) {
    closing = true;
    closingSince = now;
  }

  void ended() {
    ended = true;
  }

  /** When something may be due, or {@link Protocol#NO_DEADLINE}. */
  long next() {
    long next = Protocol.NO_DEADLINE;
    if (ended) {
      return next;
    }
    if (closing) {
      next = earlier(next, closingSince, timeouts.close);
    }
    if (writeBlocked) {
      next = earlier(next, blockedSince, timeouts.write);
    }
    if (!readingPaused) {
      next = earlier(next, lastReceived, timeouts.idle);
    }
    if (!closing) {
      next = earlier(next, silentSince(), timeouts.pingInterval);
    }
    return next;
  }

  private static long earlier(long next, long since, long timeout) {
    if (timeout == NEVER) {
      return next;
    }
    long at = since + timeout;
    if (at == Protocol.NO_DEADLINE) {
      at--; // a time on a clock that wraps, not the absence of one
    }
    return next == Protocol.NO_DEADLINE || at - next < 0 ? at : next;
  }

  /** What is due at {@code now}. */
  Expiry expire(long now) {
    if (ended) {
      return NOTHING;
    }
    if (closing && isOver(closingSince, timeouts.close, now)) {
      return new Expiry.GiveUp(Deadline.CLOSE);
    }
    if (writeBlocked && isOver(blockedSince, timeouts.write, now)) {
      return new Expiry.GiveUp(Deadline.WRITE);
    }
    if (!readingPaused && isOver(lastReceived, timeouts.idle, now)) {
      return new Expiry.GiveUp(Deadline.IDLE);
    }
    if (!closing && isOver(silentSince(), timeouts.pingInterval, now)) {
      lastPing = now;
      return SEND_PING;
    }
    return NOTHING;
  }

  private static boolean isOver(long since, long timeout, long now) {
    return timeout != NEVER && now - since >= timeout;
  }

  /** The peer's last byte or our last ping, whichever came later. */
  private long silentSince() {
    return lastPing - lastReceived > 0 ? lastPing : lastReceived;
  }
}
