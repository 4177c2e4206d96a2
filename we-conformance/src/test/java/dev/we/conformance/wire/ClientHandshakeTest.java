package dev.we.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.DeadlineException;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.WebSocketException;
import dev.we.net.websocket.client.WebSocketClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Responses, right and hostile (RFC 6455, 4.1). The client offers {@code chat} and no extension.
 */
@ExtendWith(NothingIsLeft.class)
class ClientHandshakeTest {
  private static final String STATUS = "HTTP/1.1 101 Switching Protocols";
  private static final String UPGRADE = "Upgrade: websocket";
  private static final String CONNECTION = "Connection: Upgrade";
  private static final String ACCEPT = "Sec-WebSocket-Accept: {accept}";

  private static Arguments with(String name, String... more) {
    return lines(
        name,
        Stream.of(new String[] {STATUS, UPGRADE, CONNECTION, ACCEPT}, more)
            .flatMap(Stream::of)
            .toArray(String[]::new));
  }

  private static Arguments lines(String name, String... lines) {
    return argumentSet(name, String.join("\r\n", lines) + "\r\n\r\n");
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        with("the plain response"),
        lines("no reason phrase", "HTTP/1.1 101 ", UPGRADE, CONNECTION, ACCEPT),
        lines("another reason phrase", "HTTP/1.1 101 Ok", UPGRADE, CONNECTION, ACCEPT),
        lines(
            "names and tokens without regard to case",
            STATUS,
            "UPGRADE: WebSocket",
            "connection: uPGRADE",
            "sec-websocket-accept: {accept}"),
        lines(
            "white space round the value",
            STATUS,
            UPGRADE,
            CONNECTION,
            "Sec-WebSocket-Accept: \t{accept} \t"),
        lines(
            "no white space behind the colon",
            STATUS,
            "Upgrade:websocket",
            "Connection:Upgrade",
            "Sec-WebSocket-Accept:{accept}"),
        lines("Connection as a list", STATUS, UPGRADE, "Connection: keep-alive, Upgrade", ACCEPT),
        lines(
            "Connection on two lines",
            STATUS,
            UPGRADE,
            "Connection: keep-alive",
            CONNECTION,
            ACCEPT),
        with("the subprotocol that was offered", "Sec-WebSocket-Protocol: chat"),
        with("Content-Length", "Content-Length: 100"),
        with("Transfer-Encoding", "Transfer-Encoding: chunked"),
        with("obs-text", "X-Name: \u00e4\u00ff\u0080"),
        with("an empty value", "X-Empty:"),
        lines(
            "early hints before",
            "HTTP/1.1 103 Early Hints",
            "Link: </a>",
            "",
            STATUS,
            UPGRADE,
            CONNECTION,
            ACCEPT),
        lines(
            "continue before",
            "HTTP/1.1 100 Continue",
            "",
            "HTTP/1.1 102 Processing",
            "",
            STATUS,
            UPGRADE,
            CONNECTION,
            ACCEPT));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        lines("no Upgrade", STATUS, CONNECTION, ACCEPT),
        lines("Upgrade: h2c", STATUS, "Upgrade: h2c", CONNECTION, ACCEPT),
        lines("Upgrade with a longer word", STATUS, "Upgrade: websockets", CONNECTION, ACCEPT),
        lines("no Connection", STATUS, UPGRADE, ACCEPT),
        lines("Connection: close", STATUS, UPGRADE, "Connection: close", ACCEPT),
        lines("Connection with a longer word", STATUS, UPGRADE, "Connection: Upgrades", ACCEPT),
        lines("no Accept", STATUS, UPGRADE, CONNECTION),
        lines("an empty Accept", STATUS, UPGRADE, CONNECTION, "Sec-WebSocket-Accept:"),
        lines(
            "a wrong Accept",
            STATUS,
            UPGRADE,
            CONNECTION,
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
        lines(
            "the Accept in another case",
            STATUS,
            UPGRADE,
            CONNECTION,
            "Sec-WebSocket-Accept: {ACCEPT}"),
        lines(
            "the Accept with more behind",
            STATUS,
            UPGRADE,
            CONNECTION,
            "Sec-WebSocket-Accept: {accept}x"),
        lines("the key as Accept", STATUS, UPGRADE, CONNECTION, "Sec-WebSocket-Accept: {key}"),
        with("the Accept twice", ACCEPT),
        lines(
            "a wrong Accept and the right one",
            STATUS,
            UPGRADE,
            CONNECTION,
            "Sec-WebSocket-Accept: wrong",
            ACCEPT),
        with("a subprotocol not offered", "Sec-WebSocket-Protocol: other"),
        with("the subprotocol in another case", "Sec-WebSocket-Protocol: Chat"),
        with("a list of subprotocols", "Sec-WebSocket-Protocol: chat, chat"),
        with(
            "the subprotocol twice",
            "Sec-WebSocket-Protocol: chat",
            "Sec-WebSocket-Protocol: chat"),
        with("an empty subprotocol", "Sec-WebSocket-Protocol:"),
        with("an extension not offered", "Sec-WebSocket-Extensions: x-webkit-deflate-frame"),
        with(
            "compression twice",
            "Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate"),
        with(
            "a parameter that compression does not have",
            "Sec-WebSocket-Extensions: permessage-deflate; level=9"),
        with(
            "a parameter twice",
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                + " server_no_context_takeover"),
        with(
            "a window that is too small",
            "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=7"),
        with(
            "a window without its size",
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"),
        with("an unknown extension", "Sec-WebSocket-Extensions: x-none"),
        with("malformed extensions", "Sec-WebSocket-Extensions: ;"),
        with("a folded line", "X-Long: a\r\n b"),
        with("white space before the colon", "X-Name : a"),
        with("no colon", "nothing"),
        with("an empty name", ": a"),
        with("LF alone", "X-Name: a\nX-Other: b"),
        with("CR alone", "X-Name: a\rb"),
        with("NUL", "X-Name: a\0b"),
        lines("HTTP/1.0", "HTTP/1.0 101 Switching Protocols", UPGRADE, CONNECTION, ACCEPT),
        lines("HTTP/2", "HTTP/2 101 Switching Protocols", UPGRADE, CONNECTION, ACCEPT),
        lines("no HTTP at all", "SSH-2.0-OpenSSH_9.2", ""),
        lines("a status of two digits", "HTTP/1.1 10 Short", UPGRADE, CONNECTION, ACCEPT),
        lines("a status of four digits", "HTTP/1.1 1010 Long", UPGRADE, CONNECTION, ACCEPT),
        lines("an empty line before", "", STATUS, UPGRADE, CONNECTION, ACCEPT),
        lines("200", "HTTP/1.1 200 OK", "Content-Length: 0"),
        lines("204", "HTTP/1.1 204 No Content"),
        lines(
            "301 where no redirects are wanted",
            "HTTP/1.1 301 Moved",
            "Location: ws://127.0.0.1:1/",
            "Content-Length: 0"),
        lines(
            "426",
            "HTTP/1.1 426 Upgrade Required",
            "Sec-WebSocket-Version: 8",
            "Content-Length: 0"),
        lines("500 without an end", "HTTP/1.1 500 Oh", "Content-Length: 5", "", "gone!"));
  }

