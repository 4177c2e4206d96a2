/**
 * Streaming DEFLATE (RFC 1951) with every window from 2^8 to 2^15, and the zlib and gzip wrappers.
 */
@org.jspecify.annotations.NullMarked
module dev.we.deflate {
  requires static transitive org.jspecify;

  exports dev.we.deflate;
  exports dev.we.deflate.io;
}
