package dev.we.deflate.io;

import dev.we.deflate.StreamDecoder.Status;
import dev.we.deflate.StreamFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/**
 * Reads what a compressed stream says, as {@link InflateInputStream} does, from a channel. A read
 * gives what there is, so with a source that does not block it gives 0 where more has yet to come.
 *
 * <p>(Not thread-safe: one thread at a time, except {@link #close}.)
 */
public final class InflateChannel implements ReadableByteChannel {
  private final ReadableByteChannel source;
  private final Inflation inflation;
  private final ByteBuffer input;
  private final byte[] output = new byte[8 * 1024];

  /** Reads from {@code source}, which is closed with this channel. */
  public InflateChannel(ReadableByteChannel source, StreamFormat format) {
    this(source, format, 15);
  }

  /**
   * The same with a bound to the window.
   *
   * @param maxWindowBits 8 to 15: greater distances than 2^maxWindowBits are refused
   * @throws IllegalArgumentException if {@code maxWindowBits} is out of that range
   */
  public InflateChannel(ReadableByteChannel source, StreamFormat format, int maxWindowBits) {
    this.source = source;
    this.inflation = new Inflation(format, maxWindowBits);
    this.input = ByteBuffer.wrap(inflation.buffer());
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("the buffer is read-only");
    }
    if (!target.hasRemaining()) {
      return 0;
    }
    for (; ; ) {
      int n = decode(target);
      if (n > 0 || inflation.status() == Status.END) {
        return n > 0 ? n : -1;
      }
      input.clear();
      int got = source.read(input);
      if (got == 0) {
        return 0;
      }
      inflation.filled(got);
    }
  }

  private int decode(ByteBuffer target) throws IOException {
    if (target.hasArray()) {
      int base = target.arrayOffset();
      int n = inflation.decode(target.array(), base + target.position(), base + target.limit());
      target.position(target.position() + n);
      return n;
    }
    int n = inflation.decode(output, 0, Math.min(output.length, target.remaining()));
    target.put(output, 0, n);
    return n;
  }

  @Override
  public boolean isOpen() {
    return source.isOpen();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
