package dev.we.conformance.wire;

import static dev.we.conformance.wire.Secrets.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.WebSocketServer;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Credentials that clients send, and what the application fails with, reach nobody else. */
@ExtendWith(NothingIsLeft.class)
class ServerSecretsTest {
  private static final String CREDENTIALS =
      "Authorization: Bearer " + SECRET + "\r\nCookie: id=" + SECRET + "\r\n";

  /** A right request, but for what a case changes in it. */
  private static final String REQUEST =
      new String(RawPeer.request("/app?token=" + SECRET), StandardCharsets.US_ASCII)
          .replace("Upgrade: websocket\r\n", CREDENTIALS + "Upgrade: websocket\r\n");

  private static final List<String> REFUSED =
      List.of(
          REQUEST.replace("/app", "/nowhere"),
          REQUEST.replace("HTTP/1.1", "HTTP/1.0"),
          REQUEST.replace("GET", "POST"),
          REQUEST.replace("Host: localhost\r\n", ""),
          REQUEST.replace("Upgrade: websocket\r\n", ""),
          REQUEST.replace("Connection: Upgrade\r\n", ""),
          REQUEST.replace("Version: 13", "Version: 12"),
          REQUEST.replace(RawPeer.KEY, "short"),
          REQUEST.replace("Cookie: ", "Cookie : "),
          REQUEST.replace("Cookie: ", "Cookie "),
          REQUEST.replace("Cookie: ", "Cookie: \1"),
          REQUEST.replace("Cookie: ", " Cookie: "),
          REQUEST.replace("Upgrade: ", "Content-Length: 5\r\nUpgrade: "),
          REQUEST.replace(
              "Host: localhost", "Origin: https://elsewhere.example\r\nHost: localhost"),
          REQUEST.replace("/app", "/fails"));

  private static HandshakeAnswer show(Secrets secrets, Object request, HandshakeAnswer answer) {
    secrets.show(request);
    secrets.show(answer);
    return answer;
  }

  /** An endpoint's own exception goes to whom the application named for that, and nowhere else. */
  @Test
  void noRefusalRepeatsThem() throws Exception {
    UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
    try {
      refuse();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(uncaught).hasSize(1).first().isInstanceOf(IllegalStateException.class);
  }

  private static void refuse() throws Exception {
    try (Secrets secrets = new Secrets();
        WebSocketServer server =
            WebSocketServer.builder()
                .allowedOrigins("https://example.com")
                .path(
                    "/fails",
                    request -> {
                      throw new IllegalStateException("the password is " + SECRET);
                    })
                .path(
                    "/app",
                    request ->
                        show(
                            secrets,
                            request,
                            HandshakeAnswer.refuse(401, "no")
                                .withHeader("WWW-Authenticate", "Bearer")))
                .bind("127.0.0.1", 0)) {
      for (String request : REFUSED) {
        try (RawPeer peer = RawPeer.connect(server.port())) {
          peer.write(RawPeer.ascii(request));
          String answer = new String(peer.readAll(), StandardCharsets.ISO_8859_1);
          assertThat(answer).as(request).matches("(?s)HTTP/1.1 [45].*");
          secrets.show((Object) answer);
        }
      }
      try (RawPeer peer = RawPeer.connect(server.port())) {
        peer.write(RawPeer.ascii(REQUEST));
        assertThat(peer.readHead()).startsWith("HTTP/1.1 401 ");
      }
    }
  }

  /** Its Close says 1011 and not what the exception says. */
  @Test
  void aListenerThatFailsTellsTheClientNothing() throws Exception {
    WebSocketListener failing =
        new WebSocketListener() {
          @Override
          public void onText(WebSocket socket, String text) {
            throw new IllegalStateException("the password is " + SECRET);
          }
        };
    try (Secrets secrets = new Secrets();
        WebSocketServer server =
            WebSocketServer.builder().listener("/", () -> failing).bind("127.0.0.1", 0);
        RawPeer peer = RawPeer.open(server.port())) {
      peer.send(Frame.text("hello"));
      Frame close = peer.readFrame();
      assertThat(close.closeCode()).isEqualTo(1011);
      secrets.show((Object) close.textPayload());
    }
  }

  /** The JVM's own handler of what is not caught prints the name of the thread. */
  @Test
  void theThreadOfAHandlerThatFailsIsNotNamedByThem() throws Exception {
    UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Queue<String> names = new ConcurrentLinkedQueue<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> names.add(thread.getName()));
    try (WebSocketServer server =
            WebSocketServer.builder()
                .blocking(
                    "/app",
                    socket -> {
                      throw new IllegalStateException("a bug");
                    })
                .bind("127.0.0.1", 0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.write(RawPeer.ascii(REQUEST));
      assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(peer.readFrame().closeCode()).isEqualTo(1011);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(names).containsExactly("we-server /app");
  }
}
