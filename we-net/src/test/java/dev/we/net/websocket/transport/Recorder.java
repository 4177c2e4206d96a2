package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A handler that writes down what it is told, for a test's thread to await.
 *
 * <p>Input is gathered by itself; the other calls are events. It also checks the grammar of the
 * calls that {@code package-info} gives: a call out of place is an event that no test expects.
 */
class Recorder implements TransportHandler {

  static final long PATIENCE_SECONDS = 20;

  final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final ByteArrayOutputStream input = new ByteArrayOutputStream();
  volatile @Nullable Transport transport;
  volatile @Nullable TransportException failure;
  private boolean failed;
  private boolean ended;
  private boolean closed;
  private boolean pendingBatch;

  @Override
  public void onConnected(Transport connected) {
    check(transport == null && !failed && !closed, "connected");
    transport = connected;
    events.add("connected");
  }

  @Override
  public void onInput(ByteBuffer in) {
    check(transport != null && !failed && !ended && !closed, "input");
    check(in.hasRemaining(), "empty input");
    pendingBatch = true;
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    lock.lock();
    try {
      input.writeBytes(bytes);
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onInputBatchEnd() {
    check(pendingBatch && !failed && !ended && !closed, "batch end");
    pendingBatch = false;
  }

  @Override
  public void onInputEnd(boolean truncated) {
    check(transport != null && !failed && !ended && !closed && !pendingBatch, "input end");
    ended = true;
    events.add(truncated ? "truncated" : "end");
  }

  @Override
  public void onWritable() {
    check(transport != null && !failed && !closed, "writable");
    events.add("writable");
  }

  @Override
  public void onTimer(long now) {
    check(transport != null && !failed && !closed, "timer");
    events.add("timer");
  }

  @Override
  public void onFailed(TransportException why) {
    check(!failed && !closed, "failed");
    failed = true;
    failure = why;
    events.add("failed " + why.stage());
  }

  @Override
  public void onClosed() {
    check(!closed, "closed");
    closed = true;
    events.add("closed");
  }

  private void check(boolean allowed, String call) {
    if (!allowed) {
      events.add("out of place: " + call);
    }
  }

  /** The next event is this one. */
  Recorder expect(String... wanted) throws InterruptedException {
    for (String event : wanted) {
      assertThat(events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("after it %s", events)
          .isEqualTo(event);
    }
    return this;
  }

  /** Nothing happened that was not expected. */
  void exhausted() {
    assertThat(events).isEmpty();
  }

  Transport transport() {
    return Objects.requireNonNull(transport, "not connected");
  }

  TransportException failure() {
    return Objects.requireNonNull(failure, "not failed");
  }

  /** Waits until so many bytes have come, and takes all there are. */
  byte[] input(int atLeast) throws InterruptedException {
    long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    lock.lock();
    try {
      while (input.size() < atLeast) {
        assertThat(left).as("%s of %s bytes, %s", input.size(), atLeast, events).isPositive();
        left = grown.awaitNanos(left);
      }
      byte[] all = input.toByteArray();
      input.reset();
      return all;
    } finally {
      lock.unlock();
    }
  }

  int inputSize() {
    lock.lock();
    try {
      return input.size();
    } finally {
      lock.unlock();
    }
  }

  /** Writes all, waiting for the socket where it must. */
  void send(byte[] bytes) throws InterruptedException {
    ByteBuffer[] source = {ByteBuffer.wrap(bytes)};
    try {
      while (true) {
        transport().write(source, 0, 1);
        if (!source[0].hasRemaining()) {
          return;
        }
        transport().awaitWritable();
        expect("writable");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
