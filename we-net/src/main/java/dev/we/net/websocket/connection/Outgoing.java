package dev.we.net.websocket.connection;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.State;
import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.protocol.Expiry;
import dev.we.net.websocket.protocol.Owed;
import dev.we.net.websocket.protocol.Protocol;
import dev.we.net.websocket.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a connection: the lock, the queue and the writer role. Any thread.
 *
 * <pre>
 *              lock                          no lock                       lock
 *   encode ──▶ queue ──▶ role free? take it ──▶ write the batch ──▶ account, next batch ──▶ give the role back
 *                        role taken: done          ▲                       │
 *                                                  └───────────────────────┘
 *                                    would block: give the role back, onWritable takes it again
 * </pre>
 */
final class Outgoing {
  /** At most so many buffers go into one write: 256 KiB. */
  private static final int BATCH = 8;

  /** Nothing to write: the writer role is given back. */
  private static final int NONE = 0;

  /** Everything is written, and our side of the stream is to be ended. */
  private static final int END_OUTPUT = -1;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Connection connection;
  private final Transport transport;
  private final Limits limits;
  private final MaskingKeys keys;
  private final ReentrantLock lock = new ReentrantLock();

  // All below under the lock. The batch belongs to whoever has the writer role.
  private final Protocol protocol;
  private final OutQueue queue;
  private final ByteBuffer[] batch = new ByteBuffer[BATCH];

  /** Whether somebody has the writer role. */
  private boolean writing;

  /** Whether the socket takes nothing now; nobody writes until the loop says that it does again. */
  private boolean blocked;

  /** Whether the deadline for a blocked write runs. */
  private boolean stalled;

  /** Whether a sender was told QUEUE_FULL, and not yet that there is room again. */
  private boolean refused;

  /** Whether our side of the stream was ended, or broke. */
  private boolean outputEnded;

  private final Queue<ControlFrame> controls = new ArrayDeque<>(0);

  /** The message that is being sent in fragments, and the messages that wait for its end. */
  private @Nullable FragmentWriter<?> fragmented;

  private final Queue<Message> deferred = new ArrayDeque<>(0);
  private long deferredBytes;

  Outgoing(
      Connection connection,
      Transport transport,
      Protocol protocol,
      Limits limits,
      LoopShare share) {
    this.connection = connection;
    this.transport = transport;
    this.protocol = protocol;
    this.limits = limits;
    this.keys = share.keys();
    this.queue = new OutQueue(share.chunks());
    Arrays.fill(batch, NOTHING);
  }

  // -- messages

  SendResult sendText(CharSequence text) {
    lock.lock();
    try {
      SendResult result = admit(text.length());
      if (result != SendResult.QUEUED) {
        return result;
      }
      if (fragmented == null) {
        encode(text);
      } else {
        defer(new Message.Text(text.toString()), text.length());
      }
    } finally {
      lock.unlock();
    }
    connection.flushUnlessCorked();
    return SendResult.QUEUED;
  }

  SendResult sendBinary(ByteBuffer data) {
    lock.lock();
    try {
      SendResult result = admit(data.remaining());
      if (result != SendResult.QUEUED) {
        return result;
      }
      if (fragmented == null) {
        encode(data);
      } else {
        defer(new Message.Binary(Event.copyOf(data)), data.remaining());
      }
    } finally {
      lock.unlock();
    }
    connection.flushUnlessCorked();
    return SendResult.QUEUED;
  }

  private void encode(CharSequence text) {
    queue.startFrame(text.length());
    queue.endFrame(protocol.sendText(text, queue, keys.next()));
  }

  private void encode(ByteBuffer data) {
    queue.startFrame(data.remaining());
    queue.endFrame(protocol.sendBinary(data, queue, keys.next()));
  }

  private SendResult admit(long bytes) {
    if (protocol.state() != State.OPEN) {
      return SendResult.NOT_OPEN;
    }
    long waiting = queue.queuedBytes() + deferredBytes;
    if (waiting > 0 && waiting + bytes > limits.maxQueuedOutputBytes()) {
      refused = true;
      return SendResult.QUEUE_FULL;
    }
    return SendResult.QUEUED;
  }

  private void defer(Message message, long bytes) {
    deferred.add(message);
    deferredBytes += bytes;
  }

  // -- messages in fragments

  MessageWriter<CharSequence> startText() {
    return start(
        new FragmentWriter<>(
            this, (part, last) -> protocol.sendTextPart(part, last, queue, keys.next())));
  }

  MessageWriter<ByteBuffer> startBinary() {
    return start(
        new FragmentWriter<>(
            this, (part, last) -> protocol.sendBinaryPart(part, last, queue, keys.next())));
  }

