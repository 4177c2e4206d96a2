package dev.we.cli;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketException;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What is shown of the protocol itself, over one server; the same for ws and wss. */
final class DemoSteps {
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LARGE_BYTES = 4 << 20;
  private static final int SENDERS = 8;
  private static final int MESSAGES_EACH = 100;
  private static final List<Integer> CLOSE_CODES =
      IntStream.of(
              1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999)
          .boxed()
          .toList();

  private final WebSocketClient client;
  private final DemoServer server;
  private final Demo.Teller teller;

  DemoSteps(WebSocketClient client, DemoServer server, Demo.Teller teller) {
    this.client = client;
    this.server = server;
    this.teller = teller;
  }

  void run() throws InterruptedException {
    teller.step("opening handshake", this::openingHandshake);
    teller.step("text", () -> echoed("hello"));
    teller.step(
        "UTF-8 of every length",
        () -> echoed("k\u00f3\u03c3\u03bc\u03b5 \u4e16\u754c \ud83c\udf0d"));
    teller.step("empty message", () -> echoed(""));
    teller.step("binary", this::everyByte);
    teller.step("large message", this::largeMessage);
    teller.step("fragments", this::fragments);
    teller.step("compression", this::compression);
    teller.step("broadcast", this::broadcast);
    teller.step("ping inside a message", this::pingInsideMessage);
    teller.step("senders at the same time", this::concurrentSenders);
    teller.step("the client closes", this::clientCloses);
    teller.step("the server closes", this::serverCloses);
    teller.step("refused handshake", () -> refused("/private", 403));
    teller.step("unknown path", () -> refused("/nowhere", 404));
    if (server.uri("/").getScheme().equals("ws")) {
      teller.step("violation: no mask", () -> answeredWith(1002, "8105 48656c6c6f"));
      teller.step("violation: reserved opcode", () -> answeredWith(1002, "8380 00000000"));
      teller.step("violation: not UTF-8", () -> answeredWith(1007, "0181 00000000 ff"));
      teller.step(
          "violation: 1 TiB announced", () -> answeredWith(1009, "82ff 0000010000000000 00000000"));
      teller.step("compressed, byte for byte", this::compressedExample);
      teller.step("violation: cut short", this::compressedAndCutShort);
    }
  }

  private String openingHandshake() throws Exception {
    try (BlockingWebSocket socket =
        client.request(server.uri("/echo")).subprotocols("demo.v1", "demo.v2").open()) {
      String chosen = socket.socket().subprotocol().orElse("none");
      check(chosen.equals("demo.v2"), "subprotocol " + chosen);
      String tls = socket.socket().tlsSession().map(s -> ", " + s.getProtocol()).orElse("");
      return "101, subprotocol " + chosen + tls;
    }
  }

  private String echoed(String text) throws Exception {
    try (BlockingWebSocket socket = client.open(server.uri("/echo"))) {
      socket.sendText(text);
      check(receiveText(socket).equals(text), "another text came back");
      return "\"" + text + "\" came back";
    }
  }

  private String everyByte() throws Exception {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return echoed(ByteBuffer.wrap(bytes));
  }

  private String largeMessage() throws Exception {
    ByteBuffer data = ByteBuffer.allocate(LARGE_BYTES);
    while (data.remaining() >= Integer.BYTES) {
      data.putInt(data.position());
    }
    return echoed(data.flip());
  }

  private String echoed(ByteBuffer data) throws Exception {
    try (BlockingWebSocket socket = client.open(server.uri("/echo"))) {
      socket.sendBinary(data);
      boolean same = receive(socket) instanceof Message.Binary echo && echo.data().equals(data);
      check(same, "something else came back");
      return data.remaining() + " bytes came back";
    }
  }

