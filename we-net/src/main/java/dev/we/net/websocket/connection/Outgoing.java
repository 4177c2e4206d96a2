package dev.we.net.websocket.connection;

import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Compress;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.State;
import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.protocol.Expiry;
import dev.we.net.websocket.protocol.Owed;
import dev.we.net.websocket.protocol.Protocol;
import dev.we.net.websocket.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a connection's callers send: taken or refused, encoded under the lock into the queue, and
 * left to the {@link Writer}, whose role a sender takes at once for what it lends. Any thread.
 */
final class Outgoing {
  private static final ControlFrame KEEP_ALIVE = ControlFrame.of(true, ByteBuffer.allocate(0));

  private final Connection connection;
  private final IntSupplier keys;
  private final Writer writer;
  private final ReentrantLock lock = new ReentrantLock();

  // All below under the lock.
  private final Protocol protocol;
  private final OutQueue queue;

  /** Whether a sender was told QUEUE_FULL, and not yet that there is room again. */
  private boolean refused;

  /** The message that is being sent in fragments. */
  private @Nullable FragmentWriter<?> fragmented;

  /** The messages that wait for its end; null while there are none. */
  private @Nullable DeferredMessages deferred;

  Outgoing(Connection connection, Transport transport, Protocol protocol, LoopShare share) {
    this.connection = connection;
    this.protocol = protocol;
    this.keys = share.keys();
    this.queue = new OutQueue(share.chunks());
    this.writer = new Writer(lock, transport, connection, protocol, queue, keys);
  }

  Writer writer() {
    return writer;
  }

  /** Whether a sender that was refused may try again; it is told only once. Under the lock. */
  boolean drained() {
    boolean room =
        waitingBytes() <= connection.limits().maxQueuedOutputBytes() / 2
            || (fragmented != null && queue.isEmpty());
    boolean roomAgain = refused && room;
    refused &= !roomAgain;
    return roomAgain;
  }

  /** What is left to send of our side of the opening handshake; no frame gets in front of it. */
  void put(ByteBuffer head) {
    lock.lock();
    try {
      queue.putHead(head);
    } finally {
      lock.unlock();
    }
  }

  // -- messages

  SendResult sendText(CharSequence text, Compress wish) {
    int work = Writer.NONE;
    lock.lock();
    try {
      SendResult result = admit(text.length());
      if (result != SendResult.QUEUED) {
        return result;
      }
      if (fragmented == null) {
        mayLend(text.length(), true);
        encode(text, wish);
        work = beginIfLent();
      } else {
        String kept = text.toString();
        defer(() -> encode(kept, wish), kept.getBytes(StandardCharsets.UTF_8).length);
      }
    } finally {
      lock.unlock();
    }
    writer.goOn(work);
    connection.flushUnlessCorked();
    return SendResult.QUEUED;
  }

  SendResult sendBinary(ByteBuffer data, Compress wish) {
    int work = Writer.NONE;
    lock.lock();
    try {
      SendResult result = admit(data.remaining());
      if (result != SendResult.QUEUED) {
        return result;
      }
      if (fragmented == null) {
        mayLend(data.remaining(), !data.isDirect());
        encode(data, wish);
        work = beginIfLent();
      } else {
        ByteBuffer kept = Event.copyOf(data);
        defer(() -> encode(kept, wish), kept.remaining());
      }
    } finally {
      lock.unlock();
    }
    writer.goOn(work);
    connection.flushUnlessCorked();
    return SendResult.QUEUED;
  }

  SendResult send(PreparedMessage message) {
    int bytes = Protocol.preparedBytes(message); // encodes it, if nobody has, before the lock
    lock.lock();
    try {
      SendResult result = admit(bytes);
      if (result != SendResult.QUEUED) {
        return result;
      }
      if (fragmented == null) {
        encode(message);
      } else {
        defer(() -> encode(message), bytes);
      }
    } finally {
      lock.unlock();
    }
    connection.flushUnlessCorked();
    return SendResult.QUEUED;
  }

