package dev.we.net.websocket.connection;

import dev.we.net.websocket.frame.ByteSink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one connection that wait to be sent, encoded, in a chain of {@link Chunk}s. Empty,
 * it holds no buffer.
 *
 * <p>Every method is called under the connection's lock. Between {@link #takeBatch} and {@link
 * #written} the batch's buffers belong to the writer, who uses them without the lock; frames may be
 * added behind them meanwhile.
 *
 * <pre>
 *   head ──▶ [ sent | in the batch ]──▶[ in the batch ]──▶[ in the batch | added since | free ] ◀── tail
 * </pre>
 */
final class OutQueue implements ByteSink {
  /** A header at its longest: 2 bytes, 8 of length, 4 of key. */
  private static final int MAX_HEADER_BYTES = 14;

  /**
   * Shared frames up to this size are rather copied behind what waits: a link costs memory that is
   * not counted, and a place in the write.
   */
  private static final int COPIED_BYTES = 1024;

  private static final ByteBuffer[] NO_BATCH = {};

  private final ChunkPool pool;
  private @Nullable Chunk head;
  private @Nullable Chunk tail;

  /** All bytes in the chunks before the tail that were ever put in. */
  private long bytesBeforeTail;

  /** The bytes already sent of the chunks that are still here. */
  private long bytesSent;

  private long payloadBytes;

  /** Whether what was sent so far ends inside a frame. */
  private boolean insideFrame;

  private boolean batchEndsFrame;

  /** Whether the next payload that is lent is not copied. */
  private boolean borrows;

  private boolean hasBorrowed;

  /** What was lent and is not sent yet. */
  private @Nullable Chunk lent;

  OutQueue(ChunkPool pool) {
    this.pool = pool;
  }

  boolean isEmpty() {
    return head == null;
  }

  /** Encoded bytes that wait, frame headers included. */
  long queuedBytes() {
    return tail == null ? 0 : bytesBeforeTail + tail.fill.position() - bytesSent;
  }

  /** Payload bytes of messages that wait, counted until the last byte of each is sent. */
  long payloadBytes() {
    return payloadBytes;
  }

  /** Puts in what is no frame and goes before all frames: nothing gets in front of it. */
  void putHead(ByteBuffer head) {
    while (head.hasRemaining()) {
      ByteBuffer room = room(1);
      int count = Math.min(room.remaining(), head.remaining());
      room.put(head.slice(head.position(), count));
      head.position(head.position() + count);
      insideFrame = true;
    }
  }

  /**
   * A frame of about this payload comes next: it gets a chunk of its own if that keeps it in one.
   */
  void startFrame(long payload) {
    Chunk last = tail;
    if (last != null) {
      long size = payload + MAX_HEADER_BYTES;
      if (size > last.fill.remaining() && size <= Chunk.CAPACITY) {
        last.endsFrame = true;
        append(pool.take());
      }
    }
  }

  @Override
  public ByteBuffer room(int atLeast) {
    Chunk last = tail;
    if (last == null || last.fill.remaining() < atLeast) {
      last = pool.take();
      append(last);
    }
    return last.fill;
  }

  /**
   * Takes a whole frame that is in many queues: without a copy, unless it is small or has room in a
   * chunk that is there anyway. A chunk given up before it is full would not be counted in full.
   */
  @Override
  public void putShared(ByteBuffer frame) {
    Chunk last = tail;
    int size = frame.remaining();
    if (last == null || size > Math.max(COPIED_BYTES, last.fill.remaining())) {
      if (last != null) {
        last.endsFrame = true;
      }
      append(Chunk.shared(frame));
      return;
    }
    if (size > last.fill.remaining()) {
      last.endsFrame = true;
      append(pool.take());
    }
    ByteSink.super.putShared(frame);
  }

  /**
   * Says whether the next payload need not be copied if it is lent: who puts it in takes the writer
   * role, which is free, in the same step, and before he gives that up again has {@link #keepLent}
   * copy what is left.
   */
  void borrow(boolean may) {
    borrows = may;
    hasBorrowed = false;
  }

  @Override
  public void putLent(ByteBuffer bytes) {
    if (!borrows) {
      putCopy(bytes);
      return;
    }
    borrows = false;
    Chunk chunk = Chunk.shared(bytes.slice());
    append(chunk);
    lent = chunk;
    hasBorrowed = true;
  }

  /** Nothing more is borrowed; tells whether something was since {@link #borrow}. */
  boolean endBorrow() {
    boolean borrowed = hasBorrowed;
    borrow(false);
    return borrowed;
  }

