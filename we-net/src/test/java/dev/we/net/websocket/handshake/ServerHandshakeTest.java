package dev.we.net.websocket.handshake;

import static dev.we.net.websocket.handshake.Heads.ACCEPT;
import static dev.we.net.websocket.handshake.Heads.KEY;
import static dev.we.net.websocket.handshake.Heads.REQUEST;
import static dev.we.net.websocket.handshake.Heads.bytes;
import static dev.we.net.websocket.handshake.Heads.head;
import static dev.we.net.websocket.handshake.Heads.server;
import static dev.we.net.websocket.handshake.Heads.text;
import static dev.we.net.websocket.handshake.Heads.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.HandshakeRequest;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.handshake.ServerHandshake.Outcome;
import dev.we.net.websocket.handshake.ServerHandshake.Outcome.Asked;
import dev.we.net.websocket.handshake.ServerHandshake.Outcome.Incomplete;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 4.2: requests that are right, and what the server answers. */
class ServerHandshakeTest {
  private static Asked asked(ServerHandshake server, String request) {
    ByteBuffer in = bytes(head(request));
    Outcome outcome = server.receive(in);
    assertThat(in.hasRemaining()).isFalse();
    assertThat(outcome).isInstanceOf(Asked.class);
    return (Asked) outcome;
  }

  private static HandshakeRequest asked(String request) {
    return asked(server(), request).request();
  }

  private static ServerHandshake askedServer() {
    ServerHandshake server = server();
    asked(server, REQUEST);
    return server;
  }

  @Test
  void theAcceptOfTheRfcsExample() {
    assertThat(WebSocketKey.acceptKey(KEY)).isEqualTo(ACCEPT);
  }

  @Test
  void theRequestSaysWhatTheClientAsksFor() {
    Asked asked = asked(server(), REQUEST);
    HandshakeRequest request = asked.request();
    assertThat(request.target()).isEqualTo("/chat?room=1");
    assertThat(request.path()).isEqualTo("/chat");
    assertThat(request.query()).isEqualTo("room=1");
    assertThat(request.host()).isEqualTo("server.example.com");
    assertThat(request.origin()).contains("http://example.com");
    assertThat(request.subprotocols()).containsExactly("chat", "superchat");
    assertThat(request.headers().fields()).hasSize(8);
    assertThat(request.remoteAddress().getPort()).isEqualTo(4711);
    assertThat(request.secure()).isFalse();
    assertThat(asked.extensionOffers())
        .extracting(e -> e.text())
        .containsExactly("permessage-deflate; client_max_window_bits");
  }

  @Test
  void theRequestIsTheSameInEverySplit() {
    String request = head(REQUEST);
    HandshakeRequest whole = asked(REQUEST);
    for (int cut = 0; cut < request.length(); cut++) {
      ServerHandshake server = server();
      assertThat(server.receive(bytes(request.substring(0, cut))))
          .as("the first %d bytes", cut)
          .isInstanceOf(Incomplete.class);
      assertThat(server.started()).isEqualTo(cut > 0);
      ByteBuffer rest = bytes(request.substring(cut) + "frames");
      assertThat(server.receive(rest))
          .as("cut at %d", cut)
          .isInstanceOfSatisfying(Asked.class, a -> assertThat(a.request()).isEqualTo(whole));
      assertThat(text(rest)).isEqualTo("frames");
    }
  }