  /** A payload comes next: a large one that can be written at once need not be copied. */
  private void mayLend(long bytes, boolean isArray) {
    queue.borrow(bytes >= ByteSink.LEAST_LENT && writer.mayBorrow(isArray));
  }

  /** If it was not copied, the caller has the writer role from here on. */
  private int beginIfLent() {
    return queue.endBorrow() ? writer.begin() : Writer.NONE;
  }

  private void encode(PreparedMessage message) {
    try {
      queue.endFrame(protocol.sendPrepared(message, queue, keys));
    } catch (Throwable e) {
      failIfBrokenOff();
      throw e;
    }
  }

  private void encode(CharSequence text, Compress wish) {
    queue.startFrame(text.length());
    try {
      queue.endFrame(protocol.sendText(text, wish, queue, keys));
    } catch (Throwable e) {
      failIfBrokenOff();
      throw e;
    }
  }

  private void encode(ByteBuffer data, Compress wish) {
    queue.startFrame(data.remaining());
    try {
      queue.endFrame(protocol.sendBinary(data, wish, queue, keys));
    } catch (Throwable e) {
      failIfBrokenOff();
      throw e;
    }
  }

  /** A message that broke off can neither be taken back nor go on: nothing follows but the end. */
  private void failIfBrokenOff() {
    if (protocol.hasBrokenOff()) {
      fail("a message broke off");
    }
  }

  private void fail(String why) {
    CloseReason reason = new CloseReason(CloseCode.INTERNAL_ERROR, why);
    protocol.settle(new Owed.Failure(reason), queue, keys.getAsInt(), connection.nanoTime());
    connection.flushSoon();
  }

  private long waitingBytes() {
    return queue.queuedBytes() + deferredBytes();
  }

  /**
   * Whether so much more is taken; where nothing waits it goes out next and so whatever its size.
   */
  private SendResult admit(long bytes) {
    long waiting = waitingBytes();
    return admit(bytes, waiting, waiting == 0);
  }

  private SendResult admit(long bytes, long waiting, boolean isFirst) {
    if (protocol.state() != State.OPEN) {
      return SendResult.NOT_OPEN;
    }
    if (!isFirst && waiting + bytes > connection.limits().maxQueuedOutputBytes()) {
      refused = true;
      return SendResult.QUEUE_FULL;
    }
    return SendResult.QUEUED;
  }

  private void defer(Runnable encoding, long bytes) {
    if (deferred == null) {
      deferred = new DeferredMessages();
    }
    deferred.add(encoding, bytes);
  }

  private long deferredBytes() {
    return deferred == null ? 0 : deferred.bytes();
  }

  // -- messages in fragments

  MessageWriter<CharSequence> startText(Compress wish) {
    return start(
        new FragmentWriter<>(
            this, (part, last) -> protocol.sendTextPart(part, last, wish, queue, keys)));
  }

  MessageWriter<ByteBuffer> startBinary(Compress wish) {
    return start(
        new FragmentWriter<>(
            this, (part, last) -> protocol.sendBinaryPart(part, last, wish, queue, keys)));
  }

  private <P> MessageWriter<P> start(FragmentWriter<P> writer) {
    lock.lock();
    try {
      if (protocol.state() != State.OPEN) {
        return writer; // whose every write says so
      }
      if (fragmented != null) {
        throw new IllegalStateException("another message that was started is not finished yet");
      }
      fragmented = writer;
      return writer;
    } finally {
      lock.unlock();
    }
  }