  /**
   * The call that lent is over: what is left of it is copied. For the one who has the writer role,
   * between two writes.
   */
  void keepLent() {
    Chunk from = lent;
    if (from == null) {
      return;
    }
    lent = null;
    Chunk before = null;
    for (Chunk each = head; each != null && each != from; each = each.next) {
      before = each;
    }
    Chunk behind = from.next;
    Chunk end = tail;
    tail = before;
    if (before == null) {
      head = null;
    } else {
      before.next = null;
    }
    putCopy(from.drain.limit(from.fill.position()));
    Chunk last = tail;
    if (last != null) { // as always, for what was sent whole is not here any more
      last.payloadBytes += from.payloadBytes;
      if (behind != null) {
        last.endsFrame = true;
        last.next = behind;
        tail = end;
      }
    }
    recount();
  }

  private void recount() {
    bytesBeforeTail = 0;
    bytesSent = 0;
    for (Chunk each = head; each != null; each = each.next) {
      bytesBeforeTail += each == tail ? 0 : each.fill.position();
      bytesSent += each.drain.position();
    }
  }

  /** The frame that was put in last carried this much of a message. */
  void endFrame(long payload) {
    if (tail != null) {
      tail.payloadBytes += payload;
      payloadBytes += payload;
    }
  }

  private void append(Chunk chunk) {
    if (tail == null) {
      head = chunk;
    } else {
      bytesBeforeTail += tail.fill.position();
      tail.next = chunk;
    }
    tail = chunk;
  }

  /**
   * Whether a frame may be put in front: nothing is in a batch, and the last frame sent is whole.
   */
  boolean atFrameBoundary() {
    return !insideFrame;
  }

  /** Room before all that waits; for a control frame, at a frame boundary, while nobody writes. */
  ByteSink front() {
    if (head == null) {
      return this;
    }
    Chunk front = pool.take();
    front.endsFrame = true;
    front.next = head;
    head = front;
    return atLeast -> {
      if (front.fill.remaining() < atLeast) {
        throw new IllegalStateException("more goes in front than a chunk holds");
      }
      return front.fill;
    };
  }

  /** The control frame put in front is whole; corrects the count for it. */
  void endFront() {
    if (head != null && head != tail) {
      bytesBeforeTail += head.fill.position();
    }
  }

  /** Where a batch may be put: the head lends it, as long as it is there. */
  ByteBuffer[] batch() {
    return head == null ? NO_BATCH : head.batch();
  }

  /**
   * Puts into {@code batch} what may be written now, whole frames where it can, and returns how
   * many buffers that is.
   */
  int takeBatch(ByteBuffer[] batch) {
    int count = 0;
    int wholeFrames = 0;
    Chunk chunk = head;
    while (chunk != null && count < batch.length) {
      chunk.drain.limit(chunk.fill.position());
      batch[count++] = chunk.drain;
      if (chunk == tail || chunk.endsFrame) {
        wholeFrames = count;
      }
      chunk = chunk.next;
    }
    if (wholeFrames > 0) {
      batchEndsFrame = true;
      return wholeFrames;
    }
    batchEndsFrame = false;
    return count;
  }

  /**
   * {@code bytes} of the batch were sent, which is not used any more; tells whether that was all of
   * it.
   */
  boolean written(long bytes, ByteBuffer[] batch, int count) {
    bytesSent += bytes;
    boolean whole = !batch[count - 1].hasRemaining();
    Chunk.clear(batch);
    insideFrame = !whole || !batchEndsFrame;
    while (head != null && head.drain.position() == head.fill.position()) {
      removeHead(head);
    }
    return whole;
  }

  private void removeHead(Chunk sent) {
    bytesSent -= sent.fill.position();
    payloadBytes -= sent.payloadBytes;
    head = sent.next;
    if (head == null) {
      tail = null;
      bytesBeforeTail = 0;
      bytesSent = 0;
    } else {
      bytesBeforeTail -= sent.fill.position();
    }
    if (sent == lent) {
      lent = null;
    }
    pool.giveBack(sent);
  }

  /**
   * Gives every chunk back; what was in them is lost, and stays counted in {@link #payloadBytes}.
   */
  void discard() {
    Chunk chunk = head;
    while (chunk != null) {
      Chunk next = chunk.next;
      pool.giveBack(chunk);
      chunk = next;
    }
    long lost = payloadBytes;
    forget();
    payloadBytes = lost;
  }

  private void forget() {
    head = null;
    tail = null;
    bytesBeforeTail = 0;
    bytesSent = 0;
    payloadBytes = 0;
    borrow(false);
    lent = null;
  }
}
