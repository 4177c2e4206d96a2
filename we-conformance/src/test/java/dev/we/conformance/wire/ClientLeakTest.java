package dev.we.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.Leftovers;
import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.conformance.tls.Certificate;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Connections that fail in every way, many of each: while the client goes on, nothing of them may
 * stay.
 */
@ExtendWith(NothingIsLeft.class)
class ClientLeakTest {
  private static final Duration SHORT = Duration.ofMillis(40);

  private static final Limits IMPATIENT_TO_OPEN =
      Limits.builder().handshakeTimeout(SHORT).tlsTimeout(SHORT).build();

  private static final Limits IMPATIENT_TO_CLOSE = Limits.builder().closeTimeout(SHORT).build();

  /**
   * Connects so often, waits until all have ended and nothing is left, and tells how they ended.
   */
  private static Map<String, Long> connect(WebSocketClient client, URI uri, int times)
      throws InterruptedException {
    Leftovers before = Leftovers.now();
    Endings endings = new Endings();
    endings.connect(client, Stream.generate(() -> uri).limit(times));
    before.awaitNoMore();
    return endings.await(times);
  }

  private static WebSocketClient client(Limits limits) {
    // All of its threads are there from the beginning: a new one would look like a leak.
    return WebSocketClient.builder().loops(1).limits(limits).build();
  }

  @Test
  void nobodyListens() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    try (WebSocketClient client = client(Limits.defaults())) {
      assertThat(connect(client, URI.create("ws://127.0.0.1:" + port), 1000))
          .containsExactly(Map.entry("ConnectFailedException", 1000L));
    }
  }

  @Test
  void theServerStaysSilent() throws Exception {
    try (WebSocketClient client = client(IMPATIENT_TO_OPEN);
        RawServer server = new RawServer((peer, head) -> peer.readAll())) {
      assertThat(connect(client, server.uri("/"), 300))
          .containsExactly(Map.entry("DeadlineException", 300L));
    }
  }

  @Test
  void theServerRefuses() throws Exception {
    try (WebSocketClient client = client(Limits.defaults());
        RawServer server =
            new RawServer((peer, head) ->
                peer.write(
                    RawPeer.ascii("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")))) {
      assertThat(connect(client, server.uri("/"), 1000))
          .containsExactly(Map.entry("HandshakeException", 1000L));
    }
  }

  @Test
  void theServersAnswerIsWrong() throws Exception {
    try (WebSocketClient client = client(Limits.defaults());
        RawServer server =
            new RawServer((peer, head) ->
                peer.write(RawServer.acceptance(head.replace("Key: ", "Key: x"))))) {
      assertThat(connect(client, server.uri("/"), 1000))
          .containsExactly(Map.entry("HandshakeException", 1000L));
    }
  }

  @Test
  void theServerResetsInsideTheHandshake() throws Exception {
    try (WebSocketClient client = client(Limits.defaults());
        RawServer server = new RawServer((peer, head) -> peer.reset())) {
      assertThat(connect(client, server.uri("/"), 500))
          .containsExactly(Map.entry("ConnectionLostException", 500L));
    }
  }

  @Test
  void theServerResetsLater() throws Exception {
    try (WebSocketClient client = client(Limits.defaults());
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.send(Frame.text("first"));
              peer.expect(Frame.text("first"));
              peer.reset();
            })) {
      assertThat(connect(client, server.uri("/"), 500))
          .containsExactly(Map.entry("1006 unclean ConnectionLostException", 500L));
    }
  }

  @Test
  void theServerBreaksTheProtocol() throws Exception {
    try (WebSocketClient client = client(Limits.defaults());
        RawServer server =
            RawServer.accepting((peer, head) -> peer.write(RawPeer.bytes(0xFF, 0xFF)))) {
      assertThat(connect(client, server.uri("/"), 1000))
          .containsExactly(Map.entry("1006 unclean RESERVED_BIT", 1000L));
    }
  }

  @Test
  void theServerNeverEndsTheStream() throws Exception {
    try (WebSocketClient client = client(IMPATIENT_TO_CLOSE);
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.send(Frame.close(1000, ""));
              peer.expectClose(1000);
              peer.expectEnd();
            })) {
      assertThat(connect(client, server.uri("/"), 300))
          .containsExactly(Map.entry("1000 clean", 300L));
    }
  }

  @Test
  void theServerSpeaksNoTls() throws Exception {
    try (WebSocketClient client = client(Limits.defaults());
        RawServer server =
            RawServer.deaf((peer, head) -> {
              peer.write(RawPeer.ascii("HTTP/1.1 400 Bad Request\r\n\r\n"));
              peer.halfClose();
              peer.readAll();
            })) {
      assertThat(connect(client, URI.create("wss://127.0.0.1:" + server.port()), 200))
          .containsExactly(Map.entry("ConnectFailedException", 200L));
    }
  }

  @Test
  void theServersCertificateIsNotTrusted() throws Exception {
    try (WebSocketServer server =
            WebSocketServer.builder()
                .loops(1)
                .tls(Certificate.shared().tls())
                .listener("/", () -> new WebSocketListener() {})
                .bind("127.0.0.1", 0);
        WebSocketClient client = client(Limits.defaults())) {
      assertThat(connect(client, server.uri("/"), 50))
          .containsExactly(Map.entry("ConnectFailedException", 50L));
    }
  }

  /** It takes the connection, and no more: the system does that for a server that is busy. */
  @Test
  void theServerIsSilentInTheTlsHandshake() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        WebSocketClient client = client(IMPATIENT_TO_OPEN)) {
      assertThat(connect(client, URI.create("wss://127.0.0.1:" + busy.getLocalPort()), 150))
          .containsExactly(Map.entry("DeadlineException", 150L));
    }
  }

  @Test
  void theCallerGivesUp() throws Exception {
    try (WebSocketClient client = client(Limits.defaults());
        RawServer server = RawServer.deaf((peer, head) -> peer.readAll())) {
      Leftovers before = Leftovers.now();
      for (int i = 0; i < 300; i++) {
        client.connect(server.uri("/"), new WebSocketListener() {}).cancel(true);
      }
      before.awaitNoMore();
    }
  }
}
