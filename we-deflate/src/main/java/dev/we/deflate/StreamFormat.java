package dev.we.deflate;

/**
 * What stands around the DEFLATE data; the three formats of the Compression Streams standard
 * ({@code deflate-raw}, {@code deflate}, {@code gzip}).
 */
public enum StreamFormat {
  /** Nothing: RFC 1951 alone. */
  RAW,
  /** A two-byte head and the Adler-32 of the data (RFC 1950). */
  ZLIB,
  /** A head, and the CRC-32 and length of the data (RFC 1952). */
  GZIP
}
