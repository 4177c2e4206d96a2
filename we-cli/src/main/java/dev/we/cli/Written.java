package dev.we.cli;

import java.io.IOException;

/**
 * Whether what a filter writes arrives. A {@code PrintStream} swallows errors: a full disk, or a
 * pipe that nobody reads any more, has to be asked for.
 */
final class Written {
  private Written() {}

  /** Exit code 0, once all of stdout is written. */
  static int all(Streams streams) throws IOException {
    soFar(streams);
    return 0;
  }

  /** To be asked now and then, or a filter would work on, perhaps without end, for nobody. */
  static void soFar(Streams streams) throws IOException {
    if (streams.out().checkError()) {
      throw new IOException("writing to stdout failed");
    }
  }
}
