package dev.we.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.we.conformance.tls.Certificate;
import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.ConnectFailedException;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.Proxy;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.ServerBuilder;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our client behind proxies that others wrote: tinyproxy for CONNECT, microsocks for SOCKS 5. */
@Timeout(60)
class ForwardProxyTest {
  private static final String USER = "someone";
  private static final String PASSWORD = "s3cret-w0rd";
  private static final int LARGE_BYTES = 3_000_000;

  /** A proxy of a kind, which lets everybody in or only who has the password. */
  record Way(Proxy.Kind kind, boolean guarded) {
    Path program() {
      return Path.of(kind == Proxy.Kind.HTTP ? "/usr/bin/tinyproxy" : "/usr/bin/microsocks");
    }

    PeerProcess start(int port, Path folder) throws IOException {
      ProcessBuilder command;
      if (kind == Proxy.Kind.HTTP) {
        Path file = folder.resolve("tinyproxy.conf");
        String guard = guarded ? "BasicAuth " + USER + " " + PASSWORD + "\n" : "";
        Files.writeString(
            file, "Port " + port + "\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\n" + guard);
        command = new ProcessBuilder(program().toString(), "-d", "-c", file.toString());
      } else {
        command =
            new ProcessBuilder(
                program().toString(), "-i", "127.0.0.1", "-p", Integer.toString(port));
        if (guarded) {
          command.command().addAll(java.util.List.of("-u", USER, "-P", PASSWORD));
        }
      }
      return new PeerProcess(program().getFileName().toString(), command);
    }

    Proxy at(int port) {
      return kind == Proxy.Kind.HTTP
          ? Proxy.http("127.0.0.1", port)
          : Proxy.socks5("127.0.0.1", port);
    }

    @Override
    public String toString() {
      return program().getFileName() + (guarded ? " with a password" : "");
    }
  }

  static Stream<Way> ways() {
    return Stream.of(Proxy.Kind.values())
        .flatMap(kind -> Stream.of(new Way(kind, false), new Way(kind, true)));
  }

  private static final class Echo implements WebSocketListener {
    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      socket.sendBinary(data);
    }

    @Override
    public void onText(WebSocket socket, String text) {
      socket.sendText(text);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void messages_go_through_ws_and_wss_and_who_may_not_is_refused_by_name(Way way) throws Exception {
    if (!Files.isExecutable(way.program())) {
      abort(way.program() + " is not installed");
    }
    int port = PeerProcess.freePort();
    Path folder = Files.createTempDirectory("we-forward-");
    try (PeerProcess running = way.start(port, folder)) {
      running.awaitListening(port);
      Proxy proxy = way.guarded() ? way.at(port).withCredentials(USER, PASSWORD) : way.at(port);
      converse(proxy, false);
      converse(proxy, true);
      if (way.guarded()) {
        assertRefused(way.at(port), "user and a password");
        assertRefused(way.at(port).withCredentials(USER, "wrong"), "user and password");
      }
    }
  }

  private static void converse(Proxy proxy, boolean secure) throws Exception {
    ServerBuilder builder = WebSocketServer.builder().listener("/", Echo::new);
    WebSocketClient.Builder clients = WebSocketClient.builder().proxy(proxy);
    if (secure) {
      builder.tls(Certificate.shared().tls());
      clients.tls(Certificate.shared().tls());
    }
    try (WebSocketServer server = builder.bind("127.0.0.1", 0);
        WebSocketClient client = clients.build();
        BlockingWebSocket socket =
            client.open(
                URI.create((secure ? "wss" : "ws") + "://localhost:" + server.port() + "/"))) {
      socket.sendText("through " + proxy);
      assertThat(socket.receive()).isEqualTo(new Message.Text("through " + proxy));
      socket.sendBinary(ByteBuffer.allocate(LARGE_BYTES));
      assertThat(((Message.Binary) socket.receive()).data().remaining()).isEqualTo(LARGE_BYTES);
    }
  }

  private static void assertRefused(Proxy proxy, String why) {
    try (WebSocketClient client = WebSocketClient.builder().proxy(proxy).build()) {
      assertThatThrownBy(() -> client.open(URI.create("ws://localhost:1/")).close())
          .isInstanceOfSatisfying(
              ConnectFailedException.class,
              e -> assertThat(e.stage()).isEqualTo(ConnectFailedException.Stage.PROXY))
          .hasMessageContaining("the proxy 127.0.0.1:" + proxy.port())
          .hasMessageContaining(why);
    }
  }
}
