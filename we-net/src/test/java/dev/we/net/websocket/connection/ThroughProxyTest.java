package dev.we.net.websocket.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.ConnectFailedException;
import dev.we.net.websocket.ConnectFailedException.Stage;
import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.DeadlineException;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.Proxy;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import dev.we.net.websocket.transport.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client behind a proxy: ws and wss to servers that only the proxy can name. */
class ThroughProxyTest {
  /** A name that no name service knows: the proxy leads it to the loopback address. */
  private static final String HIDDEN = "localhost";

  private static WebSocketClient through(Proxy proxy) {
    return WebSocketClient.builder().proxy(proxy).build();
  }

  private static Proxy proxyAt(URI uri) {
    return Proxy.http(uri.getHost(), uri.getPort());
  }

  @ParameterizedTest
  @EnumSource(Proxy.Kind.class)
  void messages_and_close_go_through_ws(Proxy.Kind kind) throws Exception {
    try (WebSocketServer server =
            WebSocketServer.builder().listener("/", Echo::new).bind("127.0.0.1", 0);
        TestProxy proxy = new TestProxy(kind);
        WebSocketClient client = through(proxy.settings());
        BlockingWebSocket socket =
            client.open(URI.create("ws://" + HIDDEN + ":" + server.port() + "/"))) {
      socket.sendText("hello");
      assertThat(socket.receive()).isEqualTo(new Message.Text("hello"));
      assertThat(proxy.asked).containsExactly(HIDDEN + ":" + server.port());
    }
  }

  @ParameterizedTest
  @EnumSource(Proxy.Kind.class)
  void tls_is_with_the_server_and_checks_its_name(Proxy.Kind kind) throws Exception {
    try (WebSocketServer server =
            WebSocketServer.builder()
                .tls(Tls.of(Certificates.context(Certificates.LOCALHOST)))
                .listener("/", Echo::new)
                .bind("127.0.0.1", 0);
        TestProxy proxy = new TestProxy(kind);
        WebSocketClient client =
            WebSocketClient.builder()
                .proxy(proxy.settings())
                .tls(Tls.of(Certificates.context(null)))
                .build()) {
      try (BlockingWebSocket socket =
          client.open(URI.create("wss://" + HIDDEN + ":" + server.port() + "/"))) {
        socket.sendText("hello");
        assertThat(socket.receive()).isEqualTo(new Message.Text("hello"));
      }
      assertThatThrownBy(
              () -> client.open(URI.create("wss://127.0.0.1:" + server.port() + "/")).close())
          .isInstanceOfSatisfying(
              ConnectFailedException.class, e -> assertThat(e.stage()).isEqualTo(Stage.TLS))
          .hasMessageContaining("another host");
    }
  }

  @Test
  void a_refusal_names_the_proxy_the_server_and_the_reason_and_no_secret() {
    try (RawServer proxy =
            new RawServer(socket -> {
              RawServer.readHead(socket);
              RawServer.send(socket, "HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n");
            });
        WebSocketClient client = through(proxyAt(proxy.uri()).withCredentials("user", "s3cret"))) {
      ConnectFailedException failure =
          catchThrowableOfType(
              ConnectFailedException.class,
              () -> client.open(URI.create("ws://server.invalid/")).close());
      assertThat(failure.stage()).isEqualTo(Stage.PROXY);
      assertThat(failure)
          .hasMessage(
              "the proxy 127.0.0.1:%d on the way to server.invalid:80: it answered 407 Who to CONNECT: it does not take this user and password"
                  .formatted(proxy.uri().getPort()));
    }
  }

  @Test
  void a_proxy_that_hangs_up_or_is_not_there_fails_the_connection() throws Exception {
    int nobody;
    try (ServerSocket closing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = closing.getLocalPort();
    }
    try (RawServer mute = new RawServer(RawServer::readHead);
        WebSocketClient client = through(proxyAt(mute.uri()));
        WebSocketClient lost = through(Proxy.http("127.0.0.1", nobody))) {
      URI server = URI.create("ws://server.invalid/");
      assertThatThrownBy(() -> client.open(server).close())
          .hasMessageContaining("the proxy 127.0.0.1:")
          .hasMessageContaining("closed the connection without an answer");
      assertThatThrownBy(() -> lost.open(server).close())
          .isInstanceOfSatisfying(
              ConnectFailedException.class, e -> assertThat(e.stage()).isEqualTo(Stage.CONNECT))
          .hasMessageContaining("cannot connect to the proxy 127.0.0.1:" + nobody)
          .hasMessageContaining("on the way to server.invalid:80");
    }
  }

