package dev.we.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command reads and writes. Text is UTF-8 whatever the machine's locale says, since that is
 * what WebSocket text is.
 *
 * @param in the input, unbuffered
 * @param out results; flushed at each line
 * @param err errors and progress
 * @param interactive whether a person sits at both ends
 */
record Streams(InputStream in, PrintStream out, PrintStream err, boolean interactive) {
  /** Set by the launcher, since Java 21 cannot tell a terminal from a pipe. */
  private static final String INTERACTIVE_PROPERTY = "we.interactive";

  /** The process's own. */
  static Streams ofProcess() {
    return new Streams(
        new FileInputStream(FileDescriptor.in),
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        Boolean.getBoolean(INTERACTIVE_PROPERTY));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 8192),
        true,
        StandardCharsets.UTF_8);
  }
}
