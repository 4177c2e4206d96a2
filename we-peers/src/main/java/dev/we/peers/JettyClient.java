package dev.we.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** Jetty: its own API, one selector; messages that are not compressed go out in one frame. */
final class JettyClient implements PeerClient {
  private static final int BUFFER_BYTES = 64 << 10;

  private final WebSocketClient client;
  private final HttpClient http;
  private final boolean compression;

  JettyClient(ClientSettings settings) throws Exception {
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setExecutor(new QueuedThreadPool(16, 4));
    connector.setTCPNoDelay(true);
    if (settings.trust() != null) {
      SslContextFactory.Client tls = new SslContextFactory.Client();
      tls.setSslContext(Identity.trusting(settings.trust()));
      connector.setSslContextFactory(tls);
    }
    http = new HttpClient(new HttpClientTransportOverHTTP(connector));
    client = new WebSocketClient(http);
    client.setIdleTimeout(Duration.ZERO);
    client.setMaxTextMessageSize(ServerSettings.MAX_MESSAGE_BYTES);
    client.setMaxBinaryMessageSize(ServerSettings.MAX_MESSAGE_BYTES);
    client.setInputBufferSize(BUFFER_BYTES);
    client.setOutputBufferSize(BUFFER_BYTES);
    compression = settings.compression();
    if (!compression) { // which works on fragments of its own size only
      client.setMaxFrameSize(ServerSettings.MAX_MESSAGE_BYTES);
      client.setAutoFragment(false);
    }
    http.start();
    client.start();
  }

  @Override
  public CompletableFuture<PeerSocket> connect(URI uri, PeerListener listener) {
    Calls calls = new Calls(listener);
    ClientUpgradeRequest request = new ClientUpgradeRequest(uri);
    if (compression) {
      request.addExtensions("permessage-deflate");
    }
    try {
      return client.connect(calls, request).thenApply(session -> calls.socket.get());
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    try {
      client.setStopTimeout(0);
      client.stop();
      http.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Jetty does not stop: " + e.getMessage(), e);
    }
  }

  private record Socket(Session session) implements PeerSocket {
    @Override
    public void sendText(String text) {
      session.sendText(text, Callback.NOOP);
    }

    @Override
    public void sendBinary(ByteBuffer data) {
      session.sendBinary(data.duplicate(), Callback.NOOP);
    }

    @Override
    public void close(int code, String reason) {
      session.close(code, reason, Callback.NOOP);
    }
  }

  /** Public for Jetty's method handles. */
  public static final class Calls implements Session.Listener.AutoDemanding {
    private final PeerListener listener;
    final OnceSet<PeerSocket> socket = new OnceSet<>();

    Calls(PeerListener listener) {
      this.listener = listener;
    }

    @Override
    public void onWebSocketOpen(Session session) {
      listener.onOpen(socket.set(new Socket(session)));
    }

    @Override
    public void onWebSocketText(String text) {
      listener.onText(socket.get(), text);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      listener.onBinary(socket.get(), payload);
      callback.succeed();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      listener.onClose(code);
      callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable error) {
      listener.onError(error);
    }
  }
}
