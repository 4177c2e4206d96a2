package dev.we.deflate;

import dev.we.deflate.DeflateEncoder.Flush;
import dev.we.deflate.DeflateEncoder.Status;
import java.util.Objects;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Encodes one stream of a {@link StreamFormat}: a {@link DeflateEncoder} with a head before and a
 * checksum behind. Heads name neither file nor time, so equal input gives equal output.
 *
 * <p>(Not thread-safe: one thread at a time.)
 */
public final class StreamEncoder {
  private static final byte[] NOTHING = {};

  private final StreamFormat format;
  private final DeflateEncoder encoder;
  private final @Nullable Checksum checksum;

  /** Bytes of head or trailer that have yet to go out. */
  private byte[] frame;

  private int frameWritten;
  private long totalIn;
  private boolean bodyEnded;
  private int inputPosition;
  private int outputPosition;

  /** Makes an encoder with the whole window, 2^15. */
  public StreamEncoder(StreamFormat format, Level level) {
    this(format, level, 15);
  }

  /**
   * Makes an encoder.
   *
   * @param windowBits 8 to 15: no distance is more than 2^windowBits bytes; a zlib head says so
   * @throws IllegalArgumentException if {@code windowBits} is out of that range
   */
  public StreamEncoder(StreamFormat format, Level level, int windowBits) {
    this.format = format;
    this.encoder = new DeflateEncoder(windowBits, level);
    this.checksum = checksum(format);
    this.frame =
        switch (format) {
          case RAW -> NOTHING;
          case ZLIB -> zlibHead(level, windowBits);
          case GZIP -> gzipHead(level);
        };
  }

  /** What the format checks its data with. */
  static @Nullable Checksum checksum(StreamFormat format) {
    return switch (format) {
      case RAW -> null;
      case ZLIB -> new Adler32();
      case GZIP -> new CRC32();
    };
  }

  /** CMF and FLG (RFC 1950 2.2). */
  private static byte[] zlibHead(Level level, int windowBits) {
    int cmf = 8 | (windowBits - 8) << 4;
    int flevel =
        switch (level) {
          case STORED, HUFFMAN_ONLY -> 0;
          case FAST -> 1;
          case BALANCED -> 2;
          case BEST -> 3;
        };
    int head = cmf << 8 | flevel << 6;
    head += 31 - head % 31;
    return new byte[] {(byte) (head >> 8), (byte) head};
  }

  /** ID1 ID2 CM FLG MTIME XFL OS (RFC 1952 2.3); MTIME 0 is "none", OS 255 "unknown". */
  private static byte[] gzipHead(Level level) {
    byte xfl = (byte) (level == Level.BEST ? 2 : level == Level.BALANCED ? 0 : 4);
    return new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, xfl, (byte) 255};
  }

  /**
   * Encodes as {@link DeflateEncoder#encode(byte[], int, int, byte[], int, int, Flush)} does, with
   * the same rules for calling again.
   *
   * @param flush {@link Flush#NONE}, {@link Flush#SYNC} or {@link Flush#FINISH}; the others belong
   *     to messages
   * @throws IllegalArgumentException if {@code flush} is one of the others
   * @throws IndexOutOfBoundsException if a range is not inside its array
   * @throws IllegalStateException if the stream is finished
   */
  public Status encode(
      byte[] input,
      int inputFrom,
      int inputTo,
      byte[] output,
      int outputFrom,
      int outputTo,
      Flush flush) {
    Objects.checkFromToIndex(inputFrom, inputTo, input.length);
    Objects.checkFromToIndex(outputFrom, outputTo, output.length);
    if (flush == Flush.MESSAGE || flush == Flush.MESSAGE_AND_FORGET) {
      throw new IllegalArgumentException(flush + " is for messages; a stream takes SYNC or FINISH");
    }
    if (bodyEnded && inputFrom < inputTo) {
      throw new IllegalStateException("the stream is finished; make a new encoder");
    }
    inputPosition = inputFrom;
    outputPosition = outputFrom;
    if (!writeFrame(output, outputTo)) {
      return Status.NEEDS_OUTPUT;
    }
    if (bodyEnded) {
      return Status.DONE;
    }
    Status status =
        encoder.encode(input, inputFrom, inputTo, output, outputPosition, outputTo, flush);
    inputPosition = encoder.inputPosition();
    outputPosition = encoder.outputPosition();
    totalIn += inputPosition - inputFrom;
    if (checksum != null) {
      checksum.update(input, inputFrom, inputPosition - inputFrom);
    }
    if (flush == Flush.FINISH && status == Status.DONE) {
      bodyEnded = true;
      frame = trailer();
      frameWritten = 0;
      return writeFrame(output, outputTo) ? Status.DONE : Status.NEEDS_OUTPUT;
    }
    return status;
  }

  private boolean writeFrame(byte[] output, int outputTo) {
    int now = Math.min(frame.length - frameWritten, outputTo - outputPosition);
    System.arraycopy(frame, frameWritten, output, outputPosition, now);
    frameWritten += now;
    outputPosition += now;
    return frameWritten == frame.length;
  }

  private byte[] trailer() {
    int sum = checksum == null ? 0 : (int) checksum.getValue();
    int size = (int) totalIn;
    return switch (format) {
      case RAW -> NOTHING;
      case ZLIB ->
          new byte[] {(byte) (sum >> 24), (byte) (sum >> 16), (byte) (sum >> 8), (byte) sum};
      case GZIP ->
          new byte[] {
            (byte) sum, (byte) (sum >> 8), (byte) (sum >> 16), (byte) (sum >> 24),
            (byte) size, (byte) (size >> 8), (byte) (size >> 16), (byte) (size >> 24)
          };
    };
  }

  /** The index in the input array at which the last call stopped. */
  public int inputPosition() {
    return inputPosition;
  }

  /** The index in the output array at which the last call stopped. */
  public int outputPosition() {
    return outputPosition;
  }
}
