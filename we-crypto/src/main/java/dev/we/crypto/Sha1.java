package dev.we.crypto;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * SHA-1 (FIPS 180-4, section 6.1), for the WebSocket opening handshake and nothing else.
 *
 * <p>There the value is public: it shows that a server knows RFC 6455, and protects nothing. SHA-1
 * is no longer a secure hash (collisions have been made on purpose since 2017), so neither
 * signatures nor passwords nor identifiers of content may rest on it.
 *
 * <p>Bytes come in any portions by {@code update}; {@link #digest()} gives the hash of them all and
 * begins anew. Not for use by several threads at once.
 */
public final class Sha1 {
  /** The length of a hash, in bytes. */
  public static final int DIGEST_BYTES = 20;

  private static final int BLOCK_BYTES = 64;
  private static final int WORDS = 16;

  /** Where in the last block the message's length in bits stands, in bytes. */
  private static final int LENGTH_AT = 56;

  private final byte[] block = new byte[BLOCK_BYTES];
  private final int[] schedule = new int[WORDS];
  private long length;

  private int h0;
  private int h1;
  private int h2;
  private int h3;
  private int h4;

  /** A hash of nothing so far. */
  public Sha1() {
    reset();
  }

  /** The hash of these bytes, 20 of them. */
  public static byte[] digest(byte[] message) {
    Sha1 sha1 = new Sha1();
    sha1.update(message, 0, message.length);
    return sha1.digest();
  }

  /** The initial hash value, FIPS 180-4, section 5.3.1. */
  private void reset() {
    length = 0;
    h0 = 0x67452301;
    h1 = 0xEFCDAB89;
    h2 = 0x98BADCFE;
    h3 = 0x10325476;
    h4 = 0xC3D2E1F0;
  }

  /** One byte more. */
  public void update(byte b) {
    int filled = filled();
    block[filled] = b;
    length++;
    if (filled == BLOCK_BYTES - 1) {
      compress(block, 0);
    }
  }

  /**
   * So many bytes more.
   *
   * @throws IndexOutOfBoundsException if they are not all within the array
   */
  public void update(byte[] bytes, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    int at = offset;
    int end = offset + count;
    int filled = filled();
    length += count;
    if (filled > 0) {
      int head = Math.min(BLOCK_BYTES - filled, count);
      System.arraycopy(bytes, at, block, filled, head);
      at += head;
      if (filled + head < BLOCK_BYTES) {
        return;
      }
      compress(block, 0);
    }
    for (; end - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
      compress(bytes, at);
    }
    System.arraycopy(bytes, at, block, 0, end - at);
  }

  /** All remaining bytes of the buffer, whose position moves to its limit. */
  public void update(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      int filled = filled();
      int portion = Math.min(BLOCK_BYTES - filled, bytes.remaining());
      bytes.get(block, filled, portion);
      length += portion;
      if (filled + portion == BLOCK_BYTES) {
        compress(block, 0);
      }
    }
  }

  /** The hash of all bytes so far, 20 of them; the next byte begins another message. */
  public byte[] digest() {
    long bits = length << 3;
    // FIPS 180-4, section 5.1.1: a one bit, zeros, and the length as 64 bits end the last block.
    update((byte) 0x80);
    while (filled() != LENGTH_AT) {
      update((byte) 0);
    }
    for (int shift = 56; shift >= 0; shift -= 8) {
      update((byte) (bits >>> shift));
    }
    byte[] digest =
        ByteBuffer.allocate(DIGEST_BYTES)
            .putInt(h0)
            .putInt(h1)
            .putInt(h2)
            .putInt(h3)
            .putInt(h4)
            .array();
    reset();
    return digest;
  }

  /** How many bytes of the current block are there. */
  private int filled() {
    return (int) (length & (BLOCK_BYTES - 1));
  }

  /** One block into the hash: the 80 rounds of FIPS 180-4, section 6.1.3 (a ring of 16 words). */
  private void compress(byte[] bytes, int offset) {
    int a = h0;
    int b = h1;
    int c = h2;
    int d = h3;
    int e = h4;
    for (int t = 0; t < 80; t++) {
      int sum = Integer.rotateLeft(a, 5) + e + word(t, bytes, offset) + mixed(t, b, c, d);
      e = d;
      d = c;
      c = Integer.rotateLeft(b, 30);
      b = a;
      a = sum;
    }
    h0 += a;
    h1 += b;
    h2 += c;
    h3 += d;
    h4 += e;
  }

  /** W(t): the block's words first, then each from four earlier ones. */
  private int word(int t, byte[] bytes, int offset) {
    int at = t & (WORDS - 1);
    if (t < WORDS) {
      int i = offset + 4 * t;
      schedule[at] =
          bytes[i] << 24
              | (bytes[i + 1] & 0xFF) << 16
              | (bytes[i + 2] & 0xFF) << 8
              | (bytes[i + 3] & 0xFF);
    } else {
      int xor =
          schedule[(t - 3) & (WORDS - 1)]
              ^ schedule[(t - 8) & (WORDS - 1)]
              ^ schedule[(t - 14) & (WORDS - 1)]
              ^ schedule[at];
      schedule[at] = Integer.rotateLeft(xor, 1);
    }
    return schedule[at];
  }

  /** The function f and the constant K of the round (FIPS 180-4, sections 4.1.1 and 4.2.1). */
  private static int mixed(int t, int b, int c, int d) {
    if (t < 20) {
      return ((b & c) ^ (~b & d)) + 0x5A827999;
    }
    if (t < 40) {
      return (b ^ c ^ d) + 0x6ED9EBA1;
    }
    if (t < 60) {
      return ((b & c) ^ (b & d) ^ (c & d)) + 0x8F1BBCDC;
    }
    return (b ^ c ^ d) + 0xCA62C1D6;
  }
}
