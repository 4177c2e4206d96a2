package dev.we.cli;

import dev.we.deflate.io.InflateInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code we inflate}: a filter that decompresses. */
@Command(
    name = "inflate",
    description = {
      "Decompresses stdin to stdout.",
      "What is corrupt, truncated or followed by anything else ends it with exit code 1, at a byte"
          + " that is named; what came out before is good."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Inflate implements Callable<Integer> {
  private static final int PIECE_BYTES = 64 << 10;

  @Mixin private CodecOptions codec = new CodecOptions();

  private final Streams streams;

  Inflate(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    // Not closed: stdin is the process's own.
    InputStream in = new InflateInputStream(streams.in(), codec.format(), codec.windowBits());
    byte[] piece = new byte[PIECE_BYTES];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      streams.out().write(piece, 0, count);
      Written.soFar(streams);
    }
    return Written.all(streams);
  }
}
