package dev.we.peers;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocketFactory;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;

/** Java-WebSocket: two threads for each connection; no pings of its own. */
final class JavaWebSocketClient implements PeerClient {
  private final @Nullable SSLSocketFactory tls;
  private final boolean compression;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  JavaWebSocketClient(ClientSettings settings) {
    tls = settings.trust() == null ? null : Identity.trusting(settings.trust()).getSocketFactory();
    compression = settings.compression();
  }

  @Override
  public CompletableFuture<PeerSocket> connect(URI uri, PeerListener listener) {
    Draft_6455 draft =
        compression ? new Draft_6455(new PerMessageDeflateExtension()) : new Draft_6455();
    Connection connection = new Connection(uri, draft, listener);
    connection.setTcpNoDelay(true);
    connection.setDaemon(true);
    connection.setConnectionLostTimeout(0);
    if (tls != null) {
      connection.setSocketFactory(tls);
    }
    connections.add(connection);
    connection.connect();
    return connection.opened;
  }

  @Override
  public void close() {
    connections.forEach(connection -> connection.closeConnection(1001, ""));
  }

  private static final class Connection extends WebSocketClient implements PeerSocket {
    final CompletableFuture<PeerSocket> opened = new CompletableFuture<>();
    private final PeerListener listener;

    /** The last message sent, and its copy in an array, without which its compression fails. */
    private @Nullable ByteBuffer source;

    private @Nullable ByteBuffer prepared;

    Connection(URI uri, Draft_6455 draft, PeerListener listener) {
      super(uri, draft);
      this.listener = listener;
    }

    @Override
    public void sendText(String text) {
      send(text);
    }

    @Override
    public void sendBinary(ByteBuffer data) {
      ByteBuffer message = prepared;
      if (data != source || message == null) {
        message = ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip();
        source = data;
        prepared = message;
      }
      send(message.duplicate());
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
      listener.onOpen(this);
      opened.complete(this);
    }

    @Override
    public void onMessage(String text) {
      listener.onText(this, text);
    }

    @Override
    public void onMessage(ByteBuffer data) {
      listener.onBinary(this, data);
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
      if (!opened.completeExceptionally(new IllegalStateException("closed: " + reason))) {
        listener.onClose(code);
      }
    }

    @Override
    public void onError(Exception error) {
      if (!opened.completeExceptionally(error)) {
        listener.onError(error);
      }
    }
  }
}
