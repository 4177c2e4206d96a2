package dev.we.epoll;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Small writes of the thread that selects, held until it selects again or is told to {@link
 * EpollSelector#flush flush}, and then carried out with one step into the system. To the writer
 * they are taken, as bytes are that lie in the system's own buffer: what goes wrong with them the
 * next write of the stream tells. Of one stream no more is held than the largest of them has. Only
 * the thread that selects.
 */
final class HeldWrites {
  /** Larger ones go out at once. */
  static final int LARGEST_BYTES = 2048;

  private final Ring ring;
  private final ByteBuffer room;
  private final long address;

  private final @Nullable BatchedStream[] streams = new @Nullable BatchedStream[Ring.CALLS];

  /** Where the bytes of each begin; they end where those of the next do. */
  private final int[] starts = new int[Ring.CALLS + 1];

  private int count;

  HeldWrites(Ring ring, ByteBuffer room) {
    this.ring = ring;
    this.room = room;
    address = MemorySegment.ofBuffer(room).address();
  }

  /** Memory for all that may be held. */
  static ByteBuffer memory() {
    return ByteBuffer.allocateDirect(Ring.CALLS * LARGEST_BYTES);
  }

  /**
   * Whether all that is held has to be carried out before a write of this size can be: there is no
   * room, another stream has written since, or it would be much for one stream.
   */
  boolean mustGoFirst(BatchedStream stream, int size) {
    boolean goesOn = count > 0 && streams[count - 1] == stream;
    return room.remaining() < size
        || (goesOn
            ? room.position() - starts[count - 1] + size > LARGEST_BYTES
            : count == Ring.CALLS || stream.isHeld());
  }

  /** Room for a small write that need not wait, which the caller fills to its last byte at once. */
  ByteBuffer room(BatchedStream stream) {
    if (count == 0 || streams[count - 1] != stream) {
      starts[count] = room.position();
      streams[count++] = stream;
      stream.setHeld();
    }
    return room;
  }

  /**
   * Carries all of them out, and tells each stream how that went.
   *
   * @throws IOException if nobody can tell any more; the streams have failed then
   */
  void carryOut(Scratch scratch) throws IOException {
    int calls = count;
    if (calls == 0) {
      return;
    }
    starts[calls] = room.position();
    count = 0;
    room.clear();
    int told = 0;
    try {
      if (calls == 1) {
        ByteBuffer only = room.duplicate().position(starts[0]).limit(starts[1]);
        int sent = (int) LibC.send(scratch, streamAt(0).fd(), only, only.remaining(), 0);
        int result = sent < 0 ? -scratch.errno() : sent;
        tell(scratch, told++, result);
        return;
      }
      for (int i = 0; i < calls; i++) {
        ring.send(streamAt(i).fd(), address + starts[i], starts[i + 1] - starts[i]);
      }
      ring.submit(scratch);
      while (told < calls) {
        tell(scratch, told, ring.result(told));
        told++;
      }
    } finally {
      for (; told < calls; told++) { // no memory, or worse
        streamAt(told).heldFailed(scratch, Errno.ENOBUFS);
        streams[told] = null;
      }
    }
  }

  private BatchedStream streamAt(int index) {
    return Objects.requireNonNull(streams[index]);
  }

  /** Tells the stream how it went. */
  private void tell(Scratch scratch, int index, int result) {
    BatchedStream stream = streamAt(index);
    if (result >= 0 || result == -Errno.EAGAIN || result == Ring.NOT_DONE) {
      int sent = Math.max(0, result);
      int start = starts[index] + sent;
      int left = starts[index + 1] - start;
      stream.wasHeld(
          scratch, left == 0 ? null : ByteBuffer.allocate(left).put(0, room, start, left));
    } else {
      stream.heldFailed(scratch, -result);
    }
    streams[index] = null;
  }
}
