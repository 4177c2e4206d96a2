package dev.we.deflate;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The oracle: java.util.zip, which is zlib. */
final class JavaUtilZip {
  private JavaUtilZip() {}

  static byte[] deflate(byte[] plain, int level, int strategy) {
    Deflater deflater = new Deflater(level, true);
    deflater.setStrategy(strategy);
    try {
      return finish(deflater, plain);
    } finally {
      deflater.end();
    }
  }

  static byte[] deflate(byte[] plain) {
    return deflate(plain, 6, Deflater.DEFAULT_STRATEGY);
  }

  private static byte[] finish(Deflater deflater, byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    deflater.setInput(plain);
    deflater.finish();
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    return out.toByteArray();
  }

  /** Compresses up to a sync flush, whose {@code 00 00 FF FF} stays. */
  static byte[] message(Deflater deflater, byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    deflater.setInput(plain);
    int n;
    do {
      n = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      out.write(buffer, 0, n);
    } while (n == buffer.length);
    return out.toByteArray();
  }

  /** What zlib makes of a stream: its output, and whether it took or refused it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
  record Outcome(byte[] output, boolean refused, boolean finished) {}

  static Outcome inflate(Inflater inflater, byte[] stream, int limit) {
    byte[] output = new byte[limit];
    inflater.reset();
    inflater.setInput(stream);
    boolean refused = false;
    int n = 0;
    try {
      for (int got = 1; got > 0 && n < limit; n += got) {
        got = inflater.inflate(output, n, limit - n);
      }
    } catch (DataFormatException e) {
      refused = true;
      n = (int) inflater.getBytesWritten();
    }
    return new Outcome(java.util.Arrays.copyOf(output, n), refused, inflater.finished());
  }
}
