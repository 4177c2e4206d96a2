package dev.we.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.we.conformance.tls.Certificate;
import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.client.WebSocketClient;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our client against servers that others wrote. */
@ParameterizedClass
@MethodSource("peersAndSchemes")
class ServerPeersTest {
  /** A running server of a peer: the process, and its URL without a path. */
  private record Running(PeerProcess process, String url) {}

  private static final int[] SIZES = {0, 1, 125, 126, 65_535, 65_536, 1 << 20};

  private static final Map<Peer, Running> PLAIN = new EnumMap<>(Peer.class);
  private static final Map<Peer, Running> SECURE = new EnumMap<>(Peer.class);

  @Parameter(0)
  private Peer peer;

  @Parameter(1)
  private boolean secure;

  private Running server;
  private WebSocketClient client;

  static Stream<Arguments> peersAndSchemes() {
    return Stream.of(Peer.values())
        .flatMap(peer ->
            Stream.of(
                argumentSet(peer + ", ws", peer, false), argumentSet(peer + ", wss", peer, true)));
  }

  @AfterAll
  static void end() {
    Stream.concat(PLAIN.values().stream(), SECURE.values().stream())
        .forEach(running -> running.process().close());
    PLAIN.clear();
    SECURE.clear();
  }

  @BeforeEach
  void begin() throws Exception {
    Map<Peer, Running> started = secure ? SECURE : PLAIN;
    server = started.get(peer);
    if (server == null) {
      PeerProcess process =
          peer.start("server", secure ? Certificate.shared().serverArguments() : List.of());
      server = new Running(process, (secure ? "wss" : "ws") + "://localhost:" + process.port());
      started.put(peer, server);
    }
    client = WebSocketClient.builder().tls(Certificate.shared().tls()).build();
  }

  @AfterEach
  void closeClient() {
    if (client != null) {
      client.close();
    }
  }

  private URI at(String target) {
    return URI.create(server.url() + target);
  }

  @Test
  void echoesTextOfEveryKindOfLength() throws Exception {
    try (BlockingWebSocket socket = client.open(at("/echo"))) {
      for (int size : SIZES) {
        String text = "é€😀x".repeat(size / 9) + "x".repeat(size % 9);
        socket.sendText(text);
        assertThat(socket.receive()).isEqualTo(new Message.Text(text));
      }
    }
  }

  @Test
  void echoesBinaryOfEveryKindOfLength() throws Exception {
    try (BlockingWebSocket socket = client.open(at("/echo"))) {
      for (int size : SIZES) {
        ByteBuffer data = data(size);
        socket.sendBinary(data);
        assertThat(socket.receive()).isEqualTo(new Message.Binary(data));
      }
    }
  }

  @Test
  void echoesALargeMessage() throws Exception {
    try (BlockingWebSocket socket = client.open(at("/echo"))) {
      ByteBuffer data = data(8 << 20);
      socket.sendBinary(data);
      assertThat(socket.receive()).isEqualTo(new Message.Binary(data));
    }
  }

  @Test
  void echoesFragmentedMessagesWithAPingBetween() throws Exception {
    Events events = new Events();
    WebSocket socket = client.connect(at("/echo"), events).get();
    MessageWriter<CharSequence> text = socket.startText();
    text.write("one ");
    text.write("");
    socket.sendPing(StandardCharsets.UTF_8.encode("between"));
    text.write("half of \ud83d");
    text.finish("\ude00");
    assertThat(List.of(events.next(), events.next()))
        .containsExactlyInAnyOrder("pong between", "text one half of 😀");
    MessageWriter<ByteBuffer> binary = socket.startBinary();
    binary.write(ByteBuffer.wrap(new byte[] {'a'}));
    binary.finish(ByteBuffer.wrap(new byte[] {'b'}));
    assertThat(events.next()).isEqualTo("binary ab");
    socket.close();
    assertThat(events.next()).isEqualTo("close 1000 clean");
    assertThat(events.exhausted()).isTrue();
  }

  @Test
  void takesFragmentedMessages() throws Exception {
    try (BlockingWebSocket socket = client.open(at("/fragments"))) {
      assertThat(socket.receive()).isEqualTo(new Message.Text("one two €"));
      assertThat(socket.receive())
          .isEqualTo(new Message.Binary(ByteBuffer.wrap(new byte[] {1, 2, 3})));
    }
  }

  @Test
  void answersThePeersPing() throws Exception {
    try (BlockingWebSocket socket = client.open(at("/ping"))) {
      assertThat(socket.receive()).isEqualTo(new Message.Text("pong are you there"));
    }
  }

  @Test
  void closesWithEveryKindOfCodeAndReason() throws Exception {
    for (int code : new int[] {1000, 1001, 1003, 1007, 1008, 1009, 1011, 1012, 3000, 4999}) {
      Events events = new Events();
      WebSocket socket = client.connect(at("/told"), events).get();
      socket.close(code, "because €");
      assertThat(events.next()).startsWith("close " + code).endsWith(" clean");
      assertThat(server.process().line("closed ")).isEqualTo("closed " + code + " because €");
      assertThat(events.exhausted()).isTrue();
    }
  }

  @Test
  void closesWithoutACode() throws Exception {
    Events events = new Events();
    client.connect(at("/told"), events).get().close(CloseCode.NO_STATUS, "");
    assertThat(events.next()).isIn("close 1005 clean", "close 1000 clean"); // as the peer likes
    assertThat(server.process().line("closed ")).startsWith("closed 1005");
  }

  @Test
  void isToldWhyThePeerCloses() throws Exception {
    for (int code : new int[] {1000, 1001, 1008, 1011, 1012, 1013, 3001, 4999}) {
      Events events = new Events();
      client.connect(at("/close?code=" + code + "&reason=bye%20%E2%82%AC"), events).get();
      assertThat(events.next()).isEqualTo("close " + code + " bye € clean");
      assertThat(events.exhausted()).isTrue();
    }
  }

  @Test
  void aConnectionThatThePeerDropsIsLost() throws Exception {
    Events events = new Events();
    client.connect(at("/terminate"), events).get();
    assertThat(events.next()).startsWith("error dev.we.net.websocket.ConnectionLostException");
    assertThat(events.next()).isEqualTo("close 1006 unclean");
  }

  @Test
  void agreesOnASubprotocol() throws Exception {
    try (BlockingWebSocket socket =
        client.request(at("/echo")).subprotocols("other", "superchat").open()) {
      assertThat(socket.socket().subprotocol()).contains("superchat");
    }
    try (BlockingWebSocket socket = client.open(at("/echo"))) {
      assertThat(socket.socket().subprotocol()).isEmpty();
    }
  }

  @Test
  void aRefusedHandshakeTellsStatusHeadersAndBody() {
    assertThatExceptionOfType(HandshakeException.class)
        .isThrownBy(() -> client.open(at("/refuse")))
        .withMessageContaining("403")
        .satisfies(e -> {
          HandshakeException.Refusal refusal = e.refusal().orElseThrow();
          assertThat(refusal.status()).isEqualTo(403);
          assertThat(refusal.headers().first("X-Why")).contains("test");
          assertThat(StandardCharsets.UTF_8.decode(refusal.body()).toString()).isEqualTo("not you");
        });
  }

  private static ByteBuffer data(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }
}
