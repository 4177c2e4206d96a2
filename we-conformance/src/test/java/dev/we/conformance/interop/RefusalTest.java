package dev.we.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.we.conformance.tls.Certificate;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.peers.EchoServer;
import dev.we.peers.ServerPeer;
import dev.we.peers.ServerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes that a peer refuses, that we refuse it, and that we must not take from it. */
class RefusalTest {
  static Stream<Arguments> peersAndSchemes() {
    return NegotiationTest.peersAndSchemes();
  }

  @ParameterizedTest
  @MethodSource("peersAndSchemes")
  void statusHeadersAndBodyOfItsRefusalAreTold(ProcessPeer peer, boolean secure) throws Exception {
    peer.missing().ifPresent(why -> abort(peer + " is skipped: " + why));
    try (PeerProcess server = peer.startServer(secure);
        WebSocketClient client =
            WebSocketClient.builder().tls(Certificate.shared().tls()).build()) {
      URI uri = URI.create((secure ? "wss" : "ws") + "://localhost:" + server.port() + "/refuse");
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> client.connect(uri, new End()).get())
          .withMessageContaining("403")
          .satisfies(e -> {
            HandshakeException failed = (HandshakeException) e.getCause();
            HandshakeException.Refusal refusal = failed.refusal().orElseThrow();
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.headers().first("X-Why")).contains("test");
            assertThat(StandardCharsets.UTF_8.decode(refusal.body()).toString())
                .isEqualTo("not you");
          });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ourRefusalReachesTheClientOfTheJdk(boolean secure) throws Exception {
    Certificate certificate = Certificate.shared();
    try (OurServer server =
            new OurServer(secure ? certificate : null, Compression.off(), Limits.defaults());
        HttpClient client = HttpClient.newBuilder().sslContext(certificate.context()).build()) {
      URI uri = URI.create(server.url() + "/nobody");
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(
              () -> client.newWebSocketBuilder().buildAsync(uri, new WebSocket.Listener() {}).get())
          .satisfies(e -> {
            WebSocketHandshakeException failed = (WebSocketHandshakeException) e.getCause();
            assertThat(failed.getResponse().statusCode()).isEqualTo(404);
          });
    }
  }

  /**
   * RFC 7692, 7.1.2.1: a server accepts an offer with server_max_window_bits by an answer that has
   * it, too. Without it these would send distances that our window does not reach.
   */
  @ParameterizedTest
  @EnumSource(
      value = ServerPeer.class,
      names = {"JETTY", "UNDERTOW", "JAVA_WEBSOCKET"})
  void anAnswerWithoutTheWindowThatWasAskedForFailsTheHandshake(ServerPeer peer) throws Exception {
    try (EchoServer server = peer.start(ServerSettings.plain().withCompression());
        WebSocketClient client =
            WebSocketClient.builder()
                .compression(Compression.builder().receiveWindowBits(10).build())
                .build()) {
      URI uri = URI.create("ws://localhost:" + server.port() + "/");
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> client.connect(uri, new End()).get())
          .withCauseInstanceOf(HandshakeException.class)
          .withMessageContaining(
              "it lacks server_max_window_bits, which was asked to be at most 10");
    }
  }
}
