package dev.we.net.websocket;

/** What became of a message handed to a {@link WebSocket}. */
public enum SendResult {
  /** Accepted: it goes out in its turn, unless the connection is lost first. */
  QUEUED,
  /**
   * Not taken, because {@link Limits#maxQueuedOutputBytes()} would be passed. The connection is
   * unharmed; {@link WebSocketListener#onWritable} tells when to try again.
   */
  QUEUE_FULL,
  /** Not taken, because the connection is closing or closed. */
  NOT_OPEN
}
