package dev.we.epoll;

import org.jspecify.annotations.Nullable;

/** Both kinds of batches of a selector, over one ring. */
record Batches(Ring ring, ReadAhead ahead, HeldWrites held) {
  /**
   * So many sockets must be ready at once for their reads to be worth a batch; settable for tests,
   * which then see all reads go that way.
   */
  private static final int LEAST = Integer.getInteger("dev.we.epoll.leastReads", 2);

  /** Those of a selector, or null where the system has no ring to give. */
  static @Nullable Batches open(Scratch scratch) {
    Ring ring = Ring.open(scratch);
    return ring == null
        ? null
        : new Batches(ring, new ReadAhead(ring, LEAST), new HeldWrites(ring));
  }
}
