package dev.we.conformance.simulation;

import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.Limits;
import java.time.Duration;

/**
 * By when an end must be gone, reckoned from what it has met, apart from the code under test. All
 * times are those of the {@link Agenda}.
 */
final class Patience {
  private static final long NEVER = Long.MAX_VALUE;

  private final Limits limits;
  private long lastRead;
  private long lastPing;
  private long blockedSince = NEVER;

  /** The first step of the closing handshake. */
  private long firstStep = NEVER;

  /** The last step of the closing handshake, or of the output towards our Close. */
  private long lastStep = NEVER;

  /** When one direction of the stream was first found to be gone. */
  private long halfGoneAt = NEVER;

  /** Whether the input has ended, after which nothing else is waited for than our own end. */
  private boolean inputEnded;

  private boolean outputBroken;

  private boolean reading = true;

  Patience(Limits limits, long now) {
    this.limits = limits;
    this.lastRead = now;
    this.lastPing = now;
  }

  void read(long now) {
    lastRead = now;
  }

  void pinged(long now) {
    lastPing = now;
  }

  void wrote(long bytes, boolean all, long now) {
    if (bytes > 0 && blockedSince != NEVER) {
      lastStep = lastStep == NEVER ? NEVER : now;
      blockedSince = NEVER;
    }
    if (all) {
      blockedSince = NEVER;
      lastPing = now; // one that was due while nothing could be sent may have been refused
    } else if (blockedSince == NEVER) {
      blockedSince = now;
    }
  }

  void stepped(long now) {
    firstStep = Math.min(firstStep, now);
    lastStep = now;
  }

  boolean isClosing() {
    return lastStep != NEVER;
  }

  void outputBroke(long now) {
    outputBroken = true;
    halfGoneAt = Math.min(halfGoneAt, now);
  }

  boolean isOutputBroken() {
    return outputBroken;
  }

  void inputEnded(long now) {
    halfGoneAt = Math.min(halfGoneAt, now);
    inputEnded = true;
  }

  /** Whether the socket is read at present. */
  void reads(boolean now, long at) {
    if (now && !reading) {
      lastRead = at;
    }
    reading = now;
  }

  /** Whether nothing comes and nothing goes any more. */
  private boolean isAllGone() {
    return inputEnded && outputBroken;
  }

  /** The last moment of the connection, if nothing else happens. */
  long goneBy() {
    long by = sum(halfGoneAt, limits.closeTimeout());
    if (inputEnded) {
      return by;
    }
    by = Math.min(by, sum(lastStep, limits.closeTimeout()));
    by = Math.min(by, sum(blockedSince, limits.writeTimeout()));
    return reading ? Math.min(by, sum(lastRead, limits.idleTimeout())) : by;
  }

  /** Whether some wait may have come to its end; of a failed connection nobody's Close counts. */
  boolean mayBeOver(long now) {
    return isAllGone() || now >= Math.min(goneBy(), sum(firstStep, limits.closeTimeout()));
  }

  /** By when a silent peer must have got a ping, unless the output is blocked. */
  long pingBy() {
    return reading && !isClosing() && halfGoneAt == NEVER
        ? sum(Math.max(lastRead, lastPing), limits.pingInterval())
        : NEVER;
  }

  /** Whether a wait that was given up had lasted as long as it may. */
  boolean isOver(Deadline deadline, long now) {
    return switch (deadline) {
      case IDLE -> now >= sum(lastRead, limits.idleTimeout());
      case WRITE -> now >= sum(blockedSince, limits.writeTimeout());
      case CLOSE -> isClosing() && now >= sum(lastStep, limits.closeTimeout());
      default -> false;
    };
  }

  private static long sum(long since, Duration timeout) {
    return since == NEVER || timeout.equals(Limits.NO_TIMEOUT) ? NEVER : since + timeout.toNanos();
  }
}
