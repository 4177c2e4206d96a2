package dev.we.epoll;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Both kinds of batches of a selector, over one ring. */
record Batches(Ring ring, ReadAhead ahead, HeldWrites held) {
  /**
   * So many sockets must be ready at once for their reads to be worth a batch; settable for tests,
   * which then see all reads go that way.
   */
  private static final int LEAST = Integer.getInteger("dev.we.epoll.leastReads", 2);

  /** Those of a selector, or null where the system has no ring or no memory to give. */
  static @Nullable Batches open(Scratch scratch) {
    try {
      ByteBuffer rooms = ReadAhead.rooms();
      ByteBuffer held = HeldWrites.memory();
      Ring ring = Ring.open(scratch);
      return ring == null
          ? null
          : new Batches(ring, new ReadAhead(ring, rooms, LEAST), new HeldWrites(ring, held));
    } catch (OutOfMemoryError e) {
      return null;
    }
  }
}
