package dev.we.deflate;

import org.jspecify.annotations.Nullable;

/**
 * The bytes that an encoder may refer back to, as the decoder at the other end has them: always the
 * newest of what was sent, in one piece, the newest last.
 *
 * <p>The array grows with use to an eighth more than the limit, and the newest bytes are moved to
 * its beginning when it is full, so that a message which fits behind them is worked on in place.
 * Between two uses the bytes may be {@linkplain #pack packed}: {@link #unpack} comes before
 * anything else then, but for {@link #clear}.
 */
final class History {
  private static final byte[] NONE = {};
  private static final int SMALLEST = 256;

  byte[] bytes = NONE;

  /** How many of {@link #bytes} there are. */
  int length;

  private int limit;

  /** The bytes, while they are packed and the array is not there; else null. */
  private @Nullable Packed packed;

  History(int limit) {
    this.limit = limit;
  }

  int limit() {
    return limit;
  }

  /** Changes how much may be kept; what is too much goes at once. */
  void limit(int newLimit) {
    limit = newLimit;
    if (length > newLimit || bytes.length > capacityLimit()) {
      int keep = Math.min(length, newLimit);
      byte[] smaller = keep == 0 ? NONE : new byte[Math.max(SMALLEST, keep)];
      System.arraycopy(bytes, length - keep, smaller, 0, keep);
      bytes = smaller;
      length = keep;
    }
  }

  private int capacityLimit() {
    return Math.max(SMALLEST, limit + limit / 8);
  }

  /** True if so many bytes can be appended whole, and none that must be kept has to go. */
  boolean hasRoomFor(int n) {
    return n < limit && Math.min(length, limit) <= capacityLimit() - n;
  }

  /** Appends input; the oldest bytes make room for it. */
  void append(byte[] from, int at, int n) {
    if (limit == 0) {
      return;
    }
    if (n >= limit) {
      at += n - limit;
      n = limit;
      length = 0;
    }
    if (length + n > bytes.length) {
      makeRoom(n);
    }
    System.arraycopy(from, at, bytes, length, n);
    length += n;
  }

  private void makeRoom(int n) {
    int keep = Math.min(length, Math.min(limit, capacityLimit() - n));
    byte[] target = bytes;
    if (keep + n > bytes.length) {
      int wanted = Math.max(SMALLEST, Integer.highestOneBit(keep + n - 1) << 1);
      target = new byte[Math.min(capacityLimit(), wanted)];
    }
    System.arraycopy(bytes, length - keep, target, 0, keep);
    bytes = target;
    length = keep;
  }

  /** Takes the last {@code n} bytes away again, or as many as are left of them. */
  void removeLast(long n) {
    length = (int) Math.max(0, length - n);
  }

  /** Forgets all bytes and gives their memory back. */
  void clear() {
    bytes = NONE;
    length = 0;
    packed = null;
  }

  /** Puts the bytes where they take less memory, if there is such a place. */
  void pack(EncodeScratch scratch) {
    if (length == 0) {
      return;
    }
    int from = Math.max(0, length - limit);
    Packed smaller = Packed.of(bytes, from, length, scratch);
    if (smaller != null) {
      packed = smaller;
      bytes = NONE;
      length = 0;
    }
  }

  /**
   * Makes the bytes what they were before {@link #pack}, but for some that were beyond the limit.
   */
  void unpack() {
    Packed from = packed;
    if (from == null) {
      return;
    }
    int wanted = Math.max(SMALLEST, Integer.highestOneBit(from.length() * 2 - 1));
    byte[] target = new byte[Math.max(from.length(), Math.min(capacityLimit(), wanted))];
    from.unpack(target, 0);
    bytes = target;
    length = from.length();
    packed = null;
  }

  /** The bytes of memory this holds. */
  int retainedBytes() {
    Packed held = packed;
    return held == null ? bytes.length : held.retainedBytes();
  }
}
