package dev.we.net.websocket.handshake;

import static dev.we.net.websocket.handshake.Heads.KEY_BYTES;
import static dev.we.net.websocket.handshake.Heads.LIMITS;
import static dev.we.net.websocket.handshake.Heads.RESPONSE;
import static dev.we.net.websocket.handshake.Heads.bytes;
import static dev.we.net.websocket.handshake.Heads.client;
import static dev.we.net.websocket.handshake.Heads.head;
import static dev.we.net.websocket.handshake.Heads.text;
import static dev.we.net.websocket.handshake.Heads.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.OpeningHandshake;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 4.1: the request, and responses that are right. */
class ClientHandshakeTest {
  private static ClientOffer offer(String uri, Headers headers) {
    return new ClientOffer(
        WebSocketUri.parse(uri), List.of(), List.of(), Optional.empty(), headers);
  }

  private static String request(ClientOffer offer) {
    return text(new ClientHandshake(offer, KEY_BYTES, LIMITS).request());
  }

  private static OpeningHandshake opened(String response) throws HandshakeException {
    return client().receive(bytes(head(response))).orElseThrow();
  }

  @Test
  void theRequestIsThatOfTheRfc() {
    assertThat(text(client().request()))
        .isEqualTo(
            head(
                """
                GET /chat?room=1 HTTP/1.1
                Host: server.example.com
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Protocol: chat, superchat
                Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-other
                Origin: http://example.com

                """));
  }

  @Test
  void theLeastRequestHasNothingOptional() {
    assertThat(request(offer("wss://[2001:db8::1]:8443", Headers.of())))
        .isEqualTo(
            head(
                """
                GET / HTTP/1.1
                Host: [2001:db8::1]:8443
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13

                """));
  }

  @Test
  void theRequestCanBeTakenAgainAndNotChanged() {
    ClientHandshake client = client();
    ByteBuffer first = client.request();
    first.position(first.limit());
    assertThat(client.request().hasRemaining()).isTrue();
    assertThat(client.request().isReadOnly()).isTrue();
  }