  private <P> MessageWriter<P> start(FragmentWriter<P> writer) {
    lock.lock();
    try {
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
    lock.lock();
    try {
      if (writer.finished) {
        throw new IllegalStateException("the message is finished already");
      }
      long bytes = part instanceof ByteBuffer data ? data.remaining() : part.toString().length();
      SendResult result = admit(bytes);
      if (result != SendResult.QUEUED) {
        return result;
      }
      queue.startFrame(bytes);
      queue.endFrame(writer.encoder.encode(part, last));
      if (last) {
        writer.finished = true;
        fragmented = null;
        encodeDeferred();
      }
    } finally {
      lock.unlock();
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
    for (Message message : deferred) {
      switch (message) {
        case Message.Text(String text) -> encode(text);
        case Message.Binary(ByteBuffer data) -> encode(data);
      }
    }
    deferred.clear();
    deferredBytes = 0;
  }

  // -- control frames and the end

  SendResult sendControl(ControlFrame frame) {
    lock.lock();
    try {
      if (protocol.state() != State.OPEN) {
        return SendResult.NOT_OPEN;
      }
      if (controls.size() >= limits.maxQueuedControlFrames()) {
        refused = true;
        return SendResult.QUEUE_FULL;
      }
      controls.add(frame);
    } finally {
      lock.unlock();
    }
    connection.flushUnlessCorked();
    return SendResult.QUEUED;
  }

  void close(int code, String reason) {
    lock.lock();
    try {
      if (!protocol.close(new CloseReason(code, reason), queue, keys.next(), System.nanoTime())) {
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
      protocol.settle(owed, queue, keys.next(), System.nanoTime());
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

  long nextDeadline() {
    lock.lock();
    try {
      return protocol.nextDeadline();
    } finally {
      lock.unlock();
    }
  }

  /** Whether our side of the stream was ended, or broke. */
  boolean hasEnded() {
    lock.lock();
    try {
      return outputEnded;
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
      return queue.payloadBytes() + deferredBytes;
    } finally {
      lock.unlock();
    }
  }

  // -- writing

  /** The socket takes bytes again. */
  void writable() {
    lock.lock();
    try {
      blocked = false;
    } finally {
      lock.unlock();
    }
    flush();
  }

  /** Writes what waits, unless somebody else does or the socket takes nothing. */
  void flush() {
    int work;
    lock.lock();
    try {
      if (writing || blocked) {
        return;
      }
      work = nextWork();
      writing = work != NONE;
    } finally {
      lock.unlock();
    }
    while (work != NONE) {
      work = work == END_OUTPUT ? endOutput() : writeBatch(work);
    }
  }

  /**
   * What the one who has the writer role does next: buffers of the batch, or one of the two words.
   */
  private int nextWork() {
    if (outputEnded) {
      queue.discard();
      return NONE;
    }
    if (queue.atFrameBoundary()) {
      putControlsInFront();
    }
    if (!queue.isEmpty()) {
      return queue.takeBatch(batch);
    }
    return protocol.shouldShutdownOutput() ? END_OUTPUT : NONE;
  }

  private void putControlsInFront() {
    if (controls.isEmpty() && !protocol.pongOwed()) {
      return;
    }
    ByteSink front = queue.front();
    for (ControlFrame frame : controls) {
      if (frame.isPing()) {
        protocol.sendPing(frame.payload(), front, keys.next());
      } else {
        protocol.sendPong(frame.payload(), front, keys.next());
      }
    }
    controls.clear();
    protocol.takePong(front, keys.next());
    queue.endFront();
  }

  private int writeBatch(int count) {
    long written;
    try {
      written = transport.write(batch, 0, count);
    } catch (IOException e) {
      return outputBroke(e);
    }
    boolean whole;
    boolean roomAgain;
    int work;
    lock.lock();
    try {
      whole = queue.written(written, batch, count);
      Arrays.fill(batch, 0, count, NOTHING);
      watchStall(whole, written > 0);
      roomAgain =
          refused && queue.queuedBytes() + deferredBytes <= limits.maxQueuedOutputBytes() / 2;
      refused &= !roomAgain;
      blocked = !whole;
      work = whole ? nextWork() : NONE;
      writing = work != NONE;
    } finally {
      lock.unlock();
    }
    if (!whole) {
      transport.awaitWritable();
      connection.deadlineMoved();
    }
    if (roomAgain) {
      connection.roomAgain();
    }
    return work;
  }

  /** Tells the protocol about a peer that does not read; nothing is told while all goes well. */
  private void watchStall(boolean whole, boolean progress) {
    if (whole && !stalled) {
      return;
    }
    long now = System.nanoTime();
    if (stalled && progress) {
      protocol.writeProgress(now);
    }
    stalled = !whole;
    if (stalled) {
      protocol.writeBlocked(now);
    }
  }

  private int endOutput() {
    transport.shutdownOutput();
    lock.lock();
    try {
      outputEnded = true;
      writing = false;
    } finally {
      lock.unlock();
    }
    connection.outputEnded();
    return NONE;
  }

  private int outputBroke(IOException why) {
    lock.lock();
    try {
      outputEnded = true;
      queue.discard();
      Arrays.fill(batch, NOTHING);
      writing = false;
    } finally {
      lock.unlock();
    }
    connection.outputBroke(why);
    return NONE;
  }

  /** The stream is gone in both directions; what waits is lost. */
  void streamEnded() {
    lock.lock();
    try {
      protocol.streamEnded();
      outputEnded = true;
      if (!writing) {
        queue.discard();
      }
      controls.clear();
      deferred.clear();
    } finally {
      lock.unlock();
    }
  }
}
