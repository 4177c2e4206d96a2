package dev.we.conformance.interop;

import dev.we.conformance.leftovers.Sockets;
import dev.we.conformance.tls.Certificate;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.server.ServerBuilder;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The real server, with one path for each connection that is awaited. */
final class OurServer implements AutoCloseable {
  private static final AtomicInteger PATHS = new AtomicInteger();

  private final WebSocketServer server;
  private final Map<String, End> awaited = new ConcurrentHashMap<>();

  /** Speaks {@code wss} if there is a certificate. */
  OurServer(@Nullable Certificate certificate, Compression compression, Limits limits)
      throws IOException {
    ServerBuilder builder =
        WebSocketServer.builder()
            .sockets(Sockets.usual())
            .subprotocols("superchat", "chat")
            .compression(compression)
            .limits(limits)
            .anyPath(request -> {
              End end = awaited.remove(request.path());
              return end == null
                  ? HandshakeAnswer.refuse(404, "nobody waits at " + request.path())
                  : HandshakeAnswer.accept(end);
            });
    if (certificate != null) {
      builder.tls(certificate.tls());
    }
    server = builder.bind("127.0.0.1", 0);
  }

  /** A path at which a client becomes the other end of {@code end}. */
  String await(End end) {
    String path = "/" + PATHS.incrementAndGet();
    awaited.put(path, end);
    return path;
  }

  /** {@code ws://localhost:1234}, without a path. */
  String url() {
    return server.uri("/").getScheme() + "://localhost:" + server.port();
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