  <P> SendResult sendPart(FragmentWriter<P> writer, P part, boolean last) {
    int work = Writer.NONE;
    lock.lock();
    try {
      if (writer.finished) {
        throw new IllegalStateException("the message is finished already");
      }
      long bytes = part instanceof ByteBuffer data ? data.remaining() : part.toString().length();
      // What is deferred waits for this message: if it kept the message out, neither would ever go.
      SendResult result = admit(bytes, waitingBytes(), queue.isEmpty());
      if (result != SendResult.QUEUED) {
        return result;
      }
      mayLend(bytes, !(part instanceof ByteBuffer data && data.isDirect()));
      queue.startFrame(bytes);
      try {
        queue.endFrame(writer.encoder.encode(part, last));
      } catch (Throwable e) {
        failIfBrokenOff();
        throw e;
      }
      work = beginIfLent();
      if (last) {
        writer.finished = true;
        fragmented = null;
        encodeDeferred();
      }
    } finally {
      lock.unlock();
      this.writer.goOn(work); // what was lent is the caller's again, though what waited may fail
    }
    connection.flushUnlessCorked();
    return SendResult.QUEUED;
  }

  boolean isUnfinished(FragmentWriter<?> writer) {
    lock.lock();
    try {
      return fragmented == writer;
    } finally {
      lock.unlock();
    }
  }

  private void encodeDeferred() {
    DeferredMessages waiting = deferred;
    try {
      while (waiting != null && waiting.encodeNext()) {}
      deferred = null;
    } catch (Throwable e) {
      fail("a message broke off"); // it was taken, and those behind it were: they are lost
      throw e;
    }
  }

  // -- control frames and the end

  SendResult sendControl(ControlFrame frame) {
    SendResult result;
    lock.lock();
    try {
      result = admit(frame);
      refused |= result == SendResult.QUEUE_FULL;
    } finally {
      lock.unlock();
    }
    if (result == SendResult.QUEUED) {
      connection.flushUnlessCorked();
    }
    return result;
  }

  /** A ping that no caller asked for; where many wait already, one more would tell nothing new. */
  void keepAlive() {
    lock.lock();
    try {
      admit(KEEP_ALIVE);
    } finally {
      lock.unlock();
    }
    connection.flushUnlessCorked();
  }

  private SendResult admit(ControlFrame frame) {
    if (protocol.state() != State.OPEN) {
      return SendResult.NOT_OPEN;
    }
    return writer.offer(frame, connection.limits().maxQueuedControlFrames())
        ? SendResult.QUEUED
        : SendResult.QUEUE_FULL;
  }

  void close(int code, String reason) {
    lock.lock();
    try {
      writer.putControlsBehind();
      if (!protocol.close(
          new CloseReason(code, reason), queue, keys.getAsInt(), connection.nanoTime())) {
        return;
      }
    } finally {
      lock.unlock();
    }
    connection.flushUnlessCorked();
    connection.deadlineMoved();
  }

  /** Does what the receiving half, or the owner in its place, found to be owed. */
  void settle(Owed owed) {
    lock.lock();
    try {
      if (!(owed instanceof Owed.Pong)) {
        // RFC 6455, 5.5.2: a ping that came before the peer's Close still wants its pong.
        writer.putControlsBehind();
      }
      protocol.settle(owed, queue, keys.getAsInt(), connection.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** The stream is gone in both directions; what waits is lost. */
  void streamEnded() {
    writer.streamEnded();
    lock.lock();
    try {
      if (deferred != null) {
        deferred.drop();
      }
    } finally {
      lock.unlock();
    }
  }

  // -- what the connection asks

  <T> T ask(Function<Protocol, T> question) {
    lock.lock();
    try {
      return question.apply(protocol);
    } finally {
      lock.unlock();
    }
  }

  void tell(Consumer<Protocol> news) {
    lock.lock();
    try {
      news.accept(protocol);
    } finally {
      lock.unlock();
    }
  }

  long nextDeadline() {
    lock.lock();
    try {
      return protocol.nextDeadline();
    } finally {
      lock.unlock();
    }
  }

  Expiry onDeadline(long now) {
    return ask(p -> p.onDeadline(now));
  }

  long bufferedAmount() {
    lock.lock();
    try {
      return queue.payloadBytes() + deferredBytes();
    } finally {
      lock.unlock();
    }
  }
}
