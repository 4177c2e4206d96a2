/** WebSocket client and server: RFC 6455 and RFC 7692 over TCP and TLS. */
@org.jspecify.annotations.NullMarked
module dev.we.net {
  requires dev.we.crypto;
  requires dev.we.deflate;
  requires static transitive org.jspecify;

  exports dev.we.net.websocket;
  exports dev.we.net.websocket.client;
  exports dev.we.net.websocket.server;
}
