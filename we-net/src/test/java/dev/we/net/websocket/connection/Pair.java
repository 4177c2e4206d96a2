package dev.we.net.websocket.connection;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.ServerBuilder;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A server with one listener, and a client of it, over loopback. What they send goes out as it is,
 * so that it fills what it is meant to fill. The client has one loop: who blocks it blocks all.
 */
final class Pair implements AutoCloseable {
  final WebSocketServer server;
  final WebSocketClient client;

  private Pair(WebSocketServer server, WebSocketClient client) {
    this.server = server;
    this.client = client;
  }

  static Pair of(WebSocketListener serverSide) {
    return of(serverSide, builder -> builder, Limits.defaults());
  }

  static Pair of(
      WebSocketListener serverSide, UnaryOperator<ServerBuilder> more, Limits clientLimits) {
    try {
      return new Pair(
          more.apply(WebSocketServer.builder().listener("/", () -> serverSide))
              .bind("127.0.0.1", 0),
          WebSocketClient.builder()
              .loops(1)
              .limits(clientLimits)
              .compression(Compression.off())
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  WebSocket connect(WebSocketListener clientSide) {
    return Recorder.await(client.connect(server.uri("/"), clientSide));
  }

  @Override
  public void close() {
    client.close();
    // A server side that a test left without demand reads no Close: no need to wait for it.
    server.close(Duration.ofMillis(100));
  }
}
