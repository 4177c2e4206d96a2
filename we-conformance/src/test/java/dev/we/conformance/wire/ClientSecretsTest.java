package dev.we.conformance.wire;

import static dev.we.conformance.wire.Secrets.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.conformance.tls.Certificate;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.ConnectRequest;
import dev.we.net.websocket.client.WebSocketClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Credentials that a client sends are in no message, no text of an object, no log and no output,
 * however its attempt ends.
 */
@ExtendWith(NothingIsLeft.class)
class ClientSecretsTest {
  private static final String ACCEPT = "Sec-WebSocket-Accept: *\r\n";
  private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n";

  /** What servers may answer instead of what is right; the star stands for the right value. */
  private static final List<String> ANSWERS =
      List.of(
          "",
          "\0\1\2 no HTTP",
          "HTTP/1.0 101 Old\r\n\r\n",
          "HTTP/1.1 101 Bare\r\n\r\n",
          "HTTP/1.1 101 X\r\n" + UPGRADE + "\r\n",
          "HTTP/1.1 101 X\r\n" + UPGRADE + "Sec-WebSocket-Accept: wrong\r\n\r\n",
          "HTTP/1.1 101 X\r\n" + UPGRADE + ACCEPT + ACCEPT + "\r\n",
          "HTTP/1.1 101 X\r\n" + UPGRADE + ACCEPT + "Sec-WebSocket-Protocol: other\r\n\r\n",
          "HTTP/1.1 101 X\r\n" + UPGRADE + ACCEPT + "Sec-WebSocket-Extensions: x-other\r\n\r\n",
          "HTTP/1.1 101 X\r\n" + UPGRADE + ACCEPT + " folded: line\r\n\r\n",
          "HTTP/1.1 101 X\r\nSet-Cookie " + SECRET + "\r\n\r\n",
          "HTTP/1.1 101 X\r\nSet-Cookie: " + SECRET + "\1\r\n\r\n",
          "HTTP/1.1 401 Unauthorized\r\nSet-Cookie: " + SECRET + "\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 403 X\r\nContent-Length: 14\r\n\r\n" + SECRET,
          "HTTP/1.1 301 X\r\nLocation: ftp://" + SECRET + "@b/\r\n\r\n",
          "HTTP/1.1 301 X\r\nLocation: ws://a:" + SECRET + "@b/\r\n\r\n",
          "HTTP/1.1 301 X\r\nLocation: ws://a:" + SECRET + "/x@b/\r\n\r\n",
          "HTTP/1.1 301 X\r\nLocation: /\"?" + SECRET + "\r\n\r\n",
          "HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");

  private static ConnectRequest withSecrets(WebSocketClient client, URI uri) {
    return client
        .request(URI.create(uri + "?token=" + SECRET))
        .header("Authorization", "Bearer " + SECRET)
        .header("Proxy-Authorization", "Basic " + SECRET)
        .header("Cookie", "session=" + SECRET);
  }

  private static WebSocketClient.Builder client() {
    Limits hasty = Limits.builder().handshakeTimeout(Duration.ofMillis(300)).build();
    return WebSocketClient.builder().limits(hasty).maxRedirects(2);
  }

  private static void attempt(Secrets secrets, ConnectRequest request) {
    secrets.show(request);
    Throwable error = catchThrowable(() -> request.open().close());
    assertThat(error).isNotNull();
    secrets.show(error);
  }

  @Test
  void noAnswerOfAServerBringsThemOut() throws Exception {
    try (Secrets secrets = new Secrets();
        RawServer server =
            new RawServer((peer, head) -> {
              String answer = ANSWERS.get(number(head));
              peer.write(RawPeer.ascii(answer.replace("*", RawServer.accept(head))));
            });
        WebSocketClient client = client().build()) {
      for (int i = 0; i < ANSWERS.size(); i++) {
        attempt(secrets, withSecrets(client, server.uri("/" + i)));
      }
      assertThat(secrets.count()).isGreaterThanOrEqualTo(2 * ANSWERS.size());
    }
  }

  private static int number(String head) {
    String target = RawServer.target(head);
    return Integer.parseInt(target.substring(1, target.indexOf('?')));
  }

