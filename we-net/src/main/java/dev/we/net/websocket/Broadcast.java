package dev.we.net.websocket;

import java.util.List;

/**
 * What became of a message that was sent to many connections.
 *
 * @param queued how many took it
 * @param queueFull those that did not, because {@link Limits#maxQueuedOutputBytes()} would be
 *     passed: they do not keep up. {@link WebSocketListener#onWritable} tells when they have room
 *     again
 * @param notOpen those that are closing or closed
 */
public record Broadcast(int queued, List<WebSocket> queueFull, List<WebSocket> notOpen) {
  /** The result as given. */
  public Broadcast {
    queueFull = List.copyOf(queueFull);
    notOpen = List.copyOf(notOpen);
  }
}
