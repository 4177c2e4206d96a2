package dev.we.peers;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509KeyManager;

/** Vert.x: one event loop, whole messages; per-message compression only, as the RFC has it. */
final class VertxServer implements EchoServer {
  private final Vertx vertx;
  private final HttpServer server;

  VertxServer(ServerSettings settings) throws ExecutionException, InterruptedException {
    vertx = start(settings.io());
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(settings.port())
            .setTcpNoDelay(true)
            .setAcceptBacklog(4096)
            .setMaxWebSocketFrameSize(ServerSettings.MAX_MESSAGE_BYTES)
            .setMaxWebSocketMessageSize(ServerSettings.MAX_MESSAGE_BYTES)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(settings.compression());
    if (settings.identity() != null) {
      X509KeyManager key = (X509KeyManager) settings.identity().keys().getKeyManagers()[0];
      options.setSsl(true).setKeyCertOptions(KeyCertOptions.wrap(key));
    }
    server =
        vertx
            .createHttpServer(options)
            .webSocketHandler(socket -> {
              socket.binaryMessageHandler(socket::writeBinaryMessage);
              socket.textMessageHandler(socket::writeTextMessage);
            })
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  /** A Vert.x with one event loop. */
  static Vertx start(Io io) {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setPreferNativeTransport(io == Io.EPOLL));
    if (io == Io.EPOLL && !vertx.isNativeTransportEnabled()) {
      stop(vertx);
      throw new UnsupportedOperationException("Vert.x has no epoll on this machine");
    }
    return vertx;
  }

  /** Ends it and waits for that. */
  static void stop(Vertx vertx) {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("Vert.x does not stop: " + e, e);
    }
  }

  @Override
  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    stop(vertx);
  }
}
