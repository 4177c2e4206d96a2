package dev.we.deflate;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The input is not what its format asks for: the sender's fault, never the caller's.
 *
 * <p>After it the decoder that threw it is unusable until it is reset, since nothing that follows
 * could be trusted. What it had written to the output before is exactly what the valid part of the
 * stream says. It is an {@link IOException} so that streams and channels can hand it on as it is.
 */
public final class DeflateFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What was wrong. */
  @SuppressWarnings("serial") // An enum is always serializable.
  private final Reason reason;

  private final long byteOffset;
  private final int bitPosition;

  /**
   * @param reason what was wrong
   * @param bitOffset where in the input, in bits from its beginning
   */
  DeflateFormatException(Reason reason, long bitOffset) {
    this(reason, bitOffset, null);
  }

  private DeflateFormatException(Reason reason, long bitOffset, @Nullable Throwable cause) {
    super(reason.message + " at byte " + (bitOffset >>> 3) + ", bit " + (bitOffset & 7), cause);
    this.reason = reason;
    this.byteOffset = bitOffset >>> 3;
    this.bitPosition = (int) (bitOffset & 7);
  }

  /**
   * The same refusal, seen from a beginning that lies further back: for whoever decodes something
   * that holds several streams.
   *
   * @param bytes how many bytes of input stand before what this refusal counts from
   */
  public DeflateFormatException behind(long bytes) {
    return bytes == 0
        ? this
        : new DeflateFormatException(reason, (byteOffset + bytes) * 8 + bitPosition, this);
  }

  /** What was wrong. */
  public Reason reason() {
    return reason;
  }

  /**
   * The byte of the input, counted from 0 at the last reset, in which the offending element begins.
   */
  public long byteOffset() {
    return byteOffset;
  }

  /** The bit of that byte, 0 (lowest) to 7, at which the offending element begins. */
  public int bitPosition() {
    return bitPosition;
  }

  /** Everything a stream can be refused for. */
  public enum Reason {
    /** BTYPE 11 (RFC 1951 3.2.3). */
    RESERVED_BLOCK_TYPE("the block type is 3, which is reserved"),
    /** LEN and NLEN do not complement each other (3.2.4). */
    STORED_LENGTH_MISMATCH("the stored block's NLEN is not the complement of its LEN"),
    /** HLIT says more than 286 (3.2.7). */
    TOO_MANY_LITERAL_CODES("the block has more than 286 literal and length codes"),
    /** HDIST says more than 30 (3.2.7). */
    TOO_MANY_DISTANCE_CODES("the block has more than 30 distance codes"),
    /** All 19 lengths of the code length code are zero. */
    CODE_LENGTH_CODE_EMPTY("the code length code has no codes"),
    /** More codes than its lengths leave room for. */
    CODE_LENGTH_CODE_OVERSUBSCRIBED("the code length code is over-subscribed"),
    /** Fewer codes than its lengths ask for. */
    CODE_LENGTH_CODE_INCOMPLETE("the code length code is incomplete"),
    /** Symbol 16 first (3.2.7). */
    REPEAT_WITHOUT_PREVIOUS("a repeated code length has none before it"),
    /** Symbol 16, 17 or 18 runs past HLIT + HDIST + 258 (3.2.7). */
    REPEAT_PAST_END("a repeat runs past the last code length"),
    /** Without symbol 256 the block could not end. */
    NO_END_OF_BLOCK_CODE("the block has no code for its end"),
    /** More codes than its lengths leave room for. */
    LITERAL_CODE_OVERSUBSCRIBED("the literal and length code is over-subscribed"),
    /** Fewer codes than its lengths ask for, and not a single code of one bit. */
    LITERAL_CODE_INCOMPLETE("the literal and length code is incomplete"),
    /** More codes than its lengths leave room for. */
    DISTANCE_CODE_OVERSUBSCRIBED("the distance code is over-subscribed"),
    /** Fewer codes than its lengths ask for, and neither none nor a single code of one bit. */
    DISTANCE_CODE_INCOMPLETE("the distance code is incomplete"),
    /** The unused half of a code with a single code of one bit. */
    UNASSIGNED_LITERAL_CODE("no literal or length has this code"),
    /** The unused half of a code with a single code of one bit, or any in a code with none. */
    UNASSIGNED_DISTANCE_CODE("no distance has this code"),
    /** Symbol 286 or 287 (3.2.6). */
    RESERVED_LENGTH_SYMBOL("length symbols 286 and 287 are reserved"),
    /** Symbol 30 or 31 (3.2.6). */
    RESERVED_DISTANCE_SYMBOL("distance symbols 30 and 31 are reserved"),
    /** A distance greater than the window agreed on, 2^windowBits. */
    DISTANCE_BEYOND_WINDOW("a distance is greater than the window"),
    /** A distance to before the first byte. */
    DISTANCE_BEFORE_START("a distance reaches before the first byte"),
    /** The input ended before its format did. */
    TRUNCATED("the input ends too early"),
    /** CMF and FLG are no multiple of 31 (RFC 1950 2.2). */
    ZLIB_HEADER_CHECK("the zlib header's check bits do not fit"),
    /** CM is not 8 (RFC 1950 2.2). */
    ZLIB_METHOD("the zlib compression method is not 8"),
    /** CINFO is above 7 (RFC 1950 2.2). */
    ZLIB_WINDOW("the zlib window is greater than 32 KiB"),
    /** FDICT is set (RFC 1950 2.2); there is no dictionary to be had. */
    ZLIB_DICTIONARY("the zlib stream needs a preset dictionary"),
    /** The Adler-32 at the end does not fit the data (RFC 1950 2.2). */
    ZLIB_CHECKSUM("the zlib checksum does not fit the data"),
    /** The first bytes are not 1F 8B (RFC 1952 2.3.1). */
    GZIP_MAGIC("this is not gzip: it does not begin with 1f 8b"),
    /** CM is not 8 (RFC 1952 2.3.1). */
    GZIP_METHOD("the gzip compression method is not 8"),
    /** A reserved bit of FLG is set (RFC 1952 2.3.1.2). */
    GZIP_RESERVED_FLAG("a reserved gzip flag is set"),
    /** CRC16 does not fit the header (RFC 1952 2.3.1). */
    GZIP_HEADER_CHECKSUM("the gzip header's checksum does not fit"),
    /** CRC32 does not fit the data (RFC 1952 2.3.1). */
    GZIP_CHECKSUM("the gzip checksum does not fit the data"),
    /** ISIZE does not fit the data (RFC 1952 2.3.1). */
    GZIP_LENGTH("the gzip length does not fit the data"),
    /** There is input behind the end of the stream. */
    TRAILING_DATA("there is more input behind the end of the stream");

    private final String message;

    Reason(String message) {
      this.message = message;
    }
  }
}
