package dev.we.epoll;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a registered stream has before it of what its socket has to give, and behind it of what its
 * socket is to get: bytes that were {@linkplain ReadAhead read ahead}, and writes that are
 * {@linkplain HeldWrites held}.
 *
 * <pre>
 *   socket ──▶ room of the selection ──▶ read           write ──▶ held ──▶ socket
 *                  └──▶ kept ──────────────┘                        └──▶ unsent ──┘  what the socket did not take
 * </pre>
 *
 * <p>The thread that selects reads and holds. Another thread may write, once the one before it has
 * said that it is done: while something of this stream is on its way it writes nothing, as if the
 * socket were full.
 */
final class BatchedStream {
  private static final VarHandle SHUTDOWN_OWED;

  static {
    try {
      SHUTDOWN_OWED =
          MethodHandles.lookup().findVarHandle(BatchedStream.class, "shutdownOwed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final EpollKey key;

  /** Null where the selector has none: then this is what an earlier one has left. */
  private final @Nullable Batches batches;

  /**
   * Whether the selector has let go of the key: nothing is held or read ahead any more, and who
   * reads or writes sees to what is left. Set by the thread that selects.
   */
  private volatile boolean detached;

  // The selecting thread's.
  private int aheadOffset;
  private int aheadLength;
  private int readError;
  private boolean bulky;
  private @Nullable ByteBuffer kept;

  /** Whether a write is held; cleared behind what became of it. */
  private volatile boolean held;

  /** Bytes that were taken, and that the socket did not take yet. */
  private volatile @Nullable ByteBuffer unsent;

  /** What went wrong with a held write. */
  private volatile int writeError;

  /** Whether the output is to end behind what is on its way. */
  private volatile boolean shutdownOwed;

  /**
   * A stream at a selector.
   *
   * @param before what an earlier selector has left of it; it is detached
   */
  BatchedStream(EpollKey key, @Nullable Batches batches, @Nullable BatchedStream before) {
    this.key = key;
    this.batches = batches;
    if (before != null) {
      readError = before.readError;
      kept = before.kept;
      unsent = before.unsent;
      writeError = before.writeError;
      shutdownOwed = before.shutdownOwed;
    }
  }

  /** Whether a selector would have to know of it, batches or not. */
  boolean hasLeftovers() {
    return kept != null || readError != 0 || unsent != null || writeError != 0;
  }

  /** Whether a selector has it still. */
  boolean isAttached() {
    return !detached;
  }

  /** The selector lets go of the key; nothing is held any more. The thread that selects. */
  void detach() {
    keepAhead();
    detached = true;
  }

  private Batches batches() {
    Batches mine = batches;
    if (mine == null) {
      throw new IllegalStateException("nothing is batched here");
    }
    return mine;
  }

  EpollKey key() {
    return key;
  }

  int fd() {
    return key.descriptor().fd();
  }

  // Input.

  /** Whether the next read is likely to be small, and nothing is before it. */
  boolean mayBeReadAhead() {
    return batches != null && !bulky && kept == null && readError == 0;
  }

  /** So much lies in a room of this selection. */
  void hasAhead(int offset, int length) {
    aheadOffset = offset;
    aheadLength = length;
    bulky = length == ReadAhead.ROOM_BYTES;
  }

  /** The socket has told an error, which it tells once. */
  void hasFailedAhead(int errno) {
    readError = errno;
  }

  /** The rooms are needed again: what is left goes with the stream; tells whether that is any. */
  boolean keepAhead() {
    int length = aheadLength;
    if (length == 0) {
      return false;
    }
    aheadLength = 0;
    try {
      ByteBuffer copy = ByteBuffer.allocate(length);
      batches().ahead().take(aheadOffset, length, copy);
      kept = copy.flip();
      return true;
    } catch (OutOfMemoryError e) {
      readError = Errno.ENOMEM; // the bytes are gone: the stream must not go on behind the gap
      return false;
    }
  }

  boolean hasKept() {
    return kept != null;
  }

  int read(Scratch scratch, ByteBuffer to) throws IOException {
    if (scratch.isBorrowed() && !detached) {
      throw new IllegalStateException("a registered channel is read by the thread that selects");
    }
    if (aheadLength > 0) {
      int length = Math.min(aheadLength, to.remaining());
      batches().ahead().take(aheadOffset, length, to);
      aheadOffset += length;
      aheadLength -= length;
      return length;
    }
    ByteBuffer before = kept;
    if (before != null) {
      int length = Math.min(before.remaining(), to.remaining());
      to.put(to.position(), before, before.position(), length);
      to.position(to.position() + length);
      before.position(before.position() + length);
      kept = before.hasRemaining() ? before : null;
      return length;
    }
    if (readError != 0) {
      int errno = readError;
      readError = 0;
      throw Errno.failure(errno);
    }
    int count = SocketStream.read(scratch, fd(), to);
    bulky = count > ReadAhead.ROOM_BYTES;
    return count;
  }

  // Output.

  int write(Scratch scratch, ByteBuffer from) throws IOException {
    int size = from.remaining();
    return switch (way(scratch, size)) {
      case WAITS -> 0;
      case IS_HELD -> {
        batches().held().room(this).put(from);
        yield size;
      }
      case GOES -> SocketStream.write(scratch, fd(), from);
    };
  }

  long write(Scratch scratch, ByteBuffer[] from, int first, int end) throws IOException {
    long size = SocketStream.remaining(from, first, end);
    return switch (way(scratch, size)) {
      case WAITS -> 0;
      case IS_HELD -> {
        ByteBuffer room = batches().held().room(this);
        for (int i = first; i < end; i++) {
          room.put(from[i]);
        }
        yield size;
      }
      case GOES -> SocketStream.write(scratch, fd(), from, first, end);
    };
  }

  /** What becomes of a write. */
  private enum Way {
    WAITS,
    IS_HELD,
    GOES
  }

  private Way way(Scratch scratch, long size) throws IOException {
    if (scratch.isBorrowed() && !detached) { // another thread than the one that holds
      boolean waits = held || unsent != null;
      tellWriteError(); // behind the look: what failed was held until then
      return waits ? Way.WAITS : Way.GOES;
    }
    boolean small = !detached && batches != null && size <= HeldWrites.LARGEST_BYTES;
    if (held && (!small || batches().held().mustGoFirst(this, (int) size))) {
      carryOut();
    }
    boolean isTaken = sendUnsent(scratch);
    tellWriteError();
    if (!isTaken) {
      return Way.WAITS;
    }
    if (!small) {
      return Way.GOES;
    }
    if (batches().held().mustGoFirst(this, (int) size)) { // there is no room beside the others'
      carryOut();
    }
    return Way.IS_HELD;
  }

  private void tellWriteError() throws IOException {
    if (writeError != 0) {
      throw Errno.failure(writeError);
    }
  }

  boolean isHeld() {
    return held;
  }

  void setHeld() {
    held = true;
  }

  /** The held write was carried out, but for this. */
  void wasHeld(Scratch scratch, @Nullable ByteBuffer left) {
    if (left != null) {
      assert unsent == null : "held behind what was not sent";
      unsent = left;
      key.hasChanged();
    }
    held = false;
    endOutputIfOwed(scratch);
  }

  /** The held write failed, and what it had is lost. */
  void heldFailed(Scratch scratch, int errno) {
    writeError = errno;
    held = false;
    endOutputIfOwed(scratch);
  }

  /** Whether the socket has yet to take bytes before it is writable to anybody. */
  boolean hasUnsent() {
    return unsent != null;
  }

  /** How many those are. */
  int unsentBytes() {
    ByteBuffer left = unsent;
    return left == null ? 0 : left.remaining();
  }

  /** Tries again with what the socket did not take; tells whether it is gone now. */
  boolean sendUnsent(Scratch scratch) {
    ByteBuffer left = unsent;
    if (left == null) {
      return true;
    }
    try {
      SocketStream.write(scratch, fd(), left);
    } catch (IOException e) {
      writeError = scratch.errno(); // told by the next write, as the one that had them is over
      left.position(left.limit());
    }
    if (left.hasRemaining()) {
      return false;
    }
    unsent = null;
    key.hasChanged();
    endOutputIfOwed(scratch);
    return true;
  }

  /**
   * Whether the output cannot end yet, as bytes are on their way; then it ends behind them. The
   * look at these comes behind the note, and who carries them out looks at the note behind them.
   */
  boolean endsOutputLater(Scratch scratch) throws IOException {
    if (held && !scratch.isBorrowed()) {
      carryOut();
    }
    if (detached) {
      sendUnsent(scratch); // nobody else will, and what the socket does not take now is lost
      return false;
    }
    if (!held && unsent == null) {
      return false;
    }
    shutdownOwed = true;
    return held || unsent != null || !SHUTDOWN_OWED.compareAndSet(this, true, false);
  }

  private void endOutputIfOwed(Scratch scratch) {
    if (shutdownOwed && unsent == null && SHUTDOWN_OWED.compareAndSet(this, true, false)) {
      LibC.shutdown(scratch, fd(), LibC.SHUT_WR); // that there is nobody to tell the reading says
    }
  }

  /** Held writes go now. The selecting thread. */
  private void carryOut() throws IOException {
    batches().held().carryOut(key.selector().scratch());
  }

  /**
   * The channel closes: what was taken is offered to the socket once more, and what that does not
   * take is lost. The thread that selects, or whoever has it once it is detached.
   */
  void close(Scratch scratch) throws IOException {
    if (held) {
      carryOut();
    }
    sendUnsent(scratch);
  }
}
