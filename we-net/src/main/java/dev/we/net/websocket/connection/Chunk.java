package dev.we.net.websocket.connection;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an {@link OutQueue}: direct memory seen twice, so that frames can be put in at one end
 * while the writer takes bytes from the other.
 */
final class Chunk {
  static final int CAPACITY = 32 << 10;

  /** Where frames are put in; touched under the connection's lock only. */
  final ByteBuffer fill = ByteBuffer.allocateDirect(CAPACITY);

  /** Where bytes are taken out; touched by the writer, its limit set under the lock. */
  final ByteBuffer drain = fill.duplicate();

  /** The payload of the messages that end in this chunk. */
  long payloadBytes;

  /** Whether its last byte is the last of a frame; known once another chunk follows. */
  boolean endsFrame;

  @Nullable Chunk next;

  void reset() {
    fill.clear();
    drain.clear();
    payloadBytes = 0;
    endsFrame = false;
    next = null;
  }
}
