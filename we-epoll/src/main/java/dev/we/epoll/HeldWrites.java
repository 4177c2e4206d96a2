package dev.we.epoll;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Small writes of the thread that selects, held until it selects again or is told to {@link
 * EpollSelector#flush flush}, and then carried out with one step into the system. To the writer
 * they are taken, as bytes are that lie in the system's own buffer: what goes wrong with them the
 * next call of the stream tells. Only the thread that selects.
 */
final class HeldWrites {
  /** Larger ones go out at once. */
  static final int LARGEST_BYTES = 2048;

  private final Ring ring;
  private final ByteBuffer room = ByteBuffer.allocateDirect(Ring.CALLS * LARGEST_BYTES);
  private final long address = MemorySegment.ofBuffer(room).address();

  private final @Nullable BatchedStream[] streams = new @Nullable BatchedStream[Ring.CALLS];

  /** Where the bytes of each begin; they end where those of the next do. */
  private final int[] starts = new int[Ring.CALLS + 1];

  private int count;

  HeldWrites(Ring ring) {
    this.ring = ring;
  }

  /** Room for a small write, which the caller fills to its last byte at once. */
  ByteBuffer room(Scratch scratch, BatchedStream stream, int size) throws IOException {
    boolean goesOn = count > 0 && streams[count - 1] == stream;
    if (room.remaining() < size || (!goesOn && (count == Ring.CALLS || stream.isHeld()))) {
      carryOut(scratch);
      goesOn = false;
    }
    if (!goesOn) {
      starts[count] = room.position();
      streams[count++] = stream;
      stream.setHeld();
    }
    return room;
  }

  /** Carries all of them out. */
  void carryOut(Scratch scratch) throws IOException {
    if (count == 0) {
      return;
    }
    int calls = count;
    starts[calls] = room.position();
    count = 0;
    room.clear();
    if (calls == 1) {
      ByteBuffer only = room.duplicate().position(starts[0]).limit(starts[1]);
      int sent = (int) LibC.send(scratch, streamAt(0).fd(), only);
      tell(scratch, 0, sent < 0 ? -scratch.errno() : sent);
      return;
    }
    for (int i = 0; i < calls; i++) {
      ring.send(streamAt(i).fd(), address + starts[i], starts[i + 1] - starts[i]);
    }
    ring.submit(scratch);
    for (int i = 0; i < calls; i++) {
      tell(scratch, i, ring.result(i));
    }
  }

  private BatchedStream streamAt(int index) {
    BatchedStream stream = streams[index];
    if (stream == null) {
      throw new IllegalStateException("no stream at " + index);
    }
    return stream;
  }

  /** Tells the stream how it went. */
  private void tell(Scratch scratch, int index, int result) {
    BatchedStream stream = streamAt(index);
    streams[index] = null;
    if (result >= 0 || result == -Errno.EAGAIN || result == Ring.NOT_DONE) {
      int sent = Math.max(0, result);
      int start = starts[index] + sent;
      int left = starts[index + 1] - start;
      stream.wasHeld(
          scratch, left == 0 ? null : ByteBuffer.allocate(left).put(0, room, start, left));
    } else {
      stream.heldFailed(-result);
    }
  }
}
