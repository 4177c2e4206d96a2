package dev.we.cli;

import dev.we.net.websocket.Compression;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and how messages are compressed (permessage-deflate, RFC 7692), on either end. */
final class CompressionOptions {
  @Option(
      names = "--compress",
      description = "Negotiate compression; the default but where it is said otherwise.")
  private boolean compress;

  @Option(names = "--no-compression", description = "Neither offer nor agree to compression.")
  private boolean noCompression;

  @Option(
      names = "--send-window-bits",
      paramLabel = "8..15",
      description = "The largest window for what this end sends (default: 15).")
  private @Nullable Integer sendWindowBits;

  @Option(
      names = "--receive-window-bits",
      paramLabel = "8..15",
      description = "The largest window that the other end is asked to use (default: 15).")
  private @Nullable Integer receiveWindowBits;

  @Option(
      names = "--no-send-takeover",
      description = "Compress each message without regard to earlier ones.")
  private boolean noSendTakeover;

  @Option(names = "--no-receive-takeover", description = "Ask the other end to do so.")
  private boolean noReceiveTakeover;

  @Option(
      names = "--effort",
      paramLabel = "fast|balanced|best",
      description = "How much work goes into compression (default: balanced).")
  private Compression.@Nullable Effort effort;

  @Option(
      names = "--compress-from",
      paramLabel = "BYTES",
      description = "Send shorter messages as they are (default: 32).")
  private @Nullable Integer minMessageBytes;

  /**
   * The settings.
   *
   * @param byDefault whether to compress where neither --compress nor --no-compression is given
   */
  Compression settings(boolean byDefault) {
    if (compress && noCompression) {
      throw new UsageException("--compress and --no-compression exclude each other");
    }
    Compression.Builder settings =
        Compression.builder()
            .enabled(!noCompression && (compress || byDefault))
            .sendTakeover(!noSendTakeover)
            .receiveTakeover(!noReceiveTakeover);
    if (sendWindowBits != null) {
      settings.sendWindowBits(sendWindowBits);
    }
    if (receiveWindowBits != null) {
      settings.receiveWindowBits(receiveWindowBits);
    }
    if (effort != null) {
      settings.effort(effort);
    }
    if (minMessageBytes != null) {
      settings.minMessageBytes(minMessageBytes);
    }
    return settings.build();
  }
}
