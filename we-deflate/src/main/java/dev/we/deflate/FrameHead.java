package dev.we.deflate;

import dev.we.deflate.DeflateFormatException.Reason;
import java.util.zip.CRC32;

/**
 * Reads and checks what stands before the data in zlib (RFC 1950 2.2) and gzip (RFC 1952 2.3), byte
 * by byte, and keeps nothing of it but the window.
 *
 * <pre>{@code
 * zlib   CMF FLG
 * gzip   1F 8B CM FLG MTIME(4) XFL OS │ XLEN(2) extra │ name 00 │ comment 00 │ CRC16(2)
 *                                       FEXTRA          FNAME     FCOMMENT     FHCRC
 * }</pre>
 */
final class FrameHead {
  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;
  private static final int RESERVED = 0xE0;
  private static final int GZIP_FIXED = 10;

  private enum Part {
    FIXED,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    CHECKSUM,
    COMPLETE
  }

  private final StreamFormat format;
  private final CRC32 crc = new CRC32();
  private Part part = Part.FIXED;

  /** Bytes read, and those of the present part. */
  private long length;

  private int inPart;

  /** The last bytes read as a number, the newest lowest. */
  private int recent;

  private int flags;
  private int extraLength;
  private int windowBits = 15;

  FrameHead(StreamFormat format) {
    this.format = format;
  }

  void reset() {
    part = Part.FIXED;
    length = 0;
    inPart = 0;
    recent = 0;
    flags = 0;
    windowBits = 15;
    crc.reset();
  }

  boolean isComplete() {
    return part == Part.COMPLETE;
  }

  long length() {
    return length;
  }

  int windowBits() {
    return windowBits;
  }

  /** Reads until the head is complete or the input is over; gives the index where it stopped. */
  int read(byte[] input, int from, int to) throws DeflateFormatException {
    int at = from;
    while (at < to && part != Part.COMPLETE) {
      int octet = input[at++] & 0xFF;
      recent = recent << 8 | octet;
      length++;
      inPart++;
      if (part != Part.CHECKSUM) {
        crc.update(octet);
      }
      if (format == StreamFormat.ZLIB) {
        acceptZlib();
      } else {
        acceptGzip(octet);
      }
    }
    return at;
  }

  private void acceptZlib() throws DeflateFormatException {
    if (inPart < 2) {
      return;
    }
    int head = recent & 0xFFFF;
    if ((head >> 8 & 15) != 8) {
      throw refused(Reason.ZLIB_METHOD, 0);
    }
    if (head >> 12 > 7) {
      throw refused(Reason.ZLIB_WINDOW, 0);
    }
    // "FCHECK … must be such that CMF and FLG, when viewed as a 16-bit unsigned integer stored in
    // MSB order, is a multiple of 31."
    if (head % 31 != 0) {
      throw refused(Reason.ZLIB_HEADER_CHECK, 1);
    }
    if ((head & 0x20) != 0) {
      throw refused(Reason.ZLIB_DICTIONARY, 1);
    }
    windowBits = (head >> 12) + 8;
    part = Part.COMPLETE;
  }

  private void acceptGzip(int octet) throws DeflateFormatException {
    switch (part) {
      case FIXED -> acceptFixed(octet);
      case EXTRA_LENGTH -> {
        if (inPart == 2) {
          extraLength = (recent & 0xFF) << 8 | (recent >> 8 & 0xFF);
          enter(extraLength == 0 ? Part.NAME : Part.EXTRA);
        }
      }
      case EXTRA -> {
        if (inPart == extraLength) {
          enter(Part.NAME);
        }
      }
      case NAME -> {
        if (octet == 0) {
          enter(Part.COMMENT);
        }
      }
      case COMMENT -> {
        if (octet == 0) {
          enter(Part.CHECKSUM);
        }
      }
      case CHECKSUM -> {
        if (inPart == 2) {
          // "the two least significant bytes of the CRC32 for all bytes of the gzip header up to
          // and not including the CRC16"
          int stored = (recent & 0xFF) << 8 | (recent >> 8 & 0xFF);
          if (stored != (crc.getValue() & 0xFFFF)) {
            throw refused(Reason.GZIP_HEADER_CHECKSUM, length - 2);
          }
          part = Part.COMPLETE;
        }
      }
      case COMPLETE -> throw new AssertionError();
    }
  }

  private void acceptFixed(int octet) throws DeflateFormatException {
    switch (inPart) {
      case 1 -> check(octet == 0x1F, Reason.GZIP_MAGIC);
      case 2 -> check(octet == 0x8B, Reason.GZIP_MAGIC);
      case 3 -> check(octet == 8, Reason.GZIP_METHOD);
      case 4 -> {
        check((octet & RESERVED) == 0, Reason.GZIP_RESERVED_FLAG);
        flags = octet;
      }
      case GZIP_FIXED -> enter(Part.EXTRA_LENGTH);
      default -> {
        // MTIME, XFL and OS say nothing about the data.
      }
    }
  }

  private void check(boolean holds, Reason reason) throws DeflateFormatException {
    if (!holds) {
      throw refused(reason, length - 1);
    }
  }

  /** Goes on to this part, or to the first behind it that the flags announce. */
  private void enter(Part next) {
    inPart = 0;
    part = next;
    if (part == Part.EXTRA_LENGTH && (flags & FEXTRA) == 0) {
      part = Part.NAME;
    }
    if (part == Part.NAME && (flags & FNAME) == 0) {
      part = Part.COMMENT;
    }
    if (part == Part.COMMENT && (flags & FCOMMENT) == 0) {
      part = Part.CHECKSUM;
    }
    if (part == Part.CHECKSUM && (flags & FHCRC) == 0) {
      part = Part.COMPLETE;
    }
  }

  private static DeflateFormatException refused(Reason reason, long offset) {
    return new DeflateFormatException(reason, offset * 8);
  }
}
