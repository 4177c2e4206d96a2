package dev.we.net.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Masks and unmasks payloads, which is the same: "Octet i of the transformed data is the XOR of
 * octet i of the original data with octet at index i modulo 4 of the masking key" (RFC 6455,
 * section 5.3).
 *
 * <p>A key is an int with its first byte on top, and it carries the place in the payload with it:
 * each method works from octet 0 of the key and returns the key turned so that the next octet's
 * byte is on top. So a payload may be cut anywhere:
 *
 * <pre>{@code
 * key = Masker.mask(first, 0, 10, key);
 * key = Masker.mask(second, 0, 3, key);
 * }</pre>
 *
 * <p>Eight bytes at a time, on the heap and off it; no byte outside the range is touched, no
 * position and no byte order is changed.
 */
public final class Masker {
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final boolean LITTLE = ORDER == ByteOrder.LITTLE_ENDIAN;

  /** Eight bytes of a buffer as they lie. */
  static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ORDER);

  private static final VarHandle ARRAY_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ORDER);

  private Masker() {}

  /** Masks the bytes of {@code buffer} from {@code from} to {@code to} where they lie. */
  public static int mask(ByteBuffer buffer, int from, int to, int key) {
    if (key == 0) {
      return key;
    }
    long wide = wide(key);
    int at = from;
    for (; at <= to - 4 * Long.BYTES; at += 4 * Long.BYTES) {
      LONG.set(buffer, at, (long) LONG.get(buffer, at) ^ wide);
      LONG.set(buffer, at + 8, (long) LONG.get(buffer, at + 8) ^ wide);
      LONG.set(buffer, at + 16, (long) LONG.get(buffer, at + 16) ^ wide);
      LONG.set(buffer, at + 24, (long) LONG.get(buffer, at + 24) ^ wide);
    }
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      LONG.set(buffer, at, (long) LONG.get(buffer, at) ^ wide);
    }
    int rest = key;
    for (; at < to; at++) {
      rest = Integer.rotateLeft(rest, 8);
      buffer.put(at, (byte) (buffer.get(at) ^ rest));
    }
    return turned(key, to - from);
  }

  /** Copies {@code length} bytes masked from one buffer into another, which must not overlap. */
  public static int copy(
      ByteBuffer source, int from, ByteBuffer target, int into, int length, int key) {
    if (key == 0) {
      target.put(into, source, from, length);
      return key;
    }
    long wide = wide(key);
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      LONG.set(target, into + i, (long) LONG.get(source, from + i) ^ wide);
    }
    int rest = key;
    for (; i < length; i++) {
      rest = Integer.rotateLeft(rest, 8);
      target.put(into + i, (byte) (source.get(from + i) ^ rest));
    }
    return turned(key, length);
  }

  /** Copies {@code length} bytes masked from a buffer into an array. */
  public static int copy(
      ByteBuffer source, int from, byte[] target, int into, int length, int key) {
    if (key == 0) {
      source.get(from, target, into, length);
      return key;
    }
    long wide = wide(key);
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      ARRAY_LONG.set(target, into + i, (long) LONG.get(source, from + i) ^ wide);
    }
    int rest = key;
    for (; i < length; i++) {
      rest = Integer.rotateLeft(rest, 8);
      target[into + i] = (byte) (source.get(from + i) ^ rest);
    }
    return turned(key, length);
  }

  /** The key for what follows {@code bytes} bytes. */
  public static int turned(int key, int bytes) {
    return Integer.rotateLeft(key, 8 * (bytes & 3));
  }

  /** The key twice, so that its first byte meets the byte at the lowest address. */
  static long wide(int key) {
    long ordered = (LITTLE ? Integer.reverseBytes(key) : key) & 0xFFFF_FFFFL;
    return ordered << 32 | ordered;
  }
}
