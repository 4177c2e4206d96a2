package dev.we.conformance.differential;

import java.io.IOException;
import java.util.List;

/** A server's receiving side, freshly opened for each stream. */
interface Implementation extends AutoCloseable {
  /** The most bytes of a frame or message that each is told to take. */
  int MOST_BYTES = 1 << 20;

  /** As the table has it. */
  String name();

  /** What becomes of what a client sends, read piece by piece. */
  Outcome receive(List<byte[]> pieces) throws IOException;

  @Override
  default void close() throws IOException {}
}