  @Test
  void theRequestIsTheSameByteByByte() {
    ServerHandshake server = server();
    Outcome outcome = new Incomplete();
    for (char c : head(REQUEST).toCharArray()) {
      assertThat(outcome).isInstanceOf(Incomplete.class);
      outcome = server.receive(bytes(String.valueOf(c)));
    }
    assertThat(outcome).isInstanceOf(Asked.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: keep-alive, Upgrade",
        "Connection: UPGRADE",
        "Connection: , upgrade ,",
        "Connection: keep-alive\nConnection: upgrade",
        "Upgrade: WebSocket",
        "Upgrade: h2c, websocket",
        "Upgrade: h2c\nUpgrade: websocket",
        "GET / HTTP/1.2",
        "GET http://server.example.com/x HTTP/1.1",
        "GET /a|b{c}?x=%zz HTTP/1.1",
        "Host: server.example.com:",
        "Host: [::1]:8080",
        "Host: 127.0.0.1:9001",
        "host: SERVER",
        "Content-Length: 0",
        "X-Unknown: \u00e4\u00ff",
        "Sec-WebSocket-Key:\t dGhlIHNhbXBsZSBub25jZQ==  ",
        "Sec-WebSocket-Protocol: a,, b",
        "Sec-WebSocket-Protocol: a\nSec-WebSocket-Protocol: b",
        "Sec-WebSocket-Extensions: unheard-of; x=1, permessage-deflate; server_max_window_bits",
        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99999999999",
        "Sec-WebSocket-Extensions: permessage-deflate; a; a",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=\"1,2\"",
        "Sec-WebSocket-Accept: whatever",
      })
  void whatIsUnusualButRightPasses(String line) {
    String prefix = line.startsWith("GET") ? "GET" : line.substring(0, line.indexOf(':') + 1);
    String replaced = prefix.equals("host:") ? "Host:" : prefix;
    asked(with(REQUEST, replaced, line));
  }

  @Test
  void aRequestWithoutWhatIsOptional() {
    HandshakeRequest request =
        asked(
            with(
                with(with(REQUEST, "Sec-WebSocket-Protocol:", ""), "Sec-WebSocket-Extensions:", ""),
                "Origin:",
                ""));
    assertThat(request.subprotocols()).isEmpty();
    assertThat(request.origin()).isEmpty();
  }

  @Test
  void aWholeUriAsTargetNamesTheHostItself() {
    HandshakeRequest request =
        asked(with(REQUEST, "GET", "GET HTTP://other.example:81?q HTTP/1.1"));
    assertThat(request.host()).isEqualTo("other.example:81");
    assertThat(request.target()).isEqualTo("/?q");
  }

  @Test
  void offersSpreadOverSeveralLinesAreOneList() {
    Asked asked =
        asked(
            server(),
            with(
                REQUEST,
                "Sec-WebSocket-Extensions",
                "Sec-WebSocket-Extensions: a; x=1, b\nsec-websocket-extensions: c"));
    assertThat(asked.extensionOffers()).extracting(e -> e.name()).containsExactly("a", "b", "c");
  }

  @Test
  void anAcceptanceIsThe101OfTheRfc() {
    ServerHandshake.Accepted accepted =
        askedServer().accept(Optional.of("chat"), List.of(), Headers.of());
    assertThat(text(accepted.response()))
        .isEqualTo(
            head(
                """
                HTTP/1.1 101 Switching Protocols
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
                Sec-WebSocket-Protocol: chat

                """));
    assertThat(accepted.handshake().subprotocol()).contains("chat");
    assertThat(accepted.handshake().extensions()).isEmpty();
    assertThat(accepted.handshake().target()).isEqualTo("/chat?room=1");
    assertThat(accepted.handshake().response().first("sec-websocket-accept")).contains(ACCEPT);
  }

  @Test
  void noSubprotocolIsChosenUnlessTheApplicationDoes() {
    ServerHandshake.Accepted accepted =
        askedServer()
            .accept(
                Optional.empty(),
                List.of("permessage-deflate"),
                Headers.of().with("Set-Cookie", "a=\u00e4"));
    assertThat(text(accepted.response()))
        .doesNotContain("Sec-WebSocket-Protocol")
        .contains("\r\nSec-WebSocket-Extensions: permessage-deflate\r\n")
        .contains("\r\nSet-Cookie: a=\u00e4\r\n");
    assertThat(accepted.handshake().extensions()).containsExactly("permessage-deflate");
  }

