package dev.we.cli;

import dev.we.deflate.StreamFormat;
import picocli.CommandLine.Option;

/** What compressing and decompressing have in common. */
final class CodecOptions {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "raw (RFC 1951), zlib (RFC 1950) or gzip (RFC 1952) (default: ${DEFAULT-VALUE}).")
  private StreamFormat format = StreamFormat.RAW;

  @Option(
      names = "--window-bits",
      paramLabel = "8..15",
      description =
          "No match reaches further back than 2 to the power of this (default: ${DEFAULT-VALUE}).")
  private int windowBits = 15;

  StreamFormat format() {
    return format;
  }

  int windowBits() {
    if (windowBits < 8 || windowBits > 15) {
      throw new UsageException("--window-bits is 8 to 15, not " + windowBits);
    }
    return windowBits;
  }
}
