package dev.we.deflate.io;

import dev.we.deflate.StreamDecoder.Status;
import dev.we.deflate.StreamFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Reads what a compressed stream says. The source must hold that stream and nothing else: a gzip
 * stream may have several members (RFC 1952 2.2), and anything else behind the end is refused.
 *
 * <p>Reading throws {@link dev.we.deflate.DeflateFormatException}, with the place, for input that
 * is damaged or ends early, and goes on throwing it. The bytes of an array behind those that {@link
 * #read(byte[], int, int)} says it read may be scribbled over, up to the length asked for.
 *
 * <p>(Not thread-safe: one thread at a time.)
 */
public final class InflateInputStream extends InputStream {
  private final InputStream source;
  private final Inflation inflation;
  private final byte[] one = new byte[1];
  private boolean closed;

  /** Reads from {@code source}, which is closed with this stream. */
  public InflateInputStream(InputStream source, StreamFormat format) {
    this(source, format, 15);
  }

  /**
   * The same with a bound to the window.
   *
   * @param maxWindowBits 8 to 15: greater distances than 2^maxWindowBits are refused
   * @throws IllegalArgumentException if {@code maxWindowBits} is out of that range
   */
  public InflateInputStream(InputStream source, StreamFormat format, int maxWindowBits) {
    this.source = source;
    this.inflation = new Inflation(format, maxWindowBits);
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] output, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, output.length);
    if (closed) {
      throw new IOException("the stream is closed");
    }
    if (length == 0) {
      return 0;
    }
    for (; ; ) {
      int n = inflation.decode(output, offset, offset + length);
      if (n > 0 || inflation.status() == Status.END) {
        return n > 0 ? n : -1;
      }
      inflation.filled(source.read(inflation.buffer()));
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    source.close();
  }
}
