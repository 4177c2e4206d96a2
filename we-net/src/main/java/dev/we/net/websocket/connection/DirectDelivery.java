package dev.we.net.websocket.connection;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Callbacks on the loop. A message that is wanted passes straight from the read buffer to the
 * listener; one that is not waits as a copy.
 *
 * <p>The loop's alone, but for the demand and {@link #starved}.
 */
final class DirectDelivery implements Delivery {
  private final Connection connection;
  private final WebSocketListener listener;
  private final Demand demand;

  /** What could not be delivered yet; null while there is nothing. */
  private @Nullable ArrayDeque<Event> waiting;

  /**
   * Whether a callback is on the stack that others must not nest in: a request from inside it just
   * counts, and is served after it.
   */
  private boolean delivering;

  /** Whether messages wait for demand: who adds to the demand must then wake the loop. */
  private volatile boolean starved;

  private volatile boolean dropping;

  DirectDelivery(Connection connection, WebSocketListener listener, long initialDemand) {
    this.connection = connection;
    this.listener = listener;
    this.demand = Demand.of(initialDemand);
  }

  @Override
  public void opened() {
    try {
      listener.onOpen(connection);
    } catch (Throwable e) {
      connection.listenerThrew(e);
    }
  }

  @Override
  public void text(String text) {
    if (dropping) {
      return;
    }
    if (waiting != null || !demand.takeOne()) {
      await(new Event.Received(new Message.Text(text)));
      return;
    }
    try {
      listener.onText(connection, text);
    } catch (Throwable e) {
      connection.listenerThrew(e);
    }
  }

  @Override
  public void binary(ByteBuffer view) {
    if (dropping) {
      return;
    }
    if (waiting != null || !demand.takeOne()) {
      await(new Event.Received(new Message.Binary(Event.copyOf(view))));
      return;
    }
    try {
      listener.onBinary(connection, view);
    } catch (Throwable e) {
      connection.listenerThrew(e);
    }
  }

  @Override
  public void pinged(ByteBuffer view) {
    tellAheadOfMessages(new Event.Pinged(view));
  }

  @Override
  public void ponged(ByteBuffer view) {
    tellAheadOfMessages(new Event.Ponged(view));
  }

  @Override
  public void writable() {
    tellAheadOfMessages(new Event.Writable());
  }

  private void tellAheadOfMessages(Event event) {
    if (dropping) {
      return;
    }
    delivering = true;
    tell(event);
    delivering = false;
    deliverWaiting(); // it may have asked for messages
  }

  @Override
  public void failed(Throwable error) {
    tellInOrder(new Event.Failed(error));
  }

  @Override
  public void closed(CloseReason reason, boolean wasClean) {
    tellInOrder(new Event.Closed(reason, wasClean));
  }

  @Override
  public boolean endWaits() {
    return waiting != null;
  }

  @Override
  public void request(long messages) {
    if (connection.inLoop()) {
      demand.addOwn(messages);
    } else {
      demand.add(messages);
    }
    if (starved) {
      connection.onLoop(this::deliverWaiting);
    }
  }

  @Override
  public void dropMessages() {
    dropping = true;
    connection.onLoop(this::deliverWaiting);
  }

  private void await(Event message) {
    ArrayDeque<Event> queue = waiting;
    if (queue == null) {
      queue = new ArrayDeque<>();
      waiting = queue;
    }
    queue.add(message);
    connection.incoming().waits(message.size());
    starved = true;
    if (!demand.isZero()) {
      // Somebody asked between the look and `starved`, and saw no need to wake the loop.
      deliverWaiting();
    }
  }

  private void tellInOrder(Event event) {
    if (waiting == null) {
      tell(event);
    } else {
      waiting.add(event);
      deliverWaiting();
    }
  }

  private void deliverWaiting() {
    if (delivering || waiting == null) {
      return;
    }
    delivering = true;
    try {
      ArrayDeque<Event> queue = waiting;
      while (!queue.isEmpty()) {
        Event next = queue.element();
        boolean isMessage = next instanceof Event.Received;
        if (isMessage && !dropping && !demand.takeOne()) {
          return;
        }
        queue.remove();
        if (isMessage) {
          connection.incoming().taken(next.size());
        }
        if (!(isMessage && dropping)) {
          tell(next);
        }
      }
      waiting = null;
      starved = false;
    } finally {
      delivering = false;
    }
  }

  private void tell(Event event) {
    try {
      event.tell(listener, connection);
    } catch (Throwable e) {
      connection.listenerThrew(e);
    }
  }
}
