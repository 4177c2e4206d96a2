package dev.we.peers;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.nio.ByteBuffer;
import java.util.Map;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer;
import org.glassfish.tyrus.container.grizzly.server.WebSocketAddOn;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.spi.ServerContainer;

/**
 * Tyrus on Grizzly, the add-on put into a Grizzly server as it does itself, which also gives TLS.
 * The endpoint never waits, so it runs on the one selector's thread.
 */
final class TyrusServer implements EchoServer {
  private final HttpServer server = new HttpServer();
  private final NetworkListener listener;

  TyrusServer(ServerSettings settings) throws Exception {
    ServerContainer container =
        new GrizzlyServerContainer()
            .createContainer(
                Map.of(
                    TyrusWebSocketEngine.INCOMING_BUFFER_SIZE,
                    ServerSettings.MAX_MESSAGE_BYTES + 14));
    ((TyrusWebSocketEngine) container.getWebSocketEngine())
        .register(
            ServerEndpointConfig.Builder.create(Echo.class, "/")
                .configurator(new EchoConfigurator(false))
                .build(),
            "");
    listener = new NetworkListener("tyrus", "127.0.0.1", settings.port());
    TCPNIOTransport transport = listener.getTransport();
    transport.setTcpNoDelay(true);
    transport.setSelectorRunnersCount(1);
    transport.setIOStrategy(SameThreadIOStrategy.getInstance());
    transport.setServerConnectionBackLog(4096);
    listener.getKeepAlive().setIdleTimeoutInSeconds(-1);
    if (settings.identity() != null) {
      listener.setSecure(true);
      listener.setSSLEngineConfig(
          new SSLEngineConfigurator(settings.identity().context(), false, false, false));
    }
    listener.registerAddOn(new WebSocketAddOn(container, "/"));
    server.addListener(listener);
    server.start();
  }

  @Override
  public int port() {
    return listener.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /** One per connection. */
  public static final class Echo extends Endpoint {
    /** Made by the container. */
    public Echo() {}

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.setMaxIdleTimeout(0);
      session.setMaxBinaryMessageBufferSize(ServerSettings.MAX_MESSAGE_BYTES);
      session.setMaxTextMessageBufferSize(ServerSettings.MAX_MESSAGE_BYTES);
      session.addMessageHandler(
          ByteBuffer.class,
          (MessageHandler.Whole<ByteBuffer>) data -> session.getAsyncRemote().sendBinary(data));
      session.addMessageHandler(
          String.class,
          (MessageHandler.Whole<String>) text -> session.getAsyncRemote().sendText(text));
    }
  }
}
