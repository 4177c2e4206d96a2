package dev.we.epoll;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How bytes come from a connected socket and go to it: buffers outside the heap and in it as they
 * are, without a copy. No call blocks; a socket that has nothing, or takes nothing, gives 0.
 */
final class SocketStream {
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
   * Writes buffers in order; neighbours outside the heap with one call. What of them goes with
   * others is not sent on its own before them.
   */
  static long write(Scratch scratch, int fd, ByteBuffer[] from, int first, int end)
      throws IOException {
    long total = 0;
    int next = first;
    while (next < end) {
      int last = next;
      while (last < end && last - next < Scratch.VECTORS && from[last].isDirect()) {
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
