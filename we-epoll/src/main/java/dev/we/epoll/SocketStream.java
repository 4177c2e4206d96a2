package dev.we.epoll;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How bytes come from a connected socket and go to it: buffers outside the heap and in it as they
 * are, without a copy. No call blocks; a socket that has nothing, or takes nothing, gives 0.
 */
final class SocketStream {
  /** From this capacity on a buffer goes with a call of its own. */
  private static final int LARGE_BYTES = 64 * 1024;

  private SocketStream() {}

  /** Reads into a buffer with room; -1 at the end of the stream. */
  static int read(Scratch scratch, int fd, ByteBuffer to) throws IOException {
    int count = (int) LibC.recv(scratch, fd, to);
    if (count > 0) {
      to.position(to.position() + count);
      return count;
    }
    if (count == 0) {
      return -1;
    }
    int errno = scratch.errno();
    if (errno == Errno.EAGAIN) {
      return 0;
    }
    throw Errno.failure(errno);
  }

  static int write(Scratch scratch, int fd, ByteBuffer from) throws IOException {
    return send(scratch, fd, from, false);
  }

  /**
   * Writes buffers in order; neighbours outside the heap with one call, but for large ones: where
   * all of it goes in several calls the system is told so, and fills its segments over them.
   */
  static long write(Scratch scratch, int fd, ByteBuffer[] from, int first, int bound)
      throws IOException {
    int end = bound;
    while (end > first && !from[end - 1].hasRemaining()) {
      end--; // or the last call would not be one, and the system would wait for it
    }
    long total = 0;
    int next = first;
    while (next < end) {
      int last = next;
      while (last < end && last - next < Scratch.VECTORS && isGathered(from[last])) {
        last++;
      }
      long shown;
      long count;
      if (last - next > 1) {
        shown = remaining(from, next, last);
        count = gather(scratch, fd, from, next, last, last < end);
      } else {
        last = next + 1;
        shown = from[next].remaining();
        count = send(scratch, fd, from[next], last < end);
      }
      total += count;
      if (count < shown) {
        return total;
      }
      next = last;
    }
    return total;
  }

  /**
   * A call with a list of addresses cannot keep anybody from giving the memory there back
   * meanwhile, as one with a segment does. For large buffers such a call of their own is little.
   */
  private static boolean isGathered(ByteBuffer buffer) {
    return buffer.isDirect() && buffer.capacity() < LARGE_BYTES;
  }

  static long remaining(ByteBuffer[] buffers, int first, int end) {
    long sum = 0;
    for (int i = first; i < end; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  private static int send(Scratch scratch, int fd, ByteBuffer from, boolean moreFollows)
      throws IOException {
    int most = from.isDirect() ? Integer.MAX_VALUE : LibC.MOST_OF_HEAP;
    int total = 0;
    while (from.hasRemaining()) {
      int size = Math.min(from.remaining(), most);
      int flags = moreFollows || size < from.remaining() ? LibC.MSG_MORE : 0;
      int sent = (int) sent(scratch, LibC.send(scratch, fd, from, size, flags));
      from.position(from.position() + sent);
      total += sent;
      if (sent < size) {
        break;
      }
    }
    return total;
  }

  private static long gather(
      Scratch scratch, int fd, ByteBuffer[] from, int first, int end, boolean moreFollows)
      throws IOException {
    int flags = moreFollows ? LibC.MSG_MORE : 0;
    long sent = sent(scratch, LibC.sendmsg(scratch, fd, from, first, end, flags));
    long left = sent;
    for (int i = first; left > 0; i++) {
      int of = (int) Math.min(left, from[i].remaining());
      from[i].position(from[i].position() + of);
      left -= of;
    }
    return sent;
  }

  private static long sent(Scratch scratch, long count) throws IOException {
    if (count >= 0) {
      return count;
    }
    int errno = scratch.errno();
    if (errno == Errno.EAGAIN) {
      return 0;
    }
    throw Errno.failure(errno);
  }
}
