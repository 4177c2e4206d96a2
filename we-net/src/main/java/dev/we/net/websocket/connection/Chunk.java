package dev.we.net.websocket.connection;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an {@link OutQueue}: direct memory seen twice, so that frames can be put in at one end
 * while the writer takes bytes from the other. Or a whole frame that is in many queues and belongs
 * to none: full from the start, and never in a pool.
 */
final class Chunk {
  static final int CAPACITY = 32 << 10;

  /** Where frames are put in; touched under the connection's lock only. */
  final ByteBuffer fill;

  /** Where bytes are taken out; touched by the writer, its limit set under the lock. */
  final ByteBuffer drain;

  final boolean isShared;

  /** The payload of the messages that end in this chunk. */
  long payloadBytes;

  /** Whether its last byte is the last of a frame; known once another chunk follows. */
  boolean endsFrame;

  @Nullable Chunk next;

  Chunk() {
    fill = ByteBuffer.allocateDirect(CAPACITY);
    drain = fill.duplicate();
    isShared = false;
  }

  private Chunk(ByteBuffer frame) {
    fill = frame.duplicate().position(frame.limit());
    drain = frame.duplicate();
    isShared = true;
    endsFrame = true;
  }

  /** The frame from position 0 to its limit, without a copy. */
  static Chunk shared(ByteBuffer frame) {
    return new Chunk(frame);
  }

  void reset() {
    fill.clear();
    drain.clear();
    payloadBytes = 0;
    endsFrame = false;
    next = null;
  }
}
