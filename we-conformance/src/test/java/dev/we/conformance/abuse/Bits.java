package dev.we.conformance.abuse;

import java.io.ByteArrayOutputStream;

/** Bits as DEFLATE packs them, the lowest first (RFC 1951, 3.1.1). */
final class Bits {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int held;
  private int count;

  /** The lowest {@code length} bits of a value. */
  void put(int value, int length) {
    for (int i = 0; i < length; i++) {
      held |= (value >> i & 1) << count++;
      if (count == 8) {
        bytes.write(held);
        held = 0;
        count = 0;
      }
    }
  }

  /** A word of a Huffman code, the highest bit first. */
  void putCode(int code, int length) {
    put(Integer.reverse(code) >>> (32 - length), length);
  }

  boolean isAligned() {
    return count == 0;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
