package dev.we.net.websocket.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an {@link OutQueue}: direct memory seen twice, so that frames can be put in at one end
 * while the writer takes bytes from the other. Or bytes of others, a whole frame that is in many
 * queues or a payload on loan: full from the start, and never in a pool.
 */
final class Chunk {
  /** A power of two and room for heads, so that one of that size does not spill over. */
  static final int CAPACITY = (32 << 10) + 256;

  /** At most so many buffers go into one write: 258 KiB. */
  private static final int BATCH = 8;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Where frames are put in; touched under the connection's lock only. */
  final ByteBuffer fill;

  /** Where bytes are taken out; touched by the writer, its limit set under the lock. */
  final ByteBuffer drain;

  /** Whether its memory is that of others. */
  final boolean isShared;

  /** The payload of the messages that end in this chunk. */
  long payloadBytes;

  /** Whether its last byte is the last of a frame; known once another chunk follows. */
  boolean endsFrame;

  @Nullable Chunk next;

  /**
   * The buffers of a write that begins with this chunk; null until the first. It is here, and not
   * with the writer, so that a connection that has nothing to write does without.
   */
  private ByteBuffer @Nullable [] batch;

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

  /** Bytes of others from position 0 to the limit, without a copy; a frame ends with them. */
  static Chunk shared(ByteBuffer frame) {
    return new Chunk(frame);
  }

  /** Where the buffers of a write that begins here are put; empty until then. */
  ByteBuffer[] batch() {
    if (batch == null) {
      batch = new ByteBuffer[BATCH];
      Arrays.fill(batch, NOTHING);
    }
    return batch;
  }

  /** The write is over: its buffers are not kept from the garbage collector any longer. */
  @SuppressWarnings("ReferenceEquality") // which buffer it is counts, not what is in it
  static void clear(ByteBuffer[] batch) {
    // Most writes are of one buffer; the places behind those used are empty already.
    for (int i = 0; i < batch.length && batch[i] != NOTHING; i++) {
      batch[i] = NOTHING;
    }
  }

  void reset() {
    fill.clear();
    drain.clear();
    payloadBytes = 0;
    endsFrame = false;
    next = null;
    if (batch != null) {
      clear(batch);
    }
  }
}
