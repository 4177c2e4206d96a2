package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.ConnectFailedException;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** TLS comes into play when a server sends the client there, not when the caller asks. */
class RedirectToTlsTest {

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
      Assertions.assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> opening.get(Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS))
          .satisfies(e ->
              assertThat(e.getCause())
                  .isInstanceOf(ConnectFailedException.class)
                  .hasMessageContaining("127.0.0.1:1/safe")
                  .hasMessageContaining("SSLv0"));
    }
  }
}
