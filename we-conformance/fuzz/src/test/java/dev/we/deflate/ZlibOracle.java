package dev.we.deflate;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What zlib makes of a stream, through java.util.zip.
 *
 * @param output what came out, at most one byte more than the limit
 * @param refused whether it broke a rule
 * @param finished whether it ended
 * @param read how much of the input was taken
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record ZlibOracle(byte[] output, boolean refused, boolean finished, long read) {
  static ZlibOracle inflate(byte[] stream, boolean raw, int limit) {
    Inflater inflater = new Inflater(raw);
    byte[] output = new byte[limit + 1];
    boolean refused = false;
    int n = 0;
    try {
      inflater.setInput(stream);
      for (int got = 1; got > 0 && n < output.length; n += got) {
        got = inflater.inflate(output, n, output.length - n);
      }
      refused = inflater.needsDictionary();
      return new ZlibOracle(
          Arrays.copyOf(output, n), refused, inflater.finished(), inflater.getBytesRead());
    } catch (DataFormatException e) {
      n = (int) inflater.getBytesWritten();
      return new ZlibOracle(Arrays.copyOf(output, n), true, false, inflater.getBytesRead());
    } finally {
      inflater.end();
    }
  }
}
