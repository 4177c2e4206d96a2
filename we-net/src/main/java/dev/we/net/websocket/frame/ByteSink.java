package dev.we.net.websocket.frame;

import java.nio.ByteBuffer;

/**
 * Where bytes go that are being made: a queue of buffers that somebody else owns.
 *
 * <p>The writer asks for room, puts bytes at the buffer's position, and asks again when it needs
 * more. What was put is taken in order; a buffer may be given several times, and must not be used
 * any more once the next one was asked for.
 */
public interface ByteSink {
  /** The most room that can be asked for at once, in bytes. */
  int MAX_ROOM = 256;

  /** Fewer bytes are not worth being {@linkplain #putLent lent}. */
  int LEAST_LENT = 64 << 10;

  /**
   * A buffer to put bytes into, in either byte order, on the heap or off it.
   *
   * @param atLeast how many bytes must remain in it, at most {@value #MAX_ROOM}; more may, and for
   *     0 perhaps none
   */
  ByteBuffer room(int atLeast);

  /**
   * Puts bytes that many sinks get and nobody changes any more: a sink may keep the buffer in place
   * of a copy, but leaves its position and limit alone.
   */
  default void putShared(ByteBuffer bytes) {
    putCopy(bytes);
  }

  /** Puts a copy of bytes, whose buffer keeps its position and limit. */
  default void putCopy(ByteBuffer bytes) {
    int at = bytes.position();
    while (at < bytes.limit()) {
      ByteBuffer room = room(1);
      int count = Math.min(bytes.limit() - at, room.remaining());
      room.put(room.position(), bytes, at, count);
      room.position(room.position() + count);
      at += count;
    }
  }

  /**
   * Puts bytes of a caller who waits for the end of his call: until then a sink may keep the buffer
   * in place of a copy. It leaves position and limit alone.
   */
  default void putLent(ByteBuffer bytes) {
    putCopy(bytes);
  }
}
