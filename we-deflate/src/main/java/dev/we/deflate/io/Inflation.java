package dev.we.deflate.io;

import dev.we.deflate.DeflateFormatException;
import dev.we.deflate.StreamDecoder;
import dev.we.deflate.StreamDecoder.Status;
import dev.we.deflate.StreamFormat;
import org.jspecify.annotations.Nullable;

/** A decoder with a buffer of input, and the rules for what may follow a stream's end. */
final class Inflation {
  private static final int BUFFER = 8 * 1024;

  private final StreamFormat format;
  private final StreamDecoder decoder;
  private final byte[] buffer = new byte[BUFFER];
  private int from;
  private int to;
  private Status status = Status.NEEDS_INPUT;
  private @Nullable DeflateFormatException failure;

  /** A member has ended; what follows must be another, or nothing. */
  private boolean memberEnded;

  /** Input bytes of the members before this one. */
  private long earlierBytes;

  Inflation(StreamFormat format, int maxWindowBits) {
    this.format = format;
    this.decoder = new StreamDecoder(format, maxWindowBits);
  }

  byte[] buffer() {
    return buffer;
  }

  /** {@link Status#END} when all is over: the stream, and the source behind it. */
  Status status() {
    return status;
  }

  /** The buffer has been filled with so many bytes, or −1 at the end of the source. */
  void filled(int n) throws DeflateFormatException {
    from = 0;
    to = Math.max(0, n);
    if (n >= 0) {
      return;
    }
    if (!memberEnded) {
      throw fail(decoder.truncated());
    }
    status = Status.END;
  }

  /** Decodes what there is; gives the number of bytes that came out. */
  int decode(byte[] output, int outFrom, int outTo) throws DeflateFormatException {
    int at = outFrom;
    while (failure == null && (from < to || status == Status.NEEDS_OUTPUT)) {
      if (memberEnded && !beginMember()) {
        break;
      }
      try {
        status = decoder.decode(buffer, from, to, output, at, outTo);
      } catch (DeflateFormatException e) {
        fail(e);
      }
      from = decoder.inputPosition();
      at = decoder.outputPosition();
      if (status == Status.END) {
        memberEnded = true;
        status = Status.NEEDS_INPUT;
      } else if (status == Status.NEEDS_OUTPUT) {
        break;
      }
    }
    // What came out before a refusal is good; the refusal comes with the next call.
    if (failure != null && at == outFrom) {
      throw failure;
    }
    return at - outFrom;
  }

  private boolean beginMember() {
    if (format != StreamFormat.GZIP) {
      fail(decoder.trailing());
      return false;
    }
    memberEnded = false;
    earlierBytes += decoder.totalInputBytes();
    decoder.reset();
    return true;
  }

  private DeflateFormatException fail(DeflateFormatException e) {
    DeflateFormatException placed = e.behind(earlierBytes);
    failure = placed;
    return placed;
  }
}
