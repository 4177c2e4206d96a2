package dev.we.conformance.wire;

import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.util.Map;

/** The real server, echoing, and how many of its connections ended in which way. */
final class EchoServer implements AutoCloseable {
  private final Endings endings = new Endings();
  private final WebSocketServer server;

  EchoServer() throws IOException {
    this(Limits.defaults());
  }

  EchoServer(Limits limits) throws IOException {
    this(limits, 2);
  }

  EchoServer(Limits limits, int loops) throws IOException {
    server =
        WebSocketServer.builder()
            .loops(loops)
            .limits(limits)
            .subprotocols("chat", "superchat")
            .anyPath(request -> HandshakeAnswer.accept(endings.echo(() -> {})))
            .bind("127.0.0.1", 0);
  }

  int port() {
    return server.port();
  }

  int connectionCount() {
    return server.connectionCount();
  }

  /** A client's end behind the opening handshake. */
  RawPeer open() throws IOException {
    return RawPeer.open(port());
  }

  /** How so many connections ended, once they have. */
  Map<String, Long> endings(int connections) {
    return endings.await(connections);
  }

  @Override
  public void close() {
    server.close();
  }
}
