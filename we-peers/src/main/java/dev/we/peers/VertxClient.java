package dev.we.peers;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Vert.x: one event loop, whole messages; per-message compression only, as the RFC has it. */
final class VertxClient implements PeerClient {
  private final Vertx vertx;
  private final WebSocketClient client;

  VertxClient(ClientSettings settings) {
    vertx = VertxServer.start(Io.NIO);
    WebSocketClientOptions options =
        new WebSocketClientOptions()
            .setMaxConnections(1_000_000)
            .setMaxFrameSize(ServerSettings.MAX_MESSAGE_BYTES)
            .setMaxMessageSize(ServerSettings.MAX_MESSAGE_BYTES)
            .setTryUsePerMessageCompression(settings.compression());
    options.setTcpNoDelay(true);
    if (settings.trust() != null) {
      options.setTrustOptions(TrustOptions.wrap(settings.trust()));
    }
    client = vertx.createWebSocketClient(options);
  }

  @Override
  public CompletableFuture<PeerSocket> connect(URI uri, PeerListener listener) {
    CompletableFuture<PeerSocket> opened = new CompletableFuture<>();
    client
        .connect(
            new WebSocketConnectOptions()
                .setSsl(uri.getScheme().equals("wss"))
                .setHost(uri.getHost())
                .setPort(uri.getPort())
                .setURI(uri.getRawPath()))
        .onSuccess(socket -> open(socket, listener, opened))
        .onFailure(opened::completeExceptionally);
    return opened;
  }

  private static void open(
      WebSocket vertxSocket, PeerListener listener, CompletableFuture<PeerSocket> opened) {
    PeerSocket socket = new Socket(vertxSocket);
    vertxSocket.textMessageHandler(text -> listener.onText(socket, text));
    vertxSocket.binaryMessageHandler(
        data -> listener.onBinary(socket, ByteBuffer.wrap(data.getBytes())));
    vertxSocket.exceptionHandler(listener::onError);
    vertxSocket.closeHandler(ended -> {
      Short code = vertxSocket.closeStatusCode();
      listener.onClose(code == null ? 1006 : code);
    });
    listener.onOpen(socket);
    opened.complete(socket);
  }

  @Override
  public void close() {
    VertxServer.stop(vertx);
  }

  private static final class Socket implements PeerSocket {
    private final WebSocket socket;
    private volatile @Nullable Prepared prepared;

    /** A message in Vert.x's own form, made once where it is sent again. */
    private record Prepared(ByteBuffer data, Buffer buffer) {}

    Socket(WebSocket socket) {
      this.socket = socket;
    }

    @Override
    public void sendText(String text) {
      socket.writeTextMessage(text);
    }

    @Override
    public void sendBinary(ByteBuffer data) {
      Prepared message = prepared;
      if (message == null || message.data() != data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        message = new Prepared(data, Buffer.buffer(bytes));
        prepared = message;
      }
      socket.writeBinaryMessage(message.buffer());
    }

    @Override
    public void close(int code, String reason) {
      socket.close((short) code, reason);
    }
  }
}
