package dev.we.net.websocket;

import java.time.Duration;

/** A wait has come to its end; {@link #deadline()} says which. */
public final class DeadlineException extends WebSocketException {
  private static final long serialVersionUID = 1;

  private final Deadline deadline;

  /**
   * A wait that ended.
   *
   * @param deadline what was waited for
   * @param allowed how long
   * @param where the peer, such as {@code "example.com:443"}
   */
  public DeadlineException(Deadline deadline, Duration allowed, String where) {
    super(
        where + ": waited " + inSeconds(allowed) + " for " + deadline.awaited() + ", in vain",
        null);
    this.deadline = deadline;
  }

  /** What was waited for. */
  public Deadline deadline() {
    return deadline;
  }

  private static String inSeconds(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