  @Test
  void theApplicationCannotAnswerWhatTheClientDidNotOffer() {
    ServerHandshake server = askedServer();
    assertThatThrownBy(() -> server.accept(Optional.of("Chat"), List.of(), Headers.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"Chat\" is not among those that the client offers");
    assertThatThrownBy(() -> server.accept(Optional.empty(), List.of("x-mux"), Headers.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            server.accept(
                Optional.empty(),
                List.of("permessage-deflate", "permessage-deflate"),
                Headers.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade",
        "connection",
        "Sec-WebSocket-Accept",
        "SEC-WEBSOCKET-ANYTHING",
        "Content-Length",
        "Transfer-Encoding"
      })
  void theApplicationCannotOverrideTheHandshakesOwnHeaders(String name) {
    ServerHandshake server = askedServer();
    Headers headers = Headers.of().with(name, "x");
    assertThatThrownBy(() -> server.accept(Optional.empty(), List.of(), headers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
    assertThatThrownBy(() -> ServerHandshake.reject(403, "no", headers))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHeaderCannotWriteALineOfItsOwn() {
    ServerHandshake server = askedServer();
    for (String value : List.of("a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0b", "\u0100")) {
      Headers headers = Headers.of(List.of(new Headers.Field("X", value)));
      assertThatThrownBy(() -> server.accept(Optional.empty(), List.of(), headers))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ServerHandshake.reject(403, "no", headers))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void nothingIsReadBehindTheRequestAndNothingAcceptedBeforeIt() {
    ServerHandshake server = askedServer();
    assertThatThrownBy(() -> server.receive(bytes("x"))).isInstanceOf(IllegalStateException.class);
    ServerHandshake fresh = server();
    assertThatThrownBy(() -> fresh.accept(Optional.empty(), List.of(), Headers.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRejectionSaysWhy() {
    ByteBuffer response =
        ServerHandshake.reject(403, "not for you, M\u00fcller", Headers.of().with("X-A", "1"));
    assertThat(text(response))
        .isEqualTo(
            head(
                    """
                    HTTP/1.1 403 Forbidden
                    Connection: close
                    Content-Type: text/plain; charset=utf-8
                    Content-Length: 21
                    X-A: 1

                    """)
                + "not for you, M\u00c3\u00bcller\n");
  }

  @Test
  void everyStatusThatRefusesMakesAResponseThatOurClientReads() throws Exception {
    for (int status = 300; status <= 599; status++) {
      ByteBuffer response = ServerHandshake.reject(status, "why", Headers.of());
      HttpHead head = Heads.whole(new HttpHeadReader(1000, 20, false), response);
      assertThat(StatusLine.parse(head.startLine()).code()).isEqualTo(status);
      assertThat(text(response)).isEqualTo(status == 304 ? "" : "why\n");
    }
    assertThatThrownBy(() -> ServerHandshake.reject(200, "why", Headers.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ServerHandshake.reject(600, "why", Headers.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBodyOfTheApplicationsOwnTypeKeepsIt() {
    Headers json = Headers.of().with("Content-Type", "application/json");
    assertThat(text(ServerHandshake.reject(400, "{}", json)))
        .contains("\r\nContent-Type: application/json\r\n")
        .doesNotContain("text/plain");
  }

  /** Under a Turkish locale, "I" in lower case is not "i". */
  @Test
  void theLocaleOfTheMachineDoesNotMatter() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      asked(
          head(REQUEST)
              .replace("\r\n", "\n")
              .replace("Upgrade: websocket", "UPGRADE: WEBSOCKET")
              .replace("Connection: Upgrade", "CONNECTION: UPGRADE")
              .replace("Sec-WebSocket-Version", "SEC-WEBSOCKET-VERSION")
              .replace("GET /chat", "GET HTTPS://X.ITALY/CHAT"));
      assertThat(WebSocketUri.parse("WSS://TITI.EXAMPLE/I").host()).isEqualTo("titi.example");
      assertThatThrownBy(
              () -> ServerHandshake.reject(400, "", Headers.of().with("TRANSFER-ENCODING", "x")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> ServerHandshake.reject(400, "", Headers.of().with("CONNECTION", "x")))
          .isInstanceOf(IllegalArgumentException.class);
    } finally {
      Locale.setDefault(before);
    }
  }
}
