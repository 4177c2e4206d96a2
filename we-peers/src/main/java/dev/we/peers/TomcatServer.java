package dev.we.peers;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.websocket.server.Constants;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat, embedded: messages are sent back in the parts in which they are handed over, up to 64 KiB
 * each, since a buffer for a whole one would be kept by every connection.
 */
final class TomcatServer implements EchoServer {
  private static final String BUFFER_BYTES = Integer.toString(64 << 10);

  private final Tomcat tomcat = new Tomcat();
  private final Path folder;

  TomcatServer(ServerSettings settings) throws IOException, LifecycleException {
    folder = Files.createTempDirectory("we-peers-tomcat-");
    tomcat.setBaseDir(folder.toString());
    tomcat.setConnector(connector(settings));
    StandardContext context = (StandardContext) tomcat.addContext("", null);
    context.setClearReferencesRmiTargets(false); // the checks of a reloadable application
    context.setClearReferencesThreadLocals(false);
    Tomcat.addServlet(context, "default", new DefaultServlet());
    context.addServletMapping("/", "default");
    context.addParameter(Constants.BINARY_BUFFER_SIZE_SERVLET_CONTEXT_INIT_PARAM, BUFFER_BYTES);
    context.addParameter(Constants.TEXT_BUFFER_SIZE_SERVLET_CONTEXT_INIT_PARAM, BUFFER_BYTES);
    context.addServletContainerInitializer(new Deployment(settings.compression()), null);
    tomcat.start();
  }

  private static Connector connector(ServerSettings settings) {
    Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
    connector.setPort(settings.port());
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("tcpNoDelay", "true");
    connector.setProperty("acceptCount", "4096");
    connector.setProperty("maxConnections", "-1");
    connector.setProperty("maxThreads", "16");
    Identity identity = settings.identity();
    if (identity != null) {
      SSLHostConfig host = new SSLHostConfig();
      SSLHostConfigCertificate certificate =
          new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
      certificate.setCertificateKeystore(identity.store());
      certificate.setCertificateKeystorePassword(identity.password());
      host.addCertificate(certificate);
      connector.setScheme("https");
      connector.setSecure(true);
      connector.setProperty("SSLEnabled", "true");
      connector.addSslHostConfig(host);
    }
    return connector;
  }

  @Override
  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (LifecycleException e) {
      throw new IllegalStateException("Tomcat does not stop: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the context's WebSocket container, and adds the endpoint to it. */
  private record Deployment(boolean compression) implements ServletContainerInitializer {
    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context)
        throws ServletException {
      new WsSci().onStartup(Set.of(), context);
      ServerContainer container =
          (ServerContainer)
              context.getAttribute(Constants.SERVER_CONTAINER_SERVLET_CONTEXT_ATTRIBUTE);
      try {
        container.addEndpoint(
            ServerEndpointConfig.Builder.create(Echo.class, "/")
                .configurator(new EchoConfigurator(compression))
                .build());
      } catch (DeploymentException e) {
        throw new ServletException(e);
      }
    }
  }

  /** One per connection. */
  public static final class Echo extends Endpoint {
    /** Made by the container. */
    public Echo() {}

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.addMessageHandler(ByteBuffer.class, new Data(session));
      session.addMessageHandler(String.class, new Text(session));
    }
  }

  private record Data(Session session) implements MessageHandler.Partial<ByteBuffer> {
    @Override
    public void onMessage(ByteBuffer part, boolean last) {
      try {
        session.getBasicRemote().sendBinary(part, last);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private record Text(Session session) implements MessageHandler.Partial<String> {
    @Override
    public void onMessage(String part, boolean last) {
      try {
        session.getBasicRemote().sendText(part, last);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
