package dev.we.net.websocket.extension;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.frame.ByteSink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate (RFC 7692) on one connection: messages whose first frame has RSV1 carry raw
 * DEFLATE, without the {@code 00 00 FF FF} that would end each.
 *
 * <p>It holds next to nothing before the first compressed message of a direction.
 */
public final class PerMessageDeflate implements Extension {
  private final MessageInflater inflater;
  private final MessageDeflater deflater;
  private final long packAfterNanos;

  /**
   * The extension as it was agreed on.
   *
   * @param settings this end's own: what goes beyond the agreement is ignored
   * @param memory counts what this and all others hold
   */
  public PerMessageDeflate(DeflateAgreement agreement, Compression settings, SharedMemory memory) {
    this.inflater =
        new MessageInflater(
            agreement.receiveWindowBits(),
            agreement.receiveTakeover(),
            settings.finalBlockMayEndMessage(),
            memory);
    this.deflater = new MessageDeflater(agreement, settings, memory);
    boolean keeps =
        agreement.receiveTakeover()
            || (agreement.sendTakeover() && settings.retainedHistoryBytes() > 0);
    this.packAfterNanos = keeps ? nanos(settings.historyTimeout()) : Long.MAX_VALUE;
  }

  private static long nanos(Duration duration) {
    boolean never = duration.compareTo(Duration.ofNanos(Long.MAX_VALUE / 4)) > 0;
    return never ? Long.MAX_VALUE : duration.toNanos();
  }

  /** RFC 7692, section 6: "This document allocates the RSV1 bit of the WebSocket header". */
  @Override
  public int reservedBits() {
    return RSV1;
  }

  @Override
  public void decode(byte[] part, int from, int to, boolean last, ByteSink out)
      throws ExtensionDataException {
    inflater.inflate(part, from, to, last, out);
  }

  @Override
  public void releaseReceiving() {
    inflater.release();
  }

  @Override
  public int encode(byte[] part, int from, int to, Flush flush, Compress wish, ByteSink out) {
    return deflater.begin(part, from, to, flush, wish, out) ? RSV1 : 0;
  }

  @Override
  public void encodeMore(byte[] part, int from, int to, Flush flush, ByteSink out) {
    deflater.proceed(part, from, to, flush, out);
  }

  @Override
  public @Nullable SharedEncoding sharedEncoding(int bytes, Compress wish) {
    return deflater.sharedEncoding(bytes, wish);
  }

  @Override
  public boolean sentShared(byte[] bytes, int from, int to) {
    return deflater.sentShared(bytes, from, to);
  }

  @Override
  public void releaseSending() {
    deflater.forget();
  }

  @Override
  public long packAfterNanos() {
    return packAfterNanos;
  }

  @Override
  public void pack() {
    inflater.pack();
    deflater.pack();
  }
}
