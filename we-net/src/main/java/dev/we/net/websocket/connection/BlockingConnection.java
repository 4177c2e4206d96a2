package dev.we.net.websocket.connection;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.ConnectionClosedException;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face: messages wait here for a thread that receives, and senders wait here for room.
 * The loop only puts in and signals.
 */
public final class BlockingConnection implements BlockingWebSocket, Delivery {
  private final Connection connection;
  private final Duration closeTimeout;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition messageOrEnd = lock.newCondition();
  private final Condition roomOrEnd = lock.newCondition();
  private final Condition end = lock.newCondition();

  // All of these under the lock.
  private final ArrayDeque<Event.Received> messages = new ArrayDeque<>();
  private long timesWritable;
  private boolean dropping;
  private @Nullable Throwable failure;
  private @Nullable CloseReason closeReason;

  BlockingConnection(Connection connection, Duration closeTimeout) {
    this.connection = connection;
    this.closeTimeout = closeTimeout;
  }

  // -- for the caller's threads

  @Override
  public void sendText(CharSequence text) throws WebSocketException, InterruptedException {
    send(() -> connection.sendText(text));
  }

  @Override
  public void sendBinary(ByteBuffer data) throws WebSocketException, InterruptedException {
    send(() -> connection.sendBinary(data));
  }

  @Override
  public void send(PreparedMessage message) throws WebSocketException, InterruptedException {
    send(() -> connection.send(message));
  }

  private void send(Supplier<SendResult> attempt) throws WebSocketException, InterruptedException {
    for (; ; ) {
      long seen = timesWritable();
      switch (attempt.get()) {
        case QUEUED -> {
          return;
        }
        case NOT_OPEN -> throw ended();
        case QUEUE_FULL -> awaitRoom(seen);
      }
    }
  }

  private long timesWritable() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return timesWritable;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there was room once more since {@code seen}, or the connection has ended. */
  private void awaitRoom(long seen) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (timesWritable == seen && closeReason == null) {
        roomOrEnd.await();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Message receive() throws WebSocketException, InterruptedException {
    for (; ; ) {
      Optional<Message> message = receive(Duration.ofDays(1));
      if (message.isPresent()) {
        return message.get();
      }
    }
  }

  @Override
  public Optional<Message> receive(Duration atMost)
      throws WebSocketException, InterruptedException {
    long left = Timeouts.nanos(atMost);
    Event.Received received;
    lock.lockInterruptibly();
    try {
      while (messages.isEmpty() && closeReason == null && left > 0) {
        left = messageOrEnd.awaitNanos(left);
      }
      received = messages.poll();
      if (received == null && closeReason == null) {
        return Optional.empty();
      }
    } finally {
      lock.unlock();
    }
    if (received == null) {
      throw ended();
    }
    connection.incoming().taken(received.size());
    return Optional.of(received.message());
  }

  @Override
  public void close() {
    close(CloseCode.NORMAL, "");
  }

  @Override
  public void close(int code, String reason) {
    connection.close(code, reason);
    dropMessages();
    lock.lock();
    try {
      // Both waits of the closing handshake: for the peer's Close, and for the end of the stream.
      long left = 2 * Timeouts.nanos(closeTimeout);
      while (closeReason == null && left > 0) {
        left = end.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    connection.abort();
  }

  @Override
  public WebSocket socket() {
    return connection;
  }

  @Override
  public Optional<CloseReason> closeReason() {
    lock.lock();
    try {
      return Optional.ofNullable(closeReason);
    } finally {
      lock.unlock();
    }
  }

  /** Why nothing can be sent or received any more, to throw at the thread that asks. */
  private WebSocketException ended() {
    lock.lock();
    try {
      CloseReason reason = closeReason == null ? connection.closeReason() : closeReason;
      if (failure instanceof WebSocketException known) {
        return known;
      }
      ConnectionClosedException closed = new ConnectionClosedException(reason);
      if (failure != null) {
        closed.initCause(failure);
      }
      return closed;
    } finally {
      lock.unlock();
    }
  }

  // -- for the loop

  @Override
  public void opened() {}

  @Override
  public void text(String text) {
    put(new Event.Received(new Message.Text(text)));
  }

  @Override
  public void binary(ByteBuffer view) {
    put(new Event.Received(new Message.Binary(Event.copyOf(view))));
  }

  private void put(Event.Received received) {
    lock.lock();
    try {
      if (dropping) {
        return;
      }
      messages.add(received);
      messageOrEnd.signal();
    } finally {
      lock.unlock();
    }
    connection.incoming().waits(received.size());
  }

  @Override
  public void pinged(ByteBuffer view) {}

  @Override
  public void ponged(ByteBuffer view) {}

  @Override
  public void writable() {
    lock.lock();
    try {
      timesWritable++;
      roomOrEnd.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void failed(Throwable error) {
    lock.lock();
    try {
      if (failure == null) {
        failure = error;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void closed(CloseReason reason, boolean wasClean) {
    lock.lock();
    try {
      closeReason = reason;
      messageOrEnd.signalAll();
      roomOrEnd.signalAll();
      end.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void request(long messages) {
    // The demand is the receiving thread itself.
  }

  /** Whoever reads gets the messages and then the end by himself, loop or no loop. */
  @Override
  public boolean endWaits() {
    return false;
  }

  @Override
  public void dropMessages() {
    long freed = 0;
    lock.lock();
    try {
      dropping = true;
      for (Event.Received received : messages) {
        freed += received.size();
      }
      messages.clear();
    } finally {
      lock.unlock();
    }
    connection.incoming().taken(freed);
  }
}