  @Test
  void noConnectionThatFailsBringsThemOut() throws Exception {
    try (Secrets secrets = new Secrets();
        ServerSocket silent = new ServerSocket(0);
        WebSocketClient client = client().tls(Certificate.shared().tls()).build()) {
      int port = silent.getLocalPort();
      attempt(secrets, withSecrets(client, URI.create("ws://localhost:" + port + "/")));
      attempt(secrets, withSecrets(client, URI.create("ws://host.invalid/")));
      int nobody = portOfNobody();
      attempt(secrets, withSecrets(client, URI.create("ws://localhost:" + nobody + "/")));
      attempt(secrets, withSecrets(client, URI.create("wss://localhost:" + nobody + "/")));
    }
  }

  private static int portOfNobody() throws IOException {
    try (ServerSocket soonClosed = new ServerSocket(0)) {
      return soonClosed.getLocalPort();
    }
  }

  @Test
  void noServerThatSpeaksNoTlsBringsThemOut() throws Exception {
    try (Secrets secrets = new Secrets();
        RawServer plain =
            RawServer.deaf((peer, head) -> peer.write(RawPeer.ascii("HTTP/1.1 400")));
        WebSocketClient client = client().tls(Certificate.shared().tls()).build()) {
      attempt(secrets, withSecrets(client, URI.create("wss://localhost:" + plain.port() + "/")));
    }
  }

  @Test
  void noMistakeOfTheCallerBringsThemOut() {
    try (Secrets secrets = new Secrets();
        WebSocketClient client = client().build()) {
      ConnectRequest request = client.request(URI.create("ws://localhost:1/"));
      List<Runnable> mistakes =
          List.of(
              () -> request.header("Authorization", SECRET + "\r\nX: y"),
              () -> request.header("Authorization", SECRET + "\u20ac"),
              () -> request.header("Authorization: Bearer " + SECRET, ""),
              () -> client.request(URI.create("ws://me:" + SECRET + "@localhost/")),
              () -> client.request(URI.create("ws://me:" + SECRET + "/2@localhost/")),
              () -> client.request(URI.create("ftp://localhost/?" + SECRET)),
              () -> client.request(URI.create("ws://localhost/?" + SECRET + "#fragment")),
              () -> client.request(URI.create("ws://localhost:x/?" + SECRET)));
      for (Runnable mistake : mistakes) {
        Throwable error = catchThrowable(mistake::run);
        assertThat(error).isInstanceOf(IllegalArgumentException.class);
        secrets.show(error);
      }
      ConnectRequest own =
          client.request(URI.create("ws://localhost:1/")).header("Sec-WebSocket-Key", SECRET);
      attempt(secrets, own);
    }
  }

  /** The secret is in the messages as well; a listener that fails and a violation tell neither. */
  @Test
  void noOpenConnectionBringsThemOut() throws Exception {
    Secrets secrets = new Secrets();
    CountDownLatch closed = new CountDownLatch(1);
    WebSocketListener listener =
        new WebSocketListener() {
          @Override
          public void onError(WebSocket socket, Throwable error) {
            secrets.show(error);
          }

          @Override
          public void onClose(WebSocket socket, CloseReason reason, boolean clean) {
            secrets.show(reason);
            closed.countDown();
          }
        };
    try (secrets;
        RawServer server =
            new RawServer((peer, head) -> {
              String acceptance = new String(RawServer.acceptance(head), StandardCharsets.US_ASCII);
              String cookie = "\r\nSet-Cookie: " + SECRET + "\r\n\r\n";
              peer.write(RawPeer.ascii(acceptance.replace("\r\n\r\n", cookie)));
              peer.send(Frame.text(SECRET), Frame.of(0xF1, RawPeer.ascii(SECRET)));
              peer.readAll();
            });
        WebSocketClient client = client().build()) {
      CompletableFuture<WebSocket> opening = withSecrets(client, server.uri("/")).connect(listener);
      WebSocket socket = opening.get(30, TimeUnit.SECONDS);
      secrets.show(socket);
      secrets.show(client);
      secrets.show(socket.handshake());
      secrets.show(socket.handshake().request().fields());
      secrets.show(socket.handshake().response().fields());
      assertThat(socket.handshake().request().first("cookie")).contains("session=" + SECRET);
      assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /**
   * A message is what somebody prints: its text is all of it, and no secret kept from its owner.
   */
  @Test
  void aMessageShowsItsText() {
    assertThat(new Message.Text("hello").toString()).contains("hello");
  }
}
