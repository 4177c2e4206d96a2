/** SHA-1 (FIPS 180-4) for the WebSocket opening handshake. */
@org.jspecify.annotations.NullMarked
module dev.we.crypto {
  requires static transitive org.jspecify;

  exports dev.we.crypto;
}
