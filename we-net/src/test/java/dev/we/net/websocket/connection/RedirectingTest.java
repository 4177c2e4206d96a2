package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.ConnectFailedException;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a client does where a server sends it. */
class RedirectingTest {

  @Test
  void settings_that_cannot_work_end_the_attempt_instead_of_leaving_it_pending() throws Exception {
    try (WebSocketServer server =
            WebSocketServer.builder()
                .path(
                    "/",
                    request ->
                        HandshakeAnswer.refuse(302, "")
                            .withHeader("Location", "wss://127.0.0.1:1/safe"))
                .bind("127.0.0.1", 0);
        WebSocketClient client =
            WebSocketClient.builder()
                .maxRedirects(1)
                .tls(Tls.defaults().withProtocols("SSLv0"))
                .build()) {
      CompletableFuture<WebSocket> opening = client.connect(server.uri("/"), new Recorder());
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> opening.get(Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS))
          .satisfies(e ->
              assertThat(e.getCause())
                  .isInstanceOf(ConnectFailedException.class)
                  .hasMessageContaining("127.0.0.1:1/safe")
                  .hasMessageContaining("SSLv0"));
    }
  }

  /** RFC 6455, section 4.1: "The nonce MUST be selected randomly for each connection." */
  @Test
  void each_place_is_asked_with_all_of_a_handshake_and_a_key_of_its_own() {
    Queue<String> requests = new ConcurrentLinkedQueue<>();
    RawServer.Script redirecting =
        socket -> {
          requests.add(RawServer.readHead(socket));
          String answer = requests.size() == 1 ? "302 Found\r\nLocation: /new" : "404 Not Found";
          RawServer.send(socket, "HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n");
        };
    try (RawServer server = new RawServer(redirecting);
        WebSocketClient client = WebSocketClient.builder().maxRedirects(1).build()) {
      assertThatThrownBy(() -> client.open(server.uri())).isInstanceOf(HandshakeException.class);
    }
    String first = requests.remove();
    String second = requests.remove();
    assertThat(second)
        .startsWith("GET /new ")
        .isNotEqualTo(first.replace("GET / ", "GET /new "))
        .isEqualTo(first.replace("GET / ", "GET /new ").replace(key(first), key(second)));
  }

  private static String key(String request) {
    return request.replaceAll("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1");
  }
}
