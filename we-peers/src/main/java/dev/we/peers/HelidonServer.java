package dev.we.peers;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.time.Duration;

/** Helidon: a virtual thread for each connection; frames are sent back one by one as they come. */
final class HelidonServer implements EchoServer {
  private final WebServer server;

  HelidonServer(ServerSettings settings) {
    WebServerConfig.Builder builder =
        WebServer.builder()
            .host("127.0.0.1")
            .port(settings.port())
            .backlog(4096)
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ZERO)
            .connectionOptions(options -> options.tcpNoDelay(true))
            .addProtocol(
                WsConfig.builder().maxFrameLength(ServerSettings.MAX_MESSAGE_BYTES).build())
            .addRouting(WsRouting.builder().endpoint("/", new Echo()));
    if (settings.identity() != null) {
      builder.tls(Tls.builder().sslContext(settings.identity().context()).build());
    }
    server = builder.build().start();
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static final class Echo implements WsListener {
    @Override
    public void onMessage(WsSession session, String text, boolean last) {
      session.send(text, last);
    }

    @Override
    public void onMessage(WsSession session, BufferData data, boolean last) {
      session.send(data, last);
    }

    /** Nobody else answers it. */
    @Override
    public void onPing(WsSession session, BufferData payload) {
      session.pong(payload);
    }
  }
}