  @Test
  void a_proxy_that_never_answers_meets_the_connect_timeout() {
    Limits hasty = Limits.builder().connectTimeout(Duration.ofMillis(50)).build();
    try (RawServer silent = new RawServer(socket -> socket.getInputStream().readAllBytes());
        WebSocketClient client =
            WebSocketClient.builder().limits(hasty).proxy(proxyAt(silent.uri())).build()) {
      assertThatThrownBy(() -> client.open(URI.create("ws://server.invalid/")).close())
          .isInstanceOfSatisfying(
              DeadlineException.class, e -> assertThat(e.deadline()).isEqualTo(Deadline.CONNECT))
          .hasMessageContaining("the proxy 127.0.0.1:");
    }
  }

  @Test
  void what_the_server_says_in_the_same_breath_as_the_proxy_is_not_lost() throws Exception {
    // The server cannot speak before it was asked; a proxy that answers for both shows the
    // hand-over.
    try (RawServer both =
            new RawServer(socket -> {
              RawServer.readHead(socket);
              RawServer.send(socket, "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 404 Not here\r\n\r\n");
            });
        WebSocketClient client = through(proxyAt(both.uri()))) {
      assertThatThrownBy(() -> client.open(URI.create("ws://server.invalid/")).close())
          .hasMessageContaining("server.invalid:80: the server answered 404 Not here");
    }
  }

  /** A proxy of a few lines that connects every name to the loopback address. */
  private static final class TestProxy implements AutoCloseable {
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final Proxy.Kind kind;
    private final ServerSocket listening;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    TestProxy(Proxy.Kind kind) throws IOException {
      this.kind = kind;
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual()
          .start(() -> {
            while (!listening.isClosed()) {
              try {
                Socket client = listening.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
              } catch (IOException e) {
                // The test is over.
              }
            }
          });
    }

    Proxy settings() {
      return new Proxy(kind, "127.0.0.1", listening.getLocalPort(), java.util.Optional.empty())
          .withCredentials("user", "password");
    }

    private void serve(Socket client) {
      try (client;
          Socket server = kind == Proxy.Kind.HTTP ? http(client) : socks(client)) {
        open.add(server);
        Thread back = Thread.ofVirtual().start(() -> pass(server, client));
        pass(client, server);
        back.join();
      } catch (IOException | InterruptedException e) {
        // One of the two has gone.
      }
    }

    private static void pass(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
        to.shutdownOutput();
      } catch (IOException e) {
        // One of the two has gone.
      }
    }

    private Socket http(Socket client) throws IOException {
      String head = RawServer.readHead(client);
      assertThat(head).contains("Proxy-Authorization: Basic dXNlcjpwYXNzd29yZA==\r\n");
      String target = head.substring("CONNECT ".length(), head.indexOf(" HTTP/1.1"));
      asked.add(target);
      int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      RawServer.send(client, "HTTP/1.1 200 Connection established\r\n\r\n");
      return server;
    }

    private Socket socks(Socket client) throws IOException {
      InputStream in = client.getInputStream();
      assertThat(in.readNBytes(4)).containsExactly(5, 2, 0, 2);
      client.getOutputStream().write(new byte[] {5, 2});
      in.readNBytes(1);
      assertThat(new String(in.readNBytes(in.read()), ISO_8859_1)).isEqualTo("user");
      assertThat(new String(in.readNBytes(in.read()), ISO_8859_1)).isEqualTo("password");
      client.getOutputStream().write(new byte[] {1, 0});
      byte[] head = in.readNBytes(4);
      String host =
          head[3] == 3
              ? new String(in.readNBytes(in.read()), ISO_8859_1)
              : InetAddress.getByAddress(in.readNBytes(head[3] == 1 ? 4 : 16)).getHostAddress();
      int port = in.read() << 8 | in.read();
      asked.add(host + ":" + port);
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      client.getOutputStream().write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
      return server;
    }

    @Override
    public void close() throws IOException {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    }
  }
}
