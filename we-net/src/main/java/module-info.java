/** WebSocket client and server: RFC 6455 over TCP and TLS. */
@org.jspecify.annotations.NullMarked
module dev.we.net {
  requires dev.we.crypto;
  requires static transitive org.jspecify;

  exports dev.we.net.websocket;
  exports dev.we.net.websocket.client;
  exports dev.we.net.websocket.server;
}
