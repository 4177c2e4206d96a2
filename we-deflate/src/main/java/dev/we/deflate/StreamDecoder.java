package dev.we.deflate;

import dev.we.deflate.DeflateFormatException.Reason;
import java.util.Objects;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one stream of a {@link StreamFormat}: a {@link DeflateDecoder} whose head is checked
 * before and whose checksum behind. A gzip file of several members (RFC 1952 2.2) is several
 * streams: {@link #reset} and go on.
 *
 * <p>Offsets in refusals count from the beginning of the stream, its head included.
 *
 * <p>(Not thread-safe: one thread at a time.)
 */
public final class StreamDecoder {
  /** Why {@link #decode} came back. */
  public enum Status {
    /** All input was read, and the stream is not complete. */
    NEEDS_INPUT,
    /** The output is full, and at least one more byte is certain to come. */
    NEEDS_OUTPUT,
    /** The stream is complete and its checksum fits; the input stands behind it. */
    END
  }

  private enum State {
    HEAD,
    BODY,
    TRAILER,
    END
  }

  private final StreamFormat format;
  private final FrameHead head;
  private final int maxWindowBits;
  private DeflateDecoder decoder;
  private @Nullable Checksum checksum;
  private State state = State.HEAD;
  private final byte[] trailer = new byte[8];
  private int trailerLength;

  /** Bytes of input before the body, and behind it. */
  private long headBytes;

  private @Nullable DeflateFormatException failure;
  private int inputPosition;
  private int outputPosition;

  /** Makes a decoder at the beginning of a stream, with the whole window, 2^15. */
  public StreamDecoder(StreamFormat format) {
    this(format, 15);
  }

  /**
   * Makes a decoder at the beginning of a stream.
   *
   * @param maxWindowBits 8 to 15: a distance of more than 2^maxWindowBits bytes is refused,
   *     whatever a zlib head allows
   * @throws IllegalArgumentException if {@code maxWindowBits} is out of that range
   */
  public StreamDecoder(StreamFormat format, int maxWindowBits) {
    this.format = format;
    this.maxWindowBits = maxWindowBits;
    this.head = new FrameHead(format);
    this.decoder = new DeflateDecoder(maxWindowBits);
    reset();
  }

  /**
   * Decodes {@code input[inputFrom, inputTo)} into {@code output[outputFrom, outputTo)}, as {@link
   * DeflateDecoder#decode(byte[], int, int, byte[], int, int)} does.
   *
   * @throws DeflateFormatException if the input breaks a rule of its format
   * @throws IndexOutOfBoundsException if a range is not inside its array
   * @throws IllegalStateException if this decoder has refused its input and was not reset
   */
  public Status decode(
      byte[] input, int inputFrom, int inputTo, byte[] output, int outputFrom, int outputTo)
      throws DeflateFormatException {
    Objects.checkFromToIndex(inputFrom, inputTo, input.length);
    Objects.checkFromToIndex(outputFrom, outputTo, output.length);
    inputPosition = inputFrom;
    outputPosition = outputFrom;
    if (failure != null) {
      throw new IllegalStateException(
          "this decoder refused its input (" + failure.getMessage() + "); reset it first", failure);
    }
    try {
      return run(input, inputTo, output, outputTo);
    } catch (DeflateFormatException e) {
      failure = e;
      throw e;
    }
  }

  private Status run(byte[] input, int inputTo, byte[] output, int outputTo)
      throws DeflateFormatException {
    if (state == State.HEAD) {
      inputPosition = head.read(input, inputPosition, inputTo);
      if (!head.isComplete()) {
        return Status.NEEDS_INPUT;
      }
      headBytes = head.length();
      decoder = new DeflateDecoder(Math.min(head.windowBits(), maxWindowBits));
      state = State.BODY;
    }
    if (state == State.BODY) {
      Status status = decodeBody(input, inputTo, output, outputTo);
      if (status != Status.END) {
        return status;
      }
      state = State.TRAILER;
      trailerLength = 0;
    }
    return state == State.END || readTrailer(input, inputTo) ? Status.END : Status.NEEDS_INPUT;
  }

  private Status decodeBody(byte[] input, int inputTo, byte[] output, int outputTo)
      throws DeflateFormatException {
    int from = outputPosition;
    try {
      return switch (decoder.decode(input, inputPosition, inputTo, output, from, outputTo)) {
        case NEEDS_INPUT -> Status.NEEDS_INPUT;
        case NEEDS_OUTPUT -> Status.NEEDS_OUTPUT;
        case END_OF_FINAL_BLOCK -> Status.END;
      };
    } catch (DeflateFormatException e) {
      throw e.behind(headBytes);
    } finally {
      inputPosition = decoder.inputPosition();
      outputPosition = decoder.outputPosition();
      if (checksum != null) {
        checksum.update(output, from, outputPosition - from);
      }
    }
  }

  private boolean readTrailer(byte[] input, int inputTo) throws DeflateFormatException {
    int length =
        switch (format) {
          case RAW -> 0;
          case ZLIB -> 4;
          case GZIP -> 8;
        };
    while (trailerLength < length) {
      if (inputPosition == inputTo) {
        return false;
      }
      trailer[trailerLength++] = input[inputPosition++];
    }
    checkTrailer();
    state = State.END;
    return true;
  }

  private void checkTrailer() throws DeflateFormatException {
    if (checksum == null) {
      return;
    }
    long begin = headBytes + decoder.totalInputBytes();
    int sum = LittleEndian.getInt(trailer, 0);
    if (format == StreamFormat.ZLIB) {
      if (Integer.reverseBytes(sum) != (int) checksum.getValue()) {
        throw new DeflateFormatException(Reason.ZLIB_CHECKSUM, begin * 8);
      }
      return;
    }
    if (sum != (int) checksum.getValue()) {
      throw new DeflateFormatException(Reason.GZIP_CHECKSUM, begin * 8);
    }
    // ISIZE is the size modulo 2^32 (RFC 1952 2.3.1).
    if (LittleEndian.getInt(trailer, 4) != (int) decoder.totalOutputBytes()) {
      throw new DeflateFormatException(Reason.GZIP_LENGTH, (begin + 4) * 8);
    }
  }

  /** The index in the input array at which the last call stopped. */
  public int inputPosition() {
    return inputPosition;
  }

  /** The index in the output array at which the last call stopped. */
  public int outputPosition() {
    return outputPosition;
  }

  /** How many bytes of input have been taken since the last reset. */
  public long totalInputBytes() {
    return switch (state) {
      case HEAD -> head.length();
      case BODY -> headBytes + decoder.totalInputBytes();
      case TRAILER, END -> headBytes + decoder.totalInputBytes() + trailerLength;
    };
  }

  /**
   * What to throw when the input is over and {@link Status#END} has not come.
   *
   * @return {@link Reason#TRUNCATED}, at the end of what was read
   */
  public DeflateFormatException truncated() {
    return new DeflateFormatException(Reason.TRUNCATED, totalInputBytes() * 8);
  }

  /**
   * What to throw when {@link Status#END} has come, there is more input, and none may follow.
   *
   * @return {@link Reason#TRAILING_DATA}, at the byte behind the stream
   */
  public DeflateFormatException trailing() {
    return new DeflateFormatException(Reason.TRAILING_DATA, totalInputBytes() * 8);
  }

  /** Forgets everything: the beginning of a new stream. */
  public void reset() {
    head.reset();
    decoder.reset();
    checksum = StreamEncoder.checksum(format);
    state = format == StreamFormat.RAW ? State.BODY : State.HEAD;
    headBytes = 0;
    trailerLength = 0;
    failure = null;
    inputPosition = 0;
    outputPosition = 0;
  }
}