  @Test
  void furtherHeadersGoAlongAndAHostTakesThePlaceOfTheUris() {
    Headers headers = Headers.of().with("Cookie", "a=\u00e4").with("host", "other.example:81");
    assertThat(request(offer("ws://h/", headers)))
        .contains("\r\nHost: other.example:81\r\n")
        .contains("\r\nCookie: a=\u00e4\r\n")
        .doesNotContain("host:")
        .doesNotContain("Host: h\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Key",
        "sec-websocket-version",
        "SEC-WEBSOCKET-X",
        "Upgrade",
        "connection",
        "Content-Length",
        "Transfer-Encoding"
      })
  void theCallerCannotOverrideTheHandshakesOwnHeaders(String name) {
    assertThatThrownBy(() -> offer("ws://h/", Headers.of().with(name, "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("header " + name + " belongs to the handshake and cannot be set");
  }

  @Test
  void lineBreaksCannotBeSmuggledIn() {
    WebSocketUri uri = WebSocketUri.parse("ws://h/");
    for (String bad : List.of("a\r\nX: y", "a\nb", "a\rb", "a\0b", "\u0100")) {
      assertThatThrownBy(() -> offer("ws://h/", Headers.of(List.of(new Headers.Field("X", bad)))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> offer("ws://h/", Headers.of(List.of(new Headers.Field(bad, "")))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> new ClientOffer(uri, List.of(bad), List.of(), Optional.empty(), Headers.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> new ClientOffer(uri, List.of(), List.of(), Optional.of(bad), Headers.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() ->
              new ClientOffer(
                  uri, List.of(), List.of("a; b=\"" + bad + "\""), Optional.empty(), Headers.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aUriThatWasNotParsedCannotBreakTheRequestLine() {
    for (String resource : List.of("", "x", "/a b", "/\r\nX: y", "/#a", "/\u00e4")) {
      assertThatThrownBy(() -> new WebSocketUri(false, "h", 80, resource))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String host : List.of("", "a\r\nX: y", "H", "[::1]", "\u00e4", "a b")) {
      assertThatThrownBy(() -> new WebSocketUri(false, host, 80, "/"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new WebSocketUri(false, "h", 0, "/"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsGivenTwiceOrMalformedIsTheCallersFault() {
    WebSocketUri uri = WebSocketUri.parse("ws://h/");
    assertThatThrownBy(() ->
            new ClientOffer(uri, List.of("a", "a"), List.of(), Optional.empty(), Headers.of()))
        .hasMessage("subprotocol offered twice: a");
    assertThatThrownBy(
            () -> new ClientOffer(uri, List.of(""), List.of(), Optional.empty(), Headers.of()))
        .hasMessageContaining("not a subprotocol name: \"\"");
    assertThatThrownBy(
            () -> new ClientOffer(uri, List.of(), List.of("a;"), Optional.empty(), Headers.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new ClientOffer(
                uri,
                List.of(),
                List.of(),
                Optional.of("http://a"),
                Headers.of().with("origin", "http://b")))
        .hasMessage("header Origin is given twice");
    assertThatThrownBy(() -> offer("ws://h/", Headers.of().with("Host", "a").with("Host", "b")))
        .hasMessage("header Host is given twice");
    assertThatThrownBy(() -> offer("ws://h/", Headers.of().with("Host", "a/b")))
        .hasMessage("not a host: \"a/b\"");
    assertThatThrownBy(() -> new ClientHandshake(Heads.offer(), new byte[15], LIMITS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRightAnswerOpensTheConnection() throws Exception {
    OpeningHandshake opening = opened(RESPONSE);
    assertThat(opening.target()).isEqualTo("/chat?room=1");
    assertThat(opening.request().first("Sec-WebSocket-Key")).contains(Heads.KEY);
    assertThat(opening.response().first("sec-websocket-accept")).contains(Heads.ACCEPT);
    // None is legal although some were offered.
    assertThat(opening.subprotocol()).isEmpty();
    assertThat(opening.extensions()).isEmpty();
  }

  @Test
  void theAnswerIsTheSameInEverySplitAndFramesBehindItStay() throws Exception {
    String response = head("HTTP/1.1 103 Early Hints\nLink: x\n\n") + head(RESPONSE);
    OpeningHandshake whole = opened(RESPONSE);
    for (int cut = 0; cut < response.length(); cut++) {
      ClientHandshake client = client();
      assertThat(client.receive(bytes(response.substring(0, cut)))).isEmpty();
      ByteBuffer rest = bytes(response.substring(cut) + "\u0081\u0002hi");
      assertThat(client.receive(rest)).as("cut at %d", cut).contains(whole);
      assertThat(text(rest)).isEqualTo("\u0081\u0002hi");
    }
  }

  @Test
  void theAnswerIsTheSameByteByByte() throws Exception {
    ClientHandshake client = client();
    Optional<OpeningHandshake> opening = Optional.empty();
    for (char c : head(RESPONSE).toCharArray()) {
      assertThat(opening).isEmpty();
      opening = client.receive(bytes(String.valueOf(c)));
    }
    assertThat(opening).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: keep-alive, Upgrade",
        "Connection: UPGRADE",
        "Connection: keep-alive\nConnection: upgrade",
        "Upgrade: WebSocket",
        "Upgrade: websocket,",
        "Sec-WebSocket-Accept: \t s3pPLMBiTxaQ9kYGzzhZRbK+xOo= \t",
        "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "Content-Length: 100",
        "Transfer-Encoding: chunked",
        "X: \u0080\u00ff",
        "HTTP/1.1 101 ",
        "HTTP/1.1 101 anything \u00e4 at all",
        "HTTP/1.2 101 Switching Protocols",
      })
  void whatIsUnusualButRightPasses(String line) throws Exception {
    int end = line.startsWith("HTTP") ? 4 : line.indexOf(':') + 1;
    String prefix = line.startsWith("sec") ? "Sec-WebSocket-Accept:" : line.substring(0, end);
    assertThat(opened(with(RESPONSE, prefix, line))).isNotNull();
  }

  @Test
  void anOfferedSubprotocolAndOfferedExtensionsAreAgreedOn() throws Exception {
    OpeningHandshake opening =
        opened(
            with(
                RESPONSE,
                "X",
                """
                Sec-WebSocket-Protocol: superchat
                Sec-WebSocket-Extensions: x-other; a="1"
                Sec-WebSocket-Extensions: permessage-deflate;server_max_window_bits=10\
                """));
    assertThat(opening.subprotocol()).contains("superchat");
    assertThat(opening.extensions())
        .containsExactly("x-other; a=\"1\"", "permessage-deflate;server_max_window_bits=10");
  }

  @Test
  void interimResponsesAreSkipped() throws Exception {
    String hints = "HTTP/1.1 103 Early Hints\nLink: </x>; rel=preload\nContent-Length: 7\n\n";
    assertThat(opened("HTTP/1.1 100 Continue\n\n" + hints.repeat(15) + RESPONSE)).isNotNull();
  }

  @Test
  void interimResponsesWithoutEndAreNot() {
    assertThatThrownBy(() -> opened("HTTP/1.1 100 Continue\n\n".repeat(17)))
        .isInstanceOf(HandshakeException.class)
        .hasMessage("the server sent more than 16 interim (1xx) responses");
  }

  @Test
  void bothSidesUnderstandEachOther() throws Exception {
    ClientHandshake client = client();
    ServerHandshake server = Heads.server();
    assertThat(server.receive(client.request())).isInstanceOf(ServerHandshake.Outcome.Asked.class);
    ServerHandshake.Accepted accepted =
        server.accept(Optional.of("chat"), List.of("x-other"), Headers.of().with("X", "y"));
    assertThat(client.receive(accepted.response())).contains(accepted.handshake());
  }
}
