package dev.we.peers;

import dev.we.epoll.EpollProvider;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Ours. */
final class OurClient implements PeerClient {
  private final WebSocketClient client;

  OurClient(ClientSettings settings) {
    WebSocketClient.Builder builder =
        WebSocketClient.builder()
            .limits(
                Limits.builder()
                    .maxQueuedOutputBytes(4L * ServerSettings.MAX_MESSAGE_BYTES)
                    .build())
            .compression(settings.compression() ? Compression.defaults() : Compression.off());
    if (EpollProvider.whyNot().isEmpty()) { // as ./we has it
      builder.sockets(EpollProvider.batching());
    }
    if (settings.trust() != null) {
      builder.tls(Tls.of(Identity.trusting(settings.trust())));
    }
    client = builder.build();
  }

  @Override
  public CompletableFuture<PeerSocket> connect(URI uri, PeerListener listener) {
    Calls calls = new Calls(listener);
    return client.connect(uri, calls).thenApply(OurClient::socket);
  }

  private static PeerSocket socket(WebSocket socket) {
    return new Socket(socket);
  }

  @Override
  public void close() {
    client.close();
  }

  private record Socket(WebSocket socket) implements PeerSocket {
    @Override
    public void sendText(String text) {
      socket.sendText(text);
    }

    @Override
    public void sendBinary(ByteBuffer data) {
      socket.sendBinary(data);
    }

    @Override
    public void close(int code, String reason) {
      socket.close(code, reason);
    }
  }

  private static final class Calls implements WebSocketListener {
    private final PeerListener listener;
    private final OnceSet<PeerSocket> socket = new OnceSet<>();

    Calls(PeerListener listener) {
      this.listener = listener;
    }

    @Override
    public void onOpen(WebSocket opened) {
      listener.onOpen(socket.set(new Socket(opened)));
    }

    @Override
    public void onText(WebSocket from, String text) {
      listener.onText(socket.get(), text);
    }

    @Override
    public void onBinary(WebSocket from, ByteBuffer data) {
      listener.onBinary(socket.get(), data);
    }

    @Override
    public void onClose(WebSocket from, CloseReason reason, boolean wasClean) {
      listener.onClose(reason.code());
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      listener.onError(error);
    }
  }
}
