package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Deadline;

/** What {@link Protocol#onDeadline} wants done. */
public sealed interface Expiry {
  /** Nothing yet: ask {@link Protocol#nextDeadline} again. */
  record Nothing() implements Expiry {}

  /** Send a ping: the peer has been silent for a while. */
  record SendPing() implements Expiry {}

  /**
   * End the connection at once, without a further Close.
   *
   * @param deadline which wait was in vain: IDLE, WRITE or CLOSE
   */
  record GiveUp(Deadline deadline) implements Expiry {}
}
