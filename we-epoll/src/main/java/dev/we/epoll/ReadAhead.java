package dev.we.epoll;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the sockets that are ready have, read with one step into the system before they are served
 * one after the other: for each a room, from which its {@code read} is answered. Only the thread
 * that selects.
 *
 * <p>A room is small, so it is for streams of small pieces; the others are read as they are served.
 * What nobody has taken when all are served is kept with its stream, which is ready until it is
 * taken.
 */
final class ReadAhead {
  /** What one socket is read of at most. */
  static final int ROOM_BYTES = 2048;

  /** From room to room: were it a power of two, all would share the same few lines of the cache. */
  private static final int STRIDE = ROOM_BYTES + 64;

  private final Ring ring;
  private final ByteBuffer rooms;
  private final long address;
  private final int least;

  private final @Nullable BatchedStream[] streams = new @Nullable BatchedStream[Ring.CALLS];
  private int count;

  /**
   * None so far.
   *
   * @param least with fewer sockets a call for each is as quick
   */
  ReadAhead(Ring ring, ByteBuffer rooms, int least) {
    this.ring = ring;
    this.rooms = rooms;
    this.least = least;
    address = MemorySegment.ofBuffer(rooms).address();
  }

  /** Memory for all rooms. */
  static ByteBuffer rooms() {
    return ByteBuffer.allocateDirect(Ring.CALLS * STRIDE);
  }

  /** This one is ready to be read; it may be read with the others. */
  void add(BatchedStream stream) {
    if (count < Ring.CALLS && stream.mayBeReadAhead()) {
      streams[count++] = stream;
    }
  }

  /** Reads all that were added. */
  void read(Scratch scratch) throws IOException {
    if (count < least) {
      forget();
      return;
    }
    for (int i = 0; i < count; i++) {
      ring.receive(streamAt(i).fd(), address + (long) i * STRIDE, ROOM_BYTES);
    }
    ring.submit(scratch);
    for (int i = 0; i < count; i++) {
      int result = ring.result(i);
      // The end of the stream (0), nothing there (EAGAIN), not done: its own read tells.
      if (result > 0) {
        streamAt(i).hasAhead(i * STRIDE, result);
      } else if (result < 0 && result != -Errno.EAGAIN && result != Ring.NOT_DONE) {
        streamAt(i).hasFailedAhead(-result);
      }
    }
  }

  private BatchedStream streamAt(int index) {
    return Objects.requireNonNull(streams[index]);
  }

  /** Copies from a room. */
  void take(int offset, int length, ByteBuffer to) {
    to.put(to.position(), rooms, offset, length);
    to.position(to.position() + length);
  }

  /**
   * All are served: what was left in the rooms goes to its streams, which are told to the owner.
   */
  void end(Consumer<BatchedStream> keeps) {
    for (int i = 0; i < count; i++) {
      if (streamAt(i).keepAhead()) {
        keeps.accept(streamAt(i));
      }
    }
    forget();
  }

  private void forget() {
    Arrays.fill(streams, 0, count, null);
    count = 0;
  }
}
