package dev.we.deflate;

/**
 * The output as bits, lowest first (RFC 1951 3.1.1). Up to seven bits that do not fill a byte are
 * held over from call to call.
 *
 * <p>Whoever attaches an array leaves eight bytes more in it than will be written: whole words go
 * out, and the next one covers what of the last was too much.
 */
final class BitWriter {
  private static final byte[] NONE = {};

  byte[] output = NONE;
  int position;

  /** Bits not yet in the output; those from {@code count} up are zero. */
  long bits;

  int count;

  void attach(byte[] array, int from) {
    output = array;
    position = from;
  }

  void detach() {
    output = NONE;
    position = 0;
  }

  void reset() {
    bits = 0;
    count = 0;
  }

  /** Adds {@code n} bits, at most 32; the bits of {@code value} above must be zero. */
  void write(int value, int n) {
    bits |= (value & 0xFFFF_FFFFL) << count;
    count += n;
    flushBytes();
  }

  /** Moves all whole bytes to the output. */
  void flushBytes() {
    LittleEndian.putLong(output, position, bits);
    position += count >>> 3;
    bits >>>= count & ~7;
    count &= 7;
  }

  void alignToByte() {
    if (count > 0) {
      count = 8;
      flushBytes();
    }
  }

  void writeBytes(byte[] from, int at, int length) {
    System.arraycopy(from, at, output, position, length);
    position += length;
  }
}
