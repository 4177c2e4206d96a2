package dev.we.deflate.io;

import dev.we.deflate.DeflateEncoder.Flush;
import dev.we.deflate.DeflateEncoder.Status;
import dev.we.deflate.Level;
import dev.we.deflate.StreamEncoder;
import dev.we.deflate.StreamFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Compresses what is written. {@link #flush} makes all of it decodable at the other end (a sync
 * flush, five bytes and some ratio); {@link #close} or {@link #finish} ends the stream.
 *
 * <p>What the sink throws reaches whoever called. The stream has lost bytes then: later writes,
 * flushes and finishes are refused, and {@link #close} closes the sink without writing to it and
 * without telling the same failure twice. The sink is closed in any case.
 *
 * <p>(Not thread-safe: one thread at a time.)
 */
public final class DeflateOutputStream extends OutputStream {
  private static final byte[] NOTHING = {};

  private final OutputStream sink;
  private final StreamEncoder encoder;
  private final byte[] buffer = new byte[8 * 1024];
  private boolean finished;
  private boolean closed;

  /** The sink threw: what it got is not known. */
  private boolean broken;

  /** True if something was written since the last flush. */
  private boolean dirty;

  /** Writes to {@code sink}, with the whole window and {@link Level#BALANCED}. */
  public DeflateOutputStream(OutputStream sink, StreamFormat format) {
    this(sink, new StreamEncoder(format, Level.BALANCED));
  }

  /** Writes what {@code encoder}, which nobody else uses, makes of it to {@code sink}. */
  public DeflateOutputStream(OutputStream sink, StreamEncoder encoder) {
    this.sink = sink;
    this.encoder = encoder;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] input, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, input.length);
    if (finished) {
      throw new IOException("the stream is finished");
    }
    checkWhole();
    if (length > 0) {
      dirty = true;
      encode(input, offset, offset + length, Flush.NONE);
    }
  }

  private void encode(byte[] input, int from, int to, Flush flush) throws IOException {
    broken = true;
    Status status;
    do {
      status = encoder.encode(input, from, to, buffer, 0, buffer.length, flush);
      from = encoder.inputPosition();
      sink.write(buffer, 0, encoder.outputPosition());
    } while (status == Status.NEEDS_OUTPUT);
    broken = false;
  }

  private void checkWhole() throws IOException {
    if (broken) {
      throw new IOException("the stream lost bytes when an earlier write failed; begin a new one");
    }
  }

  @Override
  public void flush() throws IOException {
    checkWhole();
    if (dirty && !finished) {
      dirty = false;
      encode(NOTHING, 0, 0, Flush.SYNC);
    }
    flushSink();
  }

  private void flushSink() throws IOException {
    broken = true;
    sink.flush();
    broken = false;
  }

  /** Ends the compressed stream; the sink stays open. */
  public void finish() throws IOException {
    checkWhole();
    if (!finished) {
      finished = true;
      encode(NOTHING, 0, 0, Flush.FINISH);
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (broken) {
      try {
        sink.close();
      } catch (IOException e) {
        // Most likely the same again, of which the caller knows.
      }
      return;
    }
    try (OutputStream closing = sink) {
      finish();
      closing.flush();
    }
  }
}
