package dev.we.deflate;

import java.io.ByteArrayOutputStream;

/**
 * Puts a DEFLATE stream together by hand: numbers lowest bit first, Huffman codes highest first.
 */
final class BitString {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int pending;
  private int count;
  private long written;

  BitString bits(int value, int n) {
    for (int i = 0; i < n; i++) {
      bit(value >>> i & 1);
    }
    return this;
  }

  /** A Huffman code as it is printed in RFC 1951, for example {@code "0000001"}. */
  BitString code(String code) {
    for (int i = 0; i < code.length(); i++) {
      bit(code.charAt(i) - '0');
    }
    return this;
  }

  BitString code(int code, int length) {
    for (int i = length - 1; i >= 0; i--) {
      bit(code >>> i & 1);
    }
    return this;
  }

  /** A symbol of the fixed literal and length code (RFC 1951 3.2.6). */
  BitString fixedSymbol(int symbol) {
    if (symbol < 144) {
      return code(0b00110000 + symbol, 8);
    } else if (symbol < 256) {
      return code(0b110010000 + symbol - 144, 9);
    } else if (symbol < 280) {
      return code(symbol - 256, 7);
    }
    return code(0b11000000 + symbol - 280, 8);
  }

  BitString align() {
    while (count != 0) {
      bit(0);
    }
    return this;
  }

  BitString octets(byte[] octets) {
    for (byte b : octets) {
      bits(b & 0xFF, 8);
    }
    return this;
  }

  private void bit(int bit) {
    pending |= bit << count;
    written++;
    if (++count == 8) {
      bytes.write(pending);
      pending = 0;
      count = 0;
    }
  }

  long bitCount() {
    return written;
  }

  byte[] toBytes() {
    BitString padded = align();
    return padded.bytes.toByteArray();
  }
}
