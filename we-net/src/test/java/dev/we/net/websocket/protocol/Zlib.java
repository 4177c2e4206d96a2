package dev.we.net.websocket.protocol;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The other end's compression as the JDK's zlib does it, with a window of 32 KiB: the oracle. */
final class Zlib implements AutoCloseable {
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private final Deflater deflater;
  private final Inflater inflater = new Inflater(true);
  private final boolean takeover;

  Zlib(int level, boolean takeover) {
    this.deflater = new Deflater(level, true);
    this.takeover = takeover;
  }

  /** A message's payload: flushed, and the tail taken away (RFC 7692, 7.2.1). */
  byte[] deflate(byte[] message) {
    if (!takeover) {
      deflater.reset();
    }
    deflater.setInput(message);
    var out = new ByteArrayOutputStream();
    byte[] room = new byte[1000];
    int count;
    do {
      count = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
      out.write(room, 0, count);
    } while (count == room.length);
    byte[] flushed = out.toByteArray();
    int end = flushed.length - TAIL.length;
    if (end < 0) { // nothing is flushed twice: the empty message (7.2.3.6)
      return new byte[] {0};
    }
    if (!Arrays.equals(flushed, end, flushed.length, TAIL, 0, TAIL.length)) {
      throw new AssertionError("no tail");
    }
    return Arrays.copyOf(flushed, end);
  }

  /** The message that a payload stands for (7.2.2). */
  byte[] inflate(byte[] payload) {
    if (!takeover) {
      inflater.reset();
    }
    var out = new ByteArrayOutputStream();
    byte[] room = new byte[1000];
    try {
      for (byte[] part : new byte[][] {payload, TAIL}) {
        inflater.setInput(part);
        int count;
        do {
          count = inflater.inflate(room);
          out.write(room, 0, count);
        } while (count > 0);
      }
    } catch (DataFormatException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    deflater.end();
    inflater.end();
  }
}
