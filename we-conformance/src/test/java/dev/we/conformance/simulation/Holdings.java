package dev.we.conformance.simulation;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.connection.Connection;
import dev.we.net.websocket.connection.OwnMemory;

/** Whether a connection holds no more than its {@link Limits} say. */
final class Holdings {
  /** One look in so many goes through all that the connection holds. */
  private static final int THOROUGH = 200;

  /** What an event that waits counts besides its content. */
  private static final int EVENT = 64;

  /** The payload of a ping, at most. */
  private static final int CONTROL = 125;

  private final Side side;
  private int looks;

  Holdings(Side side) {
    this.side = side;
  }

  void check(Connection connection) {
    Limits limits = side.limits();
    long waiting = OwnMemory.waitingInput(connection);
    // "How many bytes of received messages may wait …; one message may wait whatever its size."
    // Pings and pongs count as messages do; onOpen, onError and onClose come whatever waits, and
    // every refused sender waits for one onWritable.
    long one = EVENT + Math.max(limits.maxMessageBytes(), CONTROL);
    long news = EVENT * (3L + side.application.actions().writableAwaited());
    side.require(
        waiting <= limits.maxQueuedInputBytes() + one + news,
        waiting + " bytes wait for the receiver");
    if (looks++ % THOROUGH == 0) {
      long held = Footprint.of(connection);
      // What one sends oneself is taken whatever its size, by an empty queue.
      long most = limits.maxConnectionBytes() + side.application.actions().largestHeld();
      side.require(held <= most, held + " bytes are held, more than " + most);
    }
  }
}
