package dev.we.net.websocket.connection;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The messages of one connection that wait for the end of another, which is being sent in
 * fragments. Under the connection's lock.
 */
final class DeferredMessages {
  private record Waiting(Runnable encoding, long bytes) {}

  private final Queue<Waiting> queue = new ArrayDeque<>(1);
  private long bytes;

  /** How many bytes of them wait; those that were {@linkplain #drop dropped} stay counted. */
  long bytes() {
    return bytes;
  }

  /** A message of about so many bytes, to be put into the output by {@code encoding}. */
  void add(Runnable encoding, long size) {
    queue.add(new Waiting(encoding, size));
    bytes += size;
  }

  /** Encodes the one that has waited longest; false if there is none. */
  boolean encodeNext() {
    Waiting next = queue.poll();
    if (next == null) {
      return false;
    }
    bytes -= next.bytes();
    next.encoding().run();
    return true;
  }

  /** None of them will ever be sent. */
  void drop() {
    queue.clear();
  }
}
