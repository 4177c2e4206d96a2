package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.ConnectFailedException;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.Tls.ClientAuth;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import dev.we.net.websocket.transport.Certificates;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code wss}, from the API's settings to the messages. */
class SecureTest {
  private static Tls tls(@Nullable String certificate) throws Exception {
    return Tls.of(Certificates.context(certificate));
  }

  private static WebSocketServer serve(Tls tls) throws Exception {
    return WebSocketServer.builder().tls(tls).listener("/", Echo::new).bind("127.0.0.1", 0);
  }

  private static URI localhost(WebSocketServer server) {
    return URI.create("wss://localhost:" + server.port() + "/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void messages_of_every_size_go_both_ways_and_the_close_is_clean(String version) throws Exception {
    Recorder recorder = new Recorder();
    try (WebSocketServer server = serve(tls(Certificates.LOCALHOST).withProtocols(version));
        WebSocketClient client = WebSocketClient.builder().tls(tls(null)).build()) {
      assertThat(server.uri("/").getScheme()).isEqualTo("wss");
      var socket = Recorder.await(client.connect(localhost(server), recorder));
      assertThat(socket.tlsSession().orElseThrow().getProtocol()).isEqualTo(version);
      assertThat(recorder.next()).isEqualTo("open");
      for (int size : new int[] {0, 1, 125, 126, 16_383, 16_384, 65_536, 1_000_000}) {
        socket.sendBinary(ByteBuffer.allocate(size));
        assertThat(recorder.next()).isEqualTo("binary " + size);
      }
      socket.sendText("Grüße");
      assertThat(recorder.next()).isEqualTo("text Grüße");
      socket.close(4004, "done");
      assertThat(recorder.next()).isEqualTo("close 4004 done clean");
    }
  }

  @Test
  void the_blocking_face_speaks_tls_too() throws Exception {
    try (WebSocketServer server = serve(tls(Certificates.LOCALHOST));
        WebSocketClient client = WebSocketClient.builder().tls(tls(null)).build();
        BlockingWebSocket socket = client.open(localhost(server))) {
      for (int i = 0; i < 200; i++) {
        socket.sendText("message " + i);
      }
      for (int i = 0; i < 200; i++) {
        assertThat(socket.receive()).isEqualTo(new Message.Text("message " + i));
      }
    }
  }

  @Test
  void a_certificate_that_is_not_trusted_or_for_another_host_is_refused_by_name() throws Exception {
    try (WebSocketServer server = serve(tls(Certificates.LOCALHOST));
        WebSocketServer stranger = serve(tls(Certificates.STRANGER));
        WebSocketClient client = WebSocketClient.builder().tls(tls(null)).build()) {
      assertTlsFails(client, localhost(stranger), "not trusted");
      assertTlsFails(client, server.uri("/"), "another host");
      try (WebSocketClient careless =
          WebSocketClient.builder().tls(tls(null).withoutHostNameVerification()).build()) {
        careless.open(server.uri("/")).close();
      }
    }
  }

  @Test
  void plain_text_to_a_tls_server_and_tls_to_a_plain_one_fail_and_say_so() throws Exception {
    try (WebSocketServer secure = serve(tls(Certificates.LOCALHOST));
        WebSocketServer plain =
            WebSocketServer.builder().listener("/", Echo::new).bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.builder().tls(tls(null)).build()) {
      assertTlsFails(client, localhost(plain), "TLS");
      assertThatThrownBy(() -> client.open(URI.create("ws://localhost:" + secure.port() + "/")))
          .hasMessageContaining("localhost:" + secure.port());
    }
  }

  @Test
  void a_client_certificate_is_asked_for_where_it_is_needed_and_the_endpoint_can_see_it()
      throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    Tls needed = tls(Certificates.LOCALHOST).withClientAuth(ClientAuth.NEEDED);
    try (WebSocketServer server =
            WebSocketServer.builder()
                .tls(needed)
                .blocking(
                    "/",
                    socket -> {
                      var session = socket.socket().tlsSession().orElseThrow();
                      seen.complete(
                          ((X509Certificate) session.getPeerCertificates()[0])
                              .getSubjectX500Principal()
                              .getName());
                    })
                .bind("127.0.0.1", 0);
        WebSocketClient known = WebSocketClient.builder().tls(tls(Certificates.LOCALHOST)).build();
        WebSocketClient unknown = WebSocketClient.builder().tls(tls(null)).build()) {
      known.open(localhost(server)).close();
      assertThat(Recorder.await(seen)).containsIgnoringCase("localhost");
      assertThatThrownBy(() -> unknown.open(localhost(server)))
          .isInstanceOf(dev.we.net.websocket.WebSocketException.class);
    }
  }

  private static void assertTlsFails(WebSocketClient client, URI uri, String why) {
    assertThatThrownBy(() -> client.open(uri))
        .isInstanceOfSatisfying(
            ConnectFailedException.class,
            e -> assertThat(e.stage()).isEqualTo(ConnectFailedException.Stage.TLS))
        .hasMessageContaining(why);
  }
}
