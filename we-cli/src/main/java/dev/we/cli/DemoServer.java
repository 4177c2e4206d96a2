package dev.we.cli;

import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.HandshakeRequest;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.ServerBuilder;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The server that the demo talks to, on a free loopback port: {@code /echo} echoes, {@code /room}
 * sends each message to all there, {@code /close?CODE} closes with that code at once, {@code
 * /private} refuses.
 */
final class DemoServer implements AutoCloseable {
  private final WebSocketServer server;
  private final Room room = new Room();
  private final Map<String, CompletableFuture<CloseReason>> closes = new ConcurrentHashMap<>();

  DemoServer(@Nullable Tls tls, Limits limits) throws IOException {
    ServerBuilder builder =
        WebSocketServer.builder()
            .limits(limits)
            .demand(EchoListener.DEMAND)
            .subprotocols("demo.v2", "demo.v1")
            .path("/echo", request -> HandshakeAnswer.accept(new Echo(request.target())))
            .path("/room", request -> HandshakeAnswer.accept(new EchoListener(room)))
            .path("/close", DemoServer::closing)
            .path("/private", request -> HandshakeAnswer.refuse(403, "members only"));
    if (tls != null) {
      builder.tls(tls);
    }
    server = builder.bind("127.0.0.1", 0);
  }

  URI uri(String path) {
    return server.uri(path);
  }

  int port() {
    return server.port();
  }

  /** What the connection to that target was closed with, as the server saw it. */
  CompletableFuture<CloseReason> closeOf(String target) {
    return closes.computeIfAbsent(target, t -> new CompletableFuture<>());
  }

  @Override
  public void close() {
    server.close();
  }

  private static HandshakeAnswer closing(HandshakeRequest request) {
    int code = Integer.parseInt(request.query());
    return HandshakeAnswer.accept(
        new WebSocketListener() {
          @Override
          public void onOpen(WebSocket socket) {
            socket.close(code, code == CloseCode.NO_STATUS ? "" : "the server's reason");
          }
        });
  }

  private final class Echo extends EchoListener {
    private final String target;

    Echo(String target) {
      this.target = target;
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
      closeOf(target).complete(reason);
    }
  }
}
