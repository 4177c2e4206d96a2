package dev.we.cli;

import dev.we.deflate.Level;
import dev.we.deflate.StreamEncoder;
import dev.we.deflate.io.DeflateOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code we deflate}: a filter that compresses. */
@Command(
    name = "deflate",
    description = "Compresses stdin to stdout with DEFLATE.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Deflate implements Callable<Integer> {
  private static final int PIECE_BYTES = 64 << 10;

  @Mixin private CodecOptions codec = new CodecOptions();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description =
          "stored, huffman-only, fast, balanced or best; or, as zlib counts, 0 to 9"
              + " (default: ${DEFAULT-VALUE}).")
  private String level = "balanced";

  @Option(
      names = "--sync-flush-every",
      paramLabel = "BYTES",
      description =
          "Makes what went in decodable after each so many bytes of input, at the price of five"
              + " bytes (default: only at the end).")
  private int syncFlushEvery = Integer.MAX_VALUE;

  private final Streams streams;

  Deflate(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    if (syncFlushEvery < 1) {
      throw new UsageException("--sync-flush-every is at least 1, not " + syncFlushEvery);
    }
    StreamEncoder encoder = new StreamEncoder(codec.format(), level(level), codec.windowBits());
    DeflateOutputStream out = new DeflateOutputStream(streams.out(), encoder);
    byte[] piece = new byte[Math.min(PIECE_BYTES, syncFlushEvery)];
    int sinceFlush = 0;
    while (true) {
      int most = Math.min(piece.length, syncFlushEvery - sinceFlush);
      int count = streams.in().readNBytes(piece, 0, most);
      out.write(piece, 0, count);
      Written.soFar(streams);
      sinceFlush += count;
      if (count < most) {
        break;
      }
      if (sinceFlush == syncFlushEvery) {
        out.flush();
        sinceFlush = 0;
      }
    }
    out.finish();
    return Written.all(streams);
  }

  /** The level of that name, or the one that is nearest to what zlib does at that number. */
  static Level level(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "stored", "0" -> Level.STORED;
      case "huffman-only", "huffman_only" -> Level.HUFFMAN_ONLY;
      case "fast", "1", "2", "3" -> Level.FAST;
      case "balanced", "4", "5", "6" -> Level.BALANCED;
      case "best", "7", "8", "9" -> Level.BEST;
      default ->
          throw new UsageException(
              "--level is stored, huffman-only, fast, balanced, best or 0 to 9, not "
                  + We.harmless(text));
    };
  }
}