  private static byte[] filledIn(String response, String head) {
    String accept = RawServer.accept(head);
    String swapped = accept.toLowerCase(Locale.ROOT);
    return RawPeer.ascii(
        response
            .replace("{accept}", accept)
            .replace("{ACCEPT}", swapped.equals(accept) ? accept.toUpperCase(Locale.ROOT) : swapped)
            .replace("{key}", RawServer.header(head, "Sec-WebSocket-Key")));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void isAccepted(String response) throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            new RawServer((peer, head) -> {
              peer.write(filledIn(response, head), Frame.text("glued").bytes(false));
              peer.expect(Frame.text("back"));
              peer.expectClose(1000);
              peer.send(Frame.close(1000, ""));
            });
        BlockingWebSocket socket = client.request(server.uri("/")).subprotocols("chat").open()) {
      assertThat(socket.receive()).isEqualTo(new Message.Text("glued"));
      socket.sendText("back");
    }
  }

  /** And the TCP connection ends in every case. */
  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(String response) throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            new RawServer((peer, head) -> {
              peer.write(filledIn(response, head));
              peer.expectEnd();
            })) {
      assertThatThrownBy(() -> client.request(server.uri("/")).subprotocols("chat").open())
          .isInstanceOf(HandshakeException.class)
          .hasMessageContaining("127.0.0.1:" + server.uri("/").getPort())
          .message()
          .doesNotContain("\n");
    }
  }

  /** What the client sends: RFC 6455, 4.1, and a key of 16 bytes that never comes twice. */
  @Test
  void theRequestIsAsTheRfcHasIt() throws Exception {
    Set<String> keys = ConcurrentHashMap.newKeySet();
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            new RawServer((peer, head) -> {
              assertThat(head)
                  .startsWith("GET /path?query=%20 HTTP/1.1\r\n")
                  .contains("\r\nHost: 127.0.0.1:" + peer.socket().getLocalPort() + "\r\n")
                  .contains("\r\nUpgrade: websocket\r\n")
                  .contains("\r\nConnection: Upgrade\r\n")
                  .contains("\r\nSec-WebSocket-Version: 13\r\n")
                  .contains("\r\nOrigin: http://example.com\r\n")
                  .contains("\r\nSec-WebSocket-Protocol: chat, superchat\r\n")
                  .contains("\r\nX-Mine: yes\r\n");
              String key = RawServer.header(head, "Sec-WebSocket-Key");
              assertThat(java.util.Base64.getDecoder().decode(key)).hasSize(16);
              assertThat(keys.add(key)).isTrue();
              peer.write(RawServer.acceptance(head));
              peer.expectClose(1000);
              peer.send(Frame.close(1000, ""));
            })) {
      for (int i = 0; i < 50; i++) {
        client
            .request(server.uri("/path?query=%20"))
            .subprotocols("chat", "superchat")
            .origin("http://example.com")
            .header("X-Mine", "yes")
            .open()
            .close();
      }
      assertThat(keys).hasSize(50);
    }
  }

  @Test
  void aRefusalTellsStatusHeadersAndTheBodysBeginning() throws Exception {
    Limits limits = Limits.builder().maxRefusalBodyBytes(10).build();
    try (WebSocketClient client = WebSocketClient.builder().limits(limits).build();
        RawServer server =
            new RawServer((peer, head) -> {
              peer.write(
                  RawPeer.ascii("HTTP/1.1 403 Forbidden\r\nX-Why: because\r\n\r\n"),
                  RawPeer.ascii("0123456789abcdef"));
            })) {
      assertThatThrownBy(() -> client.open(server.uri("/")))
          .isInstanceOfSatisfying(
              HandshakeException.class,
              e -> {
                HandshakeException.Refusal refusal = e.refusal().orElseThrow();
                assertThat(refusal.status()).isEqualTo(403);
                assertThat(refusal.headers().first("x-why")).contains("because");
                assertThat(StandardCharsets.UTF_8.decode(refusal.body()).toString())
                    .isEqualTo("0123456789");
              })
          .hasMessageContaining("403");
    }
  }

  @Test
  void aServerThatStaysSilentIsLeftAfterTheDeadline() throws Exception {
    assertDeadlinePasses((peer, head) -> peer.readAll());
  }

  @Test
  void aServerThatStopsInsideItsHeadIsLeftAfterTheDeadline() throws Exception {
    assertDeadlinePasses((peer, head) -> {
      peer.write(RawPeer.ascii(STATUS + "\r\n" + UPGRADE));
      peer.readAll();
    });
  }

  private static void assertDeadlinePasses(RawServer.Script script) throws Exception {
    Limits limits = Limits.builder().handshakeTimeout(Duration.ofMillis(200)).build();
    try (WebSocketClient client = WebSocketClient.builder().limits(limits).build();
        RawServer server = new RawServer(script)) {
      assertThatThrownBy(() -> client.open(server.uri("/")))
          .isInstanceOfSatisfying(
              DeadlineException.class, e -> assertThat(e.deadline()).isEqualTo(Deadline.HANDSHAKE));
    }
  }

  @Test
  void aServerThatEndsTheStreamIsNoServer() throws Exception {
    for (String part : new String[] {"", "HTTP/1.1 101 Swi", STATUS + "\r\n" + UPGRADE + "\r\n"}) {
      try (WebSocketClient client = WebSocketClient.create();
          RawServer server = new RawServer((peer, head) -> peer.write(RawPeer.ascii(part)))) {
        assertThatThrownBy(() -> client.open(server.uri("/")))
            .isInstanceOf(HandshakeException.class)
            .hasMessageContaining("closed the connection");
      }
    }
  }

  @Test
  void aServerThatResetsIsLost() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server = new RawServer((peer, head) -> peer.reset())) {
      assertThatThrownBy(() -> client.open(server.uri("/"))).isInstanceOf(WebSocketException.class);
    }
  }

  @Test
  void headsAreBounded() throws Exception {
    String[] heads = {
      "HTTP/1.1 101 " + "x".repeat(40_000),
      STATUS + "\r\nX-Long: " + "x".repeat(40_000),
      STATUS + "\r\n" + "X: y\r\n".repeat(200),
      "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100)
    };
    for (String head : heads) {
      try (WebSocketClient client = WebSocketClient.create();
          RawServer server =
              new RawServer((peer, request) -> {
                peer.write(RawPeer.ascii(head));
                try {
                  peer.readAll();
                } catch (java.net.SocketException reset) {
                  // it did not want to read all of it
                }
              })) {
        assertThatThrownBy(() -> client.open(server.uri("/")))
            .isInstanceOf(HandshakeException.class);
      }
    }
  }
}
