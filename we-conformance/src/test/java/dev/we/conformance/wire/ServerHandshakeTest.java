package dev.we.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.WebSocketServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests, right and hostile, and the status that each is answered with (RFC 6455, 4.2). */
@ExtendWith(NothingIsLeft.class)
class ServerHandshakeTest {
  private static final String GET = "GET / HTTP/1.1";
  private static final String HOST = "Host: localhost";
  private static final String UPGRADE = "Upgrade: websocket";
  private static final String CONNECTION = "Connection: Upgrade";
  private static final String KEY = "Sec-WebSocket-Key: " + RawPeer.KEY;
  private static final String VERSION = "Sec-WebSocket-Version: 13";

  private static Arguments with(int status, String name, String... more) {
    String[] lines =
        Stream.of(new String[] {GET, HOST, UPGRADE, CONNECTION, KEY, VERSION}, more)
            .flatMap(Stream::of)
            .toArray(String[]::new);
    return lines(status, name, lines);
  }

  private static Arguments lines(int status, String name, String... lines) {
    return argumentSet(name + ": " + status, String.join("\r\n", lines) + "\r\n\r\n", status);
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        with(101, "the plain request"),
        lines(
            101,
            "names and tokens without regard to case",
            GET,
            "hOST: localhost",
            "upgrade: WebSocket",
            "CONNECTION: keep-alive, UPGRADE",
            "SEC-WEBSOCKET-KEY: " + RawPeer.KEY,
            "sec-websocket-version: 13"),
        lines(
            101,
            "Connection on two lines",
            GET,
            HOST,
            UPGRADE,
            "Connection: keep-alive",
            CONNECTION,
            KEY,
            VERSION),
        lines(
            101,
            "no white space behind the colon",
            GET,
            "Host:localhost",
            "Upgrade:websocket",
            "Connection:Upgrade",
            "Sec-WebSocket-Key:" + RawPeer.KEY,
            "Sec-WebSocket-Version:13"),
        lines(
            101,
            "white space round the value",
            GET,
            HOST,
            UPGRADE,
            CONNECTION,
            "Sec-WebSocket-Key: \t " + RawPeer.KEY + " \t",
            "Sec-WebSocket-Version:  13  "),
        lines(
            101,
            "empty list elements",
            GET,
            HOST,
            UPGRADE,
            "Connection: , Upgrade,,",
            KEY,
            VERSION),
        lines(
            101,
            "an empty line before the request",
            "",
            GET,
            HOST,
            UPGRADE,
            CONNECTION,
            KEY,
            VERSION),
        lines(
            101,
            "a whole URI",
            "GET http://localhost/ HTTP/1.1",
            HOST,
            UPGRADE,
            CONNECTION,
            KEY,
            VERSION),
        lines(101, "an IPv6 host", GET, "Host: [::1]:80", UPGRADE, CONNECTION, KEY, VERSION),
        with(101, "obs-text in a value", "X-Name: \u00e4\u00ff\u0080"),
        with(101, "an empty value", "X-Empty:"),
        with(101, "an Origin", "Origin: http://example.com"),
        with(101, "unknown subprotocols", "Sec-WebSocket-Protocol: a, b"),
        with(101, "an unknown extension", "Sec-WebSocket-Extensions: x-none; a=1; b=\"2,;\""),
        with(
            101,
            "a bad offer of a known extension is declined",
            "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99"),
        with(
            101,
            "an offer with an empty value is declined",
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=\"\""),
        with(
            101,
            "the same offer twice",
            "Sec-WebSocket-Extensions: permessage-deflate; a; a, permessage-deflate"),
        with(
            101,
            "extensions on two lines",
            "Sec-WebSocket-Extensions: a",
            "Sec-WebSocket-Extensions: b"),
        with(101, "Content-Length: 0", "Content-Length: 0"));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        lines(400, "no Host", GET, UPGRADE, CONNECTION, KEY, VERSION),
        lines(400, "two Hosts", GET, HOST, "Host: other", UPGRADE, CONNECTION, KEY, VERSION),
        lines(400, "a Host that is none", GET, "Host: a b", UPGRADE, CONNECTION, KEY, VERSION),
        lines(400, "no Connection", GET, HOST, UPGRADE, KEY, VERSION),
        lines(
            400,
            "Connection without upgrade",
            GET,
            HOST,
            UPGRADE,
            "Connection: keep-alive",
            KEY,
            VERSION),
        lines(
            400,
            "Connection with a longer word",
            GET,
            HOST,
            UPGRADE,
            "Connection: Upgrades",
            KEY,
            VERSION),
        lines(426, "no Upgrade", GET, HOST, CONNECTION, KEY, VERSION),
        lines(426, "Upgrade: h2c", GET, HOST, "Upgrade: h2c", CONNECTION, KEY, VERSION),
        lines(
            426,
            "Upgrade with a longer word",
            GET,
            HOST,
            "Upgrade: websockets",
            CONNECTION,
            KEY,
            VERSION),
        lines(426, "a plain page", GET, HOST),
        lines(400, "no key", GET, HOST, UPGRADE, CONNECTION, VERSION),
        lines(400, "two keys", GET, HOST, UPGRADE, CONNECTION, KEY, KEY, VERSION),
        lines(400, "an empty key", GET, HOST, UPGRADE, CONNECTION, "Sec-WebSocket-Key:", VERSION),
        lines(
            400,
            "a key of 3 bytes",
            GET,
            HOST,
            UPGRADE,
            CONNECTION,
            "Sec-WebSocket-Key: YWJj",
            VERSION),
        lines(
            400,
            "a key of 15 bytes",
            GET,
            HOST,
            UPGRADE,
            CONNECTION,
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA",
            VERSION),
        lines(
            400,
            "a key of 17 bytes",
            GET,
            HOST,
            UPGRADE,
            CONNECTION,
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAA=",
            VERSION),
        lines(
            400,
            "a key that is not base64",
            GET,
            HOST,
            UPGRADE,
            CONNECTION,
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZ!==",
            VERSION),
        lines(
            400,
            "a key without padding",
            GET,
            HOST,
            UPGRADE,
            CONNECTION,
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ",
            VERSION),
        lines(426, "no version", GET, HOST, UPGRADE, CONNECTION, KEY),
        lines(426, "version 8", GET, HOST, UPGRADE, CONNECTION, KEY, "Sec-WebSocket-Version: 8"),
        lines(426, "version 14", GET, HOST, UPGRADE, CONNECTION, KEY, "Sec-WebSocket-Version: 14"),
        lines(
            426, "version 013", GET, HOST, UPGRADE, CONNECTION, KEY, "Sec-WebSocket-Version: 013"),
        lines(400, "two versions", GET, HOST, UPGRADE, CONNECTION, KEY, VERSION, VERSION),
        lines(405, "POST", "POST / HTTP/1.1", HOST, UPGRADE, CONNECTION, KEY, VERSION),
        lines(405, "HEAD", "HEAD / HTTP/1.1", HOST, UPGRADE, CONNECTION, KEY, VERSION),
        lines(505, "HTTP/2.0", "GET / HTTP/2.0", HOST, UPGRADE, CONNECTION, KEY, VERSION),
        lines(
            405,
            "get in lower case is another method",
            "get / HTTP/1.1",
            HOST,
            UPGRADE,
            CONNECTION,
            KEY,
            VERSION),
        lines(400, "no version of HTTP", "GET /", HOST, UPGRADE, CONNECTION, KEY, VERSION),
        lines(400, "two spaces", "GET  / HTTP/1.1", HOST, UPGRADE, CONNECTION, KEY, VERSION),
        lines(
            400,
            "a space in the target",
            "GET /a b HTTP/1.1",
            HOST,
            UPGRADE,
            CONNECTION,
            KEY,
            VERSION),
        lines(400, "no slash", "GET echo HTTP/1.1", HOST, UPGRADE, CONNECTION, KEY, VERSION),
        lines(
            400,
            "a fragment in the target",
            "GET /#a HTTP/1.1",
            HOST,
            UPGRADE,
            CONNECTION,
            KEY,
            VERSION),
        with(400, "a folded line", "X-Long: a\r\n b"),
        with(400, "white space before the colon", "X-Name : a"),
        with(400, "no colon", "nothing"),
        with(400, "an empty name", ": a"),
        with(400, "NUL in a value", "X-Name: a\0b"),
        with(400, "CR in a value", "X-Name: a\rb"),
        with(400, "LF alone", "X-Name: a\nX-Other: b"),
        with(400, "a name that is no token", "X(Name): a"),
        with(400, "obs-text in a name", "X-N\u00e4me: a"),
        with(400, "a body by length", "Content-Length: 5"),
        with(400, "a body by coding", "Transfer-Encoding: chunked"),
        with(400, "an empty subprotocol list", "Sec-WebSocket-Protocol:"),
        with(400, "a subprotocol that is no token", "Sec-WebSocket-Protocol: a b"),
        with(400, "a subprotocol twice", "Sec-WebSocket-Protocol: a, a"),
        with(400, "malformed extensions", "Sec-WebSocket-Extensions: a; =1"),
        with(400, "an open quote in the extensions", "Sec-WebSocket-Extensions: a; b=\"c"),
        with(400, "an empty extensions header", "Sec-WebSocket-Extensions:"),
        with(400, "two Origins", "Origin: http://a", "Origin: http://b"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void isAccepted(String request, int status) throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.write(RawPeer.ascii(request), Frame.text("glued").bytes(true));
      String head = peer.readHead();
      assertThat(head)
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("\r\nSec-WebSocket-Accept: " + Rfc6455.accept(RawPeer.KEY) + "\r\n")
          .doesNotContainIgnoringCase("\r\nSec-WebSocket-Protocol")
          .doesNotContainIgnoringCase("\r\nContent-Length")
          .doesNotContainIgnoringCase("\r\nTransfer-Encoding");
      peer.expect(Frame.text("glued"));
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefusedWithItsStatusAndABodyThatSaysWhy(String request, int status) throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.write(RawPeer.ascii(request), Frame.text("glued").bytes(true));
      String head = peer.readHead();
      String body = new String(peer.readAll(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(head)
          .startsWith("HTTP/1.1 " + status + " ")
          .containsPattern("\r\nConnection: close(, Upgrade)?\r\n")
          .contains(
              "\r\nContent-Length: "
                  + body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                  + "\r\n");
      if (!request.startsWith("HEAD")) {
        assertThat(body).isNotBlank();
      }
      // RFC 9110, 15.5.6 and 15.5.22; RFC 6455, 4.2.2 and 4.4.
      if (status == 405) {
        assertThat(head).contains("\r\nAllow: GET\r\n");
      } else if (status == 426) {
        assertThat(head).contains("\r\nUpgrade: websocket\r\n");
        assertThat(head).contains("\r\nSec-WebSocket-Version: 13\r\n");
      }
      assertThat(server.connectionCount()).isZero();
    }
  }

  /** A client of HTTP/1.0 cannot be upgraded; which refusal it gets is the server's choice. */
  @Test
  void http10IsRefused() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.write(
          RawPeer.ascii(
              String.join(
                  "\r\n", "GET / HTTP/1.0", HOST, UPGRADE, CONNECTION, KEY, VERSION, "", "")));
      assertThat(peer.readHead()).matches("(?s)HTTP/1\\.1 (400|426|505) .*");
      peer.readAll();
    }
  }

  @Test
  void aSubprotocolIsChosenByTheServersPreference() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.write(
          RawPeer.ascii(
              String.join(
                  "\r\n",
                  GET,
                  HOST,
                  UPGRADE,
                  CONNECTION,
                  KEY,
                  VERSION,
                  "Sec-WebSocket-Protocol: none, superchat",
                  "Sec-WebSocket-Protocol: chat",
                  "",
                  "")));
      assertThat(peer.readHead()).contains("\r\nSec-WebSocket-Protocol: chat\r\n");
    }
  }

  /**
   * What the application sends at once follows the 101: control frames, too, overtake only data.
   */
  @Test
  void nothingOvertakesTheResponse() throws Exception {
    WebSocketListener eager =
        new WebSocketListener() {
          @Override
          public void onOpen(WebSocket socket) {
            socket.sendText("first");
            socket.sendPing(ByteBuffer.wrap(new byte[] {'p'}));
            socket.sendPong(ByteBuffer.wrap(new byte[] {'q'}));
          }
        };
    try (WebSocketServer server =
            WebSocketServer.builder().listener("/", () -> eager).bind("127.0.0.1", 0);
        RawPeer peer = RawPeer.open(server.port())) {
      List<String> frames = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        frames.add(peer.readFrame().toString());
      }
      assertThat(frames)
          .containsExactlyInAnyOrder(
              Frame.text("first").toString(),
              Frame.ping("p").toString(),
              Frame.pong("q").toString());
    }
  }

  @Test
  void aHeadIsBoundedInBytes() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.write(RawPeer.ascii(GET + "\r\n" + HOST + "\r\nX-Long: " + "x".repeat(40_000)));
      assertThat(peer.readHead()).startsWith("HTTP/1.1 431 ");
      peer.readAll();
    }
  }

  @Test
  void aHeadIsBoundedInLines() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.write(RawPeer.ascii(GET + "\r\n" + HOST + "\r\n" + "X: y\r\n".repeat(200)));
      assertThat(peer.readHead()).startsWith("HTTP/1.1 431 ");
      peer.readAll();
    }
  }

  @Test
  void aRequestLineIsBounded() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.write(RawPeer.ascii("GET /" + "x".repeat(40_000)));
      assertThat(peer.readHead()).startsWith("HTTP/1.1 414 ");
      peer.readAll();
    }
  }

  /** A client that stays silent costs a connection for a while, not for ever. */
  @Test
  void aSilentClientIsLeftAfterTheHandshakesDeadline() throws Exception {
    Limits limits =
        Limits.builder()
            .handshakeTimeout(Duration.ofMillis(500))
            .closeTimeout(Duration.ofMillis(200))
            .build();
    try (EchoServer server = new EchoServer(limits);
        RawPeer silent = RawPeer.connect(server.port());
        RawPeer slow = RawPeer.connect(server.port())) {
      slow.write(RawPeer.ascii(GET + "\r\n" + HOST + "\r\n"));
      assertThat(silent.readAll()).isEmpty();
      assertThat(slow.readHead()).startsWith("HTTP/1.1 408 ");
      slow.readAll();
    }
  }

  @Test
  void aClientThatEndsItsSideInsideTheHeadIsLeft() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.write(RawPeer.ascii(GET + "\r\n" + HOST + "\r\n"));
      peer.halfClose();
      peer.readAll();
    }
  }
}