  /** The parts split a character between its two surrogates. */
  private String fragments() throws Exception {
    try (BlockingWebSocket socket = client.open(server.uri("/echo"))) {
      try (MessageWriter<CharSequence> writer = socket.socket().startText()) {
        writer.write("Hel");
        writer.write("lo \ud83c");
        writer.finish("\udf0d");
      }
      check(receiveText(socket).equals("Hello \ud83c\udf0d"), "another text came back");
      return "three frames came back as one message";
    }
  }

  private String compression() throws Exception {
    Compression small = Compression.builder().sendWindowBits(9).receiveWindowBits(10).build();
    try (BlockingWebSocket socket = client.request(server.uri("/echo")).compression(small).open()) {
      String agreed = String.join(", ", socket.socket().handshake().extensions());
      check(agreed.contains("server_max_window_bits=10"), "agreed on: " + agreed);
      String row = "{\"name\":\"Sensor\",\"unit\":\"mm\",\"values\":[1,2,3]}";
      for (int i = 0; i < MESSAGES_EACH; i++) {
        socket.sendText(row.repeat(i));
        check(receiveText(socket).equals(row.repeat(i)), "another text came back");
      }
      return MESSAGES_EACH + " messages came back, " + agreed;
    }
  }

  /** Each with another window for what it receives, and one without compression. */
  private String broadcast() throws Exception {
    String row = "{\"symbol\":\"WE\",\"bid\":17.25,\"ask\":17.26}".repeat(20);
    List<BlockingWebSocket> guests = new ArrayList<>();
    try {
      for (int bits = Compression.MIN_WINDOW_BITS; bits <= Compression.MAX_WINDOW_BITS; bits++) {
        guests.add(entered(Compression.builder().receiveWindowBits(bits).build()));
      }
      guests.add(entered(Compression.off()));
      guests.getFirst().sendText(row);
      for (BlockingWebSocket guest : guests) {
        check(receiveText(guest).equals(row), "another text came");
      }
      return "one message, compressed once for each window, came to all " + guests.size();
    } finally {
      guests.forEach(BlockingWebSocket::close);
    }
  }

  private BlockingWebSocket entered(Compression compression) throws Exception {
    return client.request(server.uri("/room")).compression(compression).open();
  }

  /** RFC 7692, section 7.2.3.4: a block with BFINAL set, on which many break; and one after it. */
  private String compressedExample() throws Exception {
    try (RawPeer peer = new RawPeer(server.port(), "/echo", OFFER)) {
      for (int i = 0; i < 2; i++) {
        peer.send(HexFormat.of().parseHex("c18800000000f348cdc9c9070000"));
        byte[] echo = peer.input().readNBytes(7);
        check(new String(echo, 2, 5, StandardCharsets.US_ASCII).equals("Hello"), "something else");
      }
      return "RFC 7692's message with BFINAL came back twice";
    }
  }

  private String compressedAndCutShort() throws Exception {
    try (RawPeer peer = new RawPeer(server.port(), "/echo", OFFER)) {
      peer.send(HexFormat.of().parseHex("c18600000000f248cdc9c907"));
      int seen = peer.readClose();
      check(seen == 1007, "Close " + seen);
      return "a compressed message without its last byte is answered with 1007, not delivered";
    }
  }

