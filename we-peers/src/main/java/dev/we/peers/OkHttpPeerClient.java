package dev.we.peers;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** OkHttp: a thread for each connection's input and one for its output. */
final class OkHttpPeerClient implements PeerClient {
  private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

  private final OkHttpClient client;

  OkHttpPeerClient(ClientSettings settings) {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(Integer.MAX_VALUE);
    dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .protocols(List.of(Protocol.HTTP_1_1))
            .readTimeout(Duration.ZERO)
            .minWebSocketMessageToCompress(32);
    if (!settings.compression()) { // it has no other way not to offer it
      builder.addInterceptor(
          chain -> chain.proceed(chain.request().newBuilder().removeHeader(EXTENSIONS).build()));
    }
    if (settings.trust() != null) {
      builder.sslSocketFactory(
          Identity.trusting(settings.trust()).getSocketFactory(), settings.trust());
    }
    client = builder.build();
  }

  @Override
  public CompletableFuture<PeerSocket> connect(URI uri, PeerListener listener) {
    Calls calls = new Calls(listener);
    client.newWebSocket(new Request.Builder().url(uri.toString()).build(), calls);
    return calls.opened;
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdownNow();
    client.connectionPool().evictAll();
  }

  private static final class Socket implements PeerSocket {
    private final WebSocket socket;
    private volatile @Nullable Prepared prepared;

    /** A message in OkHttp's own form, made once where it is sent again. */
    private record Prepared(ByteBuffer data, ByteString bytes) {}

    Socket(WebSocket socket) {
      this.socket = socket;
    }

    @Override
    public void sendText(String text) {
      socket.send(text);
    }

    @Override
    public void sendBinary(ByteBuffer data) {
      Prepared message = prepared;
      if (message == null || message.data() != data) {
        message = new Prepared(data, ByteString.of(data.duplicate()));
        prepared = message;
      }
      socket.send(message.bytes());
    }

    @Override
    public void close(int code, String reason) {
      socket.close(code, reason);
    }
  }

  private static final class Calls extends WebSocketListener {
    final CompletableFuture<PeerSocket> opened = new CompletableFuture<>();
    private final PeerListener listener;
    private final OnceSet<PeerSocket> socket = new OnceSet<>();

    Calls(PeerListener listener) {
      this.listener = listener;
    }

    @Override
    public void onOpen(WebSocket from, Response response) {
      listener.onOpen(socket.set(new Socket(from)));
      opened.complete(socket.get());
    }

    @Override
    public void onMessage(WebSocket from, String text) {
      listener.onText(socket.get(), text);
    }

    @Override
    public void onMessage(WebSocket from, ByteString bytes) {
      listener.onBinary(socket.get(), bytes.asByteBuffer());
    }

    @Override
    public void onClosing(WebSocket from, int code, String reason) {
      from.close(code == 1005 ? 1000 : code, reason);
    }

    @Override
    public void onClosed(WebSocket from, int code, String reason) {
      listener.onClose(code);
    }

    @Override
    public void onFailure(WebSocket from, Throwable error, @Nullable Response response) {
      if (!opened.completeExceptionally(error)) {
        listener.onError(error);
      }
    }
  }
}
