package dev.we.net.websocket.connection;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Callbacks on an executor of the caller's, one after the other whatever the executor does: at most
 * one task of a connection is in it, and works off what has gathered.
 */
final class ExecutorDelivery implements Delivery {
  /** After so many callbacks the task makes room for others in the executor. */
  private static final int CALLBACKS_PER_TASK = 256;

  private final Connection connection;
  private final WebSocketListener listener;
  private final Executor executor;
  private final Inbox inbox;

  /** How often work was announced since the task last began; zero: no task is in the executor. */
  private final AtomicInteger announced = new AtomicInteger();

  /** Whether the executor has refused a task, which ends the connection. */
  private volatile boolean rejected;

  ExecutorDelivery(
      Connection connection, WebSocketListener listener, Executor executor, long initialDemand) {
    this.connection = connection;
    this.listener = listener;
    this.executor = executor;
    this.inbox = new Inbox(initialDemand);
  }

  @Override
  public void opened() {
    put(new Event.Opened());
  }

  @Override
  public void text(String text) {
    put(new Event.Received(new Message.Text(text)));
  }

  @Override
  public void binary(ByteBuffer view) {
    put(new Event.Received(new Message.Binary(Event.copyOf(view))));
  }

  @Override
  public void pinged(ByteBuffer view) {
    put(new Event.Pinged(Event.copyOf(view)));
  }

  @Override
  public void ponged(ByteBuffer view) {
    put(new Event.Ponged(Event.copyOf(view)));
  }

  @Override
  public void writable() {
    put(new Event.Writable());
  }

  @Override
  public void failed(Throwable error) {
    put(new Event.Failed(error));
  }

  @Override
  public void closed(CloseReason reason, boolean wasClean) {
    put(new Event.Closed(reason, wasClean));
  }

  @Override
  public boolean endWaits() {
    return inbox.holdsMessages();
  }

  @Override
  public void request(long messages) {
    inbox.request(messages);
    announce();
  }

  @Override
  public void dropMessages() {
    connection.incoming().taken(inbox.dropMessages());
    announce();
  }

  private void put(Event event) {
    connection.incoming().waits(event.size());
    if (inbox.put(event)) {
      announce();
    } else {
      connection.incoming().taken(event.size());
    }
  }

  private void announce() {
    if (announced.getAndIncrement() == 0) {
      submit();
    }
  }

  private void submit() {
    try {
      executor.execute(this::work);
    } catch (RuntimeException | Error e) { // refused, or without memory for one more thread
      // Callbacks are not run any more, so there is no use for the connection. Its end is announced
      // once more, for an executor that was only full.
      announced.set(0);
      if (!rejected) {
        rejected = true;
        connection.abort();
      }
    }
  }

  private void work() {
    int seen = announced.get();
    for (int i = 0; i < CALLBACKS_PER_TASK; i++) {
      Event event = nextEvent();
      if (event == null) {
        if (announced.addAndGet(-seen) == 0) {
          return;
        }
        seen = announced.get();
        continue;
      }
      tell(event);
    }
    submit();
  }

  private @Nullable Event nextEvent() {
    Event event = inbox.poll();
    if (event != null) {
      connection.incoming().taken(event.size());
    }
    return event;
  }

  private void tell(Event event) {
    try {
      event.tell(listener, connection);
    } catch (Throwable e) {
      connection.listenerThrew(e);
    }
  }
}
