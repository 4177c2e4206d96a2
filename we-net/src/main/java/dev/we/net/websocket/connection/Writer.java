package dev.we.net.websocket.connection;

import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.protocol.Protocol;
import dev.we.net.websocket.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The writer role of a connection: one thread at a time takes frames from the queue and writes
 * them. Any thread.
 *
 * <pre>
 *            lock                            no lock                         lock
 *   role free? take it, and a batch ──▶ write the batch ──▶ account, next batch ──▶ give the role back
 *   role taken: done                           ▲                     │
 *                                              └─────────────────────┘
 *                                would block: give the role back, writable() takes it again
 * </pre>
 *
 * <p>Who puts something in may take the role in the same step: {@link #begin}.
 */
final class Writer {
  /** At most so many pings and pongs go in front at once: they fit in one chunk. */
  private static final int CONTROLS_IN_FRONT = 128;

  /** Nothing to write: the writer role is given back. */
  static final int NONE = 0;

  /** The role was taken, and nothing else done yet. */
  private static final int BEGIN = -2;

  /** Everything is written, and our side of the stream is to be ended. */
  private static final int END_OUTPUT = -1;

  private static final ByteBuffer[] NO_BATCH = {};

  /** Who is told how the writing goes; never under the lock, but for {@link #drained}. */
  interface Owner {
    /**
     * Some of what waited is gone; tells whether {@link #roomAgain} is to follow. Under the lock.
     */
    boolean drained();

    /** A sender that found the queue full may try again. */
    void roomAgain();

    /** A deadline may have come nearer. */
    void deadlineMoved();

    /** Our side of the stream was ended. */
    void outputEnded();

    /** Nothing can be sent any more. */
    void outputBroke(IOException why);
  }

  private final ReentrantLock lock;
  private final Transport transport;
  private final Owner owner;
  private final IntSupplier keys;

  // All below under the lock.
  private final Protocol protocol;
  private final OutQueue queue;

  /** Pings and pongs of the caller that wait for a frame boundary; null while there are none. */
  private @Nullable Queue<ControlFrame> controls;

  /** What is being written; it belongs to whoever has the writer role. */
  private ByteBuffer[] batch = NO_BATCH;

  /** Whether somebody has the writer role. */
  private boolean writing;

  /** Whether the socket takes nothing now; nobody writes until the loop says that it does again. */
  private boolean blocked;

  /** Whether the deadline for a blocked write runs. */
  private boolean stalled;

  /** Whether our side of the stream was ended, or broke. */
  private boolean ended;

  Writer(
      ReentrantLock lock,
      Transport transport,
      Owner owner,
      Protocol protocol,
      OutQueue queue,
      IntSupplier keys) {
    this.lock = lock;
    this.transport = transport;
    this.owner = owner;
    this.protocol = protocol;
    this.queue = queue;
    this.keys = keys;
  }

  /**
   * Has the frame go out at the next frame boundary, unless {@code most} wait for that already.
   * Under the lock.
   *
   * @return whether it was taken
   */
  boolean offer(ControlFrame frame, int most) {
    if (controls == null) {
      controls = new ArrayDeque<>(1);
    } else if (controls.size() >= most) {
      return false;
    }
    controls.add(frame);
    return true;
  }

  /** The next of them, or null. */
  private @Nullable ControlFrame nextControl() {
    Queue<ControlFrame> waiting = controls;
    if (waiting == null) {
      return null;
    }
    ControlFrame next = waiting.remove();
    if (waiting.isEmpty()) {
      controls = null;
    }
    return next;
  }

  /** Whether our side of the stream was ended, or broke. */
  boolean hasEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

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

  /**
   * Writes what waits, unless somebody else does or the socket takes nothing. Comes behind all that
   * was sent, and on the loop behind all that was received.
   */
  void flush() {
    int work = NONE;
    boolean deadlineMoved;
    lock.lock();
    try {
      deadlineMoved = protocol.deadlineMoved();
      if (!writing && !blocked) {
        work = nextWork();
        writing = work != NONE;
      }
    } finally {
      lock.unlock();
    }
    goOn(work);
    if (deadlineMoved) {
      owner.deadlineMoved();
    }
  }

  /**
   * Whether who puts a large payload in now can be the one to write it, and so may lend it; an
   * array only where the transport takes those. Under the lock.
   */
  boolean mayBorrow(boolean isArray) {
    return !writing && !blocked && !ended && (!isArray || transport.takesArrays());
  }

  /**
   * Takes the role, which is free. When {@link #goOn} returns all that was lent is written, copied
   * or, where the output has ended, let go of. Under the lock.
   */
  int begin() {
    writing = true;
    return BEGIN;
  }

  /** Does the work, and all that comes behind it. */
  void goOn(int begun) {
    int work = begun;
    while (work != NONE) {
      work =
          switch (work) {
            case BEGIN -> firstWork();
            case END_OUTPUT -> endOutput();
            default -> writeBatch(work);
          };
    }
  }

  private int firstWork() {
    try {
      lock.lock();
      try {
        int work = nextWork();
        writing = work != NONE;
        return work;
      } finally {
        lock.unlock();
      }
    } catch (RuntimeException | Error e) {
      return broke(e);
    }
  }

  /** What the one who has the role does next: buffers of the batch, or one of the two words. */
  private int nextWork() {
    if (ended) {
      queue.discard();
      return NONE;
    }
    if (queue.atFrameBoundary()) {
      putControlsInFront();
    }
    if (!queue.isEmpty()) {
      batch = queue.batch();
      return queue.takeBatch(batch);
    }
    return protocol.shouldShutdownOutput() ? END_OUTPUT : NONE;
  }

  private void putControlsInFront() {
    if (controls == null && !protocol.pongOwed()) {
      return;
    }
    putControls(queue.front(), CONTROLS_IN_FRONT);
    queue.endFront();
  }

  /**
   * What may not follow a Close goes to the tail, so that the Close comes behind it. Under the
   * lock.
   */
  void putControlsBehind() {
    putControls(queue, Integer.MAX_VALUE);
  }

  private void putControls(ByteSink to, int most) {
    int left = most;
    for (; left > 0; left--) {
      ControlFrame frame = nextControl();
      if (frame == null) {
        break;
      }
      if (frame.isPing()) {
        protocol.sendPing(frame.payload(), to, keys.getAsInt());
      } else {
        protocol.sendPong(frame.payload(), to, keys.getAsInt());
      }
    }
    for (; left > 0 && protocol.pongOwed(); left--) {
      protocol.takePong(to, keys.getAsInt());
    }
  }

  private int writeBatch(int count) {
    long written;
    boolean whole;
    boolean roomAgain;
    int work;
    try {
      written = transport.write(batch, 0, count);
      lock.lock();
      try {
        whole = queue.written(written, batch, count);
        batch = NO_BATCH;
        watchStall(whole, written > 0);
        roomAgain = owner.drained();
        blocked = !whole;
        if (blocked && !ended) {
          queue.keepLent();
        }
        work = whole || ended ? nextWork() : NONE;
        writing = work != NONE;
      } finally {
        lock.unlock();
      }
    } catch (IOException | RuntimeException | Error e) {
      // Whatever it is, a fault of a TLS provider or no memory outside the heap as well: the writer
      // role is given back, or the connection would take messages and never send them.
      return broke(e);
    }
    if (!whole) {
      transport.awaitWritable();
      owner.deadlineMoved();
    }
    if (roomAgain) {
      owner.roomAgain();
    }
    return work;
  }

  /** Tells the protocol about a peer that does not read; nothing is told while all goes well. */
  private void watchStall(boolean whole, boolean progress) {
    if (whole && !stalled) {
      return;
    }
    long now = transport.nanoTime();
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
      ended = true;
      writing = false;
    } finally {
      lock.unlock();
    }
    owner.outputEnded();
    return NONE;
  }

  private int broke(Throwable why) {
    lock.lock();
    try {
      ended = true;
      batch = NO_BATCH;
      queue.discard();
      writing = false;
    } finally {
      lock.unlock();
    }
    owner.outputBroke(why instanceof IOException e ? e : new IOException(why.toString(), why));
    return NONE;
  }

  /** The stream is gone in both directions; what waits is lost. */
  void streamEnded() {
    lock.lock();
    try {
      protocol.streamEnded();
      ended = true;
      controls = null;
      if (!writing) {
        queue.discard();
      }
    } finally {
      lock.unlock();
    }
  }
}
