package dev.we.deflate;

/**
 * The input as bits, lowest first (RFC 1951 3.1.1): a place in the caller's array, and bits taken
 * from it that nobody has used yet.
 *
 * <p>Invariants: {@code 0 <= count <= 63}; outside {@link SymbolDecoder}'s fast loop all bits from
 * {@code count} up are zero; {@code position <= limit}.
 */
final class BitReader {
  private static final byte[] NONE = {};

  byte[] input = NONE;
  int position;
  int limit;
  long bits;
  int count;

  /** Input bytes of all earlier calls. */
  private long earlierBytes;

  private int start;

  void attach(byte[] array, int from, int to) {
    input = array;
    start = from;
    position = from;
    limit = to;
  }

  /** Lets go of the caller's array; up to 63 bits stay. */
  void detach() {
    earlierBytes += position - start;
    input = NONE;
    start = 0;
    position = 0;
    limit = 0;
  }

  /** Forgets the stream. Only while detached. */
  void reset() {
    bits = 0;
    count = 0;
    earlierBytes = 0;
  }

  /** Where the next unused bit stands, in bits from the beginning of the stream. */
  long bitOffset() {
    return (earlierBytes + (position - start)) * 8 - count;
  }

  /** Takes as many whole bytes as fit. */
  void refill() {
    int bytes = Math.min((63 - count) >>> 3, limit - position);
    if (input.length - position >= 8 && bytes > 0) {
      // What lies behind the limit may be read, but must not stay.
      long next = LittleEndian.getLong(input, position) & (-1L >>> (64 - 8 * bytes));
      bits |= next << count;
      position += bytes;
      count += 8 * bytes;
      return;
    }
    for (; bytes > 0; bytes--) {
      bits |= (input[position++] & 0xFFL) << count;
      count += 8;
    }
  }

  /** True if {@code n} (at most 56) bits are there, taking bytes from the input where needed. */
  boolean has(int n) {
    if (count < n) {
      refill();
    }
    return count >= n;
  }

  /** The next {@code n} (at most 32) bits, which stay. Those beyond {@code count} are zero. */
  int peek(int n) {
    return (int) (bits & ((1L << n) - 1));
  }

  void drop(int n) {
    bits >>>= n;
    count -= n;
  }

  /** Makes the bits from {@code count} up zero again. */
  void dropAbove() {
    bits &= (1L << count) - 1;
  }

  int read(int n) {
    int value = peek(n);
    drop(n);
    return value;
  }

  /** Drops the rest of a byte that has been begun. */
  void alignToByte() {
    drop(count & 7);
  }

  /**
   * Puts back whole bytes of the present input that nobody needed. Bytes of an earlier one are held
   * over only while an element is incomplete, and then that element uses them, unless it is
   * refused: its first bytes are not to be had any more, and stay.
   */
  void unreadBytes() {
    int bytes = Math.min(count >>> 3, position - start);
    position -= bytes;
    count -= bytes << 3;
    bits &= (1L << count) - 1;
  }
}
