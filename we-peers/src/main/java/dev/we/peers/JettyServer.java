package dev.we.peers;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * Jetty: its own API on the core server, without servlets. The endpoint never waits, and says so,
 * so that it runs on the selector's thread; messages that are not compressed go out in one frame.
 */
final class JettyServer implements EchoServer {
  private static final int BUFFER_BYTES = 64 << 10;

  private final Server server;
  private final ServerConnector connector;

  JettyServer(ServerSettings settings) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(16, 4);
    server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    if (settings.identity() == null) {
      connector = new ServerConnector(server, 1, 1, http);
    } else {
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setSslContext(settings.identity().context());
      connector =
          new ServerConnector(server, 1, 1, new SslConnectionFactory(tls, "http/1.1"), http);
    }
    connector.setHost("127.0.0.1");
    connector.setPort(settings.port());
    connector.setAcceptQueueSize(4096);
    connector.setIdleTimeout(0);
    server.addConnector(connector);
    boolean compression = settings.compression();
    server.setHandler(
        WebSocketUpgradeHandler.from(server, container -> configure(container, compression)));
    server.start();
  }

  private static void configure(ServerWebSocketContainer container, boolean compression) {
    container.setInvocationType(Invocable.InvocationType.NON_BLOCKING);
    container.setIdleTimeout(Duration.ZERO);
    container.setMaxTextMessageSize(ServerSettings.MAX_MESSAGE_BYTES);
    container.setMaxBinaryMessageSize(ServerSettings.MAX_MESSAGE_BYTES);
    if (!compression) { // which works on fragments of its own size only
      container.setMaxFrameSize(ServerSettings.MAX_MESSAGE_BYTES);
      container.setAutoFragment(false);
    }
    container.setInputBufferSize(BUFFER_BYTES);
    container.setOutputBufferSize(BUFFER_BYTES);
    container.addMapping(
        "/*",
        (request, response, callback) -> {
          if (!compression) {
            noExtensions(response);
          }
          return new Echo();
        });
  }

  private static void noExtensions(ServerUpgradeResponse response) {
    response.setExtensions(List.of());
  }

  @Override
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.setStopTimeout(0);
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Jetty does not stop: " + e.getMessage(), e);
    }
  }

  /** Asks for the next message when the echo of the last is on its way. */
  public static final class Echo implements Session.Listener {
    private @Nullable Session session;

    @Override
    public void onWebSocketOpen(Session opened) {
      session = opened;
      opened.demand();
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      Session open = session;
      if (open != null) {
        open.sendBinary(
            payload,
            Callback.from(
                () -> {
                  callback.succeed();
                  open.demand();
                },
                callback::fail));
      }
    }

    @Override
    public void onWebSocketText(String text) {
      Session open = session;
      if (open != null) {
        open.sendText(text, Callback.from(open::demand, failure -> open.disconnect()));
      }
    }
  }
}
