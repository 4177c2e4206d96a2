package dev.we.peers;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.DefaultSSLWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/**
 * Java-WebSocket: its selector thread and one decoder thread; no pings of its own. With several
 * messages in flight on a connection, its selector can overlook an echo that the decoder queues
 * while another is written, until the next one.
 */
final class JavaWebSocketServer implements EchoServer {
  private final Echo server;

  JavaWebSocketServer(ServerSettings settings) throws InterruptedException {
    Draft_6455 draft =
        settings.compression()
            ? new Draft_6455(new PerMessageDeflateExtension())
            : new Draft_6455();
    server = new Echo(new InetSocketAddress("127.0.0.1", settings.port()), draft);
    server.setReuseAddr(true);
    server.setTcpNoDelay(true);
    server.setDaemon(true);
    server.setMaxPendingConnections(4096);
    server.setConnectionLostTimeout(0);
    if (settings.identity() != null) {
      server.setWebSocketFactory(
          new DefaultSSLWebSocketServerFactory(settings.identity().context()));
    }
    server.start();
    server.started.await();
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    try {
      server.stop(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Echo extends WebSocketServer {
    final CountDownLatch started = new CountDownLatch(1);

    Echo(InetSocketAddress address, Draft_6455 draft) {
      super(address, 1, List.of(draft));
    }

    @Override
    public void onStart() {
      started.countDown();
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {}

    @Override
    public void onMessage(WebSocket socket, String text) {
      socket.send(text);
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer data) {
      socket.send(data);
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {}

    @Override
    public void onError(@Nullable WebSocket socket, Exception error) {
      started.countDown(); // if it cannot listen, its port says so
    }
  }
}
