package dev.we.cli;

import java.io.IOException;

/** The end of a filter. A {@code PrintStream} swallows errors: a full disk has to be asked for. */
final class Written {
  private Written() {}

  /** Exit code 0, once all of stdout is written. */
  static int all(Streams streams) throws IOException {
    if (streams.out().checkError()) {
      throw new IOException("writing to stdout failed");
    }
    return 0;
  }
}