  private String pingInsideMessage() throws Exception {
    CompletableFuture<String> pong = new CompletableFuture<>();
    CompletableFuture<String> text = new CompletableFuture<>();
    WebSocketListener listener =
        new WebSocketListener() {
          @Override
          public void onPong(WebSocket socket, ByteBuffer payload) {
            pong.complete(StandardCharsets.UTF_8.decode(payload).toString());
          }

          @Override
          public void onText(WebSocket socket, String message) {
            text.complete(message);
          }
        };
    WebSocket socket = client.connect(server.uri("/echo"), listener).get();
    try (MessageWriter<CharSequence> writer = socket.startText()) {
      writer.write("still ");
      socket.sendPing(StandardCharsets.UTF_8.encode("are you there?"));
      String payload = pong.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      check(payload.equals("are you there?"), "pong with payload " + payload);
      check(!text.isDone(), "the message came before its end");
      writer.finish("whole");
    }
    check(text.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).equals("still whole"), "another text");
    socket.close();
    return "the pong came between two frames";
  }

  private String concurrentSenders() throws Exception {
    int all = SENDERS * MESSAGES_EACH;
    int[] next = new int[SENDERS];
    try (BlockingWebSocket socket = client.open(server.uri("/echo"));
        ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> tasks =
          IntStream.range(0, SENDERS)
              .<Callable<Void>>mapToObj(n -> () -> sendSome(socket, n))
              .toList();
      for (Future<Void> sent : senders.invokeAll(tasks)) {
        sent.get();
      }
      for (int i = 0; i < all; i++) {
        String[] parts = receiveText(socket).split(":", -1);
        int sender = Integer.parseInt(parts[0]);
        check(Integer.parseInt(parts[1]) == next[sender]++, "out of order: sender " + sender);
      }
    }
    return all + " messages of " + SENDERS + " threads, whole and each thread's in order";
  }

  private static Void sendSome(BlockingWebSocket socket, int sender) throws Exception {
    for (int i = 0; i < MESSAGES_EACH; i++) {
      socket.sendText(sender + ":" + i);
    }
    return null;
  }

  private String clientCloses() throws Exception {
    for (int code : CLOSE_CODES) {
      closeWith(code, "the client's reason");
    }
    closeWith(CloseCode.NO_STATUS, "");
    return "the server saw each of " + CLOSE_CODES.size() + " codes with its reason, and none";
  }

  private void closeWith(int code, String reason) throws Exception {
    String target = "/echo?closed-with-" + code;
    BlockingWebSocket socket = client.open(server.uri(target));
    socket.close(code, reason);
    CloseReason seen = server.closeOf(target).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    check(new CloseReason(code, reason).equals(seen), "closed with " + code + ", seen as " + seen);
  }

  private String serverCloses() throws Exception {
    for (int code : CLOSE_CODES) {
      CloseReason seen = closedByServer(code);
      check(seen.equals(new CloseReason(code, "the server's reason")), "seen as " + seen);
    }
    CloseReason seen = closedByServer(CloseCode.NO_STATUS);
    check(seen.equals(CloseReason.NO_STATUS), "seen as " + seen);
    return "the client saw each of " + CLOSE_CODES.size() + " codes with its reason, and none";
  }

  private CloseReason closedByServer(int code) throws Exception {
    EchoConnection ended = new EchoConnection();
    client.connect(server.uri("/close?" + code), ended).get();
    Ending ending = ended.ending().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    check(ending.clean(), "not clean");
    return ending.reason();
  }

  private String refused(String path, int status) throws Exception {
    try (BlockingWebSocket socket = client.open(server.uri(path))) {
      throw new FailureException("accepted: " + socket);
    } catch (HandshakeException e) {
      int seen = e.refusal().map(HandshakeException.Refusal::status).orElse(0);
      check(seen == status, "status " + seen);
      return We.inOneLine(e);
    }
  }

  private String answeredWith(int code, String hex) throws Exception {
    try (RawPeer peer = new RawPeer(server.port(), "/echo")) {
      peer.send(HexFormat.of().parseHex(hex.replace(" ", "")));
      int seen = peer.readClose();
      check(seen == code, "Close " + seen);
      return "answered by one Close with " + code + " and the end of the stream";
    }
  }

  private static String receiveText(BlockingWebSocket socket) throws Exception {
    return receive(socket) instanceof Message.Text text ? text.text() : "(binary)";
  }

  private static Message receive(BlockingWebSocket socket)
      throws WebSocketException, InterruptedException, FailureException {
    return socket
        .receive(PATIENCE)
        .orElseThrow(
            () -> new FailureException("nothing came back in " + PATIENCE.toSeconds() + " s"));
  }

  static void check(boolean holds, String otherwise) throws FailureException {
    if (!holds) {
      throw new FailureException(otherwise);
    }
  }
}
