package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectTest {
  private final CompletableFuture<CloseReason> closedWith = new CompletableFuture<>();
  private final CompletableFuture<String> headers = new CompletableFuture<>();
  private WebSocketServer server;
  private String url;

  @BeforeEach
  void start() throws IOException {
    server =
        WebSocketServer.builder()
            .demand(EchoListener.DEMAND)
            .subprotocols("chat")
            .path(
                "/echo",
                request -> {
                  headers.complete(
                      request.headers().first("X-Test").orElse("")
                          + "|"
                          + request.origin().orElse(""));
                  return HandshakeAnswer.accept(new Echo());
                })
            .listener("/fault", Faulty::new)
            .path("/private", request -> HandshakeAnswer.refuse(403, "members only"))
            .bind("127.0.0.1", 0);
    url = server.uri("/").toString();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private final class Echo extends EchoListener {
    @Override
    public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
      closedWith.complete(reason);
    }
  }

  /** Sends something of every kind; when it is asked, closes with the code of a fault. */
  private static final class Faulty implements WebSocketListener {
    @Override
    public void onText(WebSocket socket, String text) {
      socket.sendText("a \"text\"\n\u001b");
      socket.sendBinary(ByteBuffer.wrap(new byte[] {0, -1}));
      socket.close(1011, "it broke\u001b");
    }
  }

  @Test
  void linesGoOutAsTheyAreAndComeBackAsTheyAre() {
    Run run = Run.withInput("a\n\n b\r\n\u00e9 \ud83c\udf0d\nlast", "connect", url + "echo");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("a\n\n b\r\n\u00e9 \ud83c\udf0d\nlast\n");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void everythingIsSentAndAnsweredBeforeTheClose() {
    String many = "0123456789abcdef".repeat(4096).concat("\n").repeat(400); // 26 MB: past the queue

    Run run = Run.withInput(many, "connect", url + "echo");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(many);
  }

  @Test
  void binaryLines() {
    assertThat(Run.withInput("00 ff\nCafe\n\n", "connect", "--binary", "hex", url + "echo").out())
        .isEqualTo("00ff\ncafe\n\n");
    assertThat(Run.withInput("AP8=\n", "connect", "--binary", "base64", url + "echo").out())
        .isEqualTo("AP8=\n");
    byte[] raw = {(byte) 0xff, 0, '\n'};
    assertThat(Run.withInput(raw, "connect", "--binary", "raw", "--json", url + "echo").lines())
        .contains("{\"event\":\"binary\",\"base64\":\"/wA=\"}");
  }

  @Test
  void inputThatCannotBeSentIsToldWithItsLine() {
    Run text = Run.withInput(new byte[] {'a', '\n', (byte) 0xff, '\n'}, "connect", url + "echo");
    assertThat(text.err())
        .isEqualTo("we connect: line 2 of stdin is not UTF-8 (--binary raw sends any bytes)\n");
    assertThat(text.exitCode()).isEqualTo(2);
    assertThat(text.out()).isEqualTo("a\n");

    Run hex = Run.withInput("0g\n", "connect", "--binary", "hex", url + "echo");
    assertThat(hex.err()).isEqualTo("we connect: line 1 of stdin is not hex\n");
  }

  @Test
  void jsonTellsEveryEvent() {
    Run run = Run.withInput("hi\n", "connect", "--json", "--subprotocol", "chat", url + "echo");

    assertThat(run.lines()).hasSize(3);
    assertThat(run.lines().getFirst())
        .startsWith(
            "{\"event\":\"open\",\"url\":\"%secho\",\"remote\":{\"host\":\"127.0.0.1\",\"port\":%d},"
                    .formatted(url, server.port())
                + "\"subprotocol\":\"chat\",\"extensions\":[\"permessage-deflate\"],\"headers\":[[\"")
        .contains("[\"Sec-WebSocket-Protocol\",\"chat\"]")
        .endsWith("]],\"tls\":null}");
    assertThat(run.lines().get(1)).isEqualTo("{\"event\":\"text\",\"data\":\"hi\"}");
    assertThat(run.lines().get(2))
        .isEqualTo("{\"event\":\"close\",\"code\":1000,\"reason\":\"\",\"clean\":true}");
  }

  @Test
  void pingsAndPongsAreEventsToo() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    JsonPrinter printer = new JsonPrinter(out, URI.create("ws://localhost/"));

    printer.ping(ByteBuffer.wrap(new byte[] {7}));
    printer.pong(ByteBuffer.allocate(0));

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"event":"ping","base64":"Bw=="}
            {"event":"pong","base64":""}
            """);
  }

  @Test
  void closeOfAFaultIsAFailure() throws IOException {
    try (InputStream silent = thenSilence("go\n")) {
      Run plain = Run.withInput(silent, "connect", url + "fault");
      assertThat(plain.exitCode()).isEqualTo(1);
      assertThat(plain.out()).isEqualTo("a \"text\"\n\u001b\n00ff\n");
      assertThat(plain.err())
          .isEqualTo("we connect: the connection ended early: closed 1011 it broke? (clean)\n");
    }
    try (InputStream silent = thenSilence("go\n")) {
      Run json = Run.withInput(silent, "connect", "--json", url + "fault");
      assertThat(json.exitCode()).isEqualTo(1);
      assertThat(json.lines().subList(1, json.lines().size()))
          .containsExactly(
              "{\"event\":\"text\",\"data\":\"a \\\"text\\\"\\n\\u001b\"}",
              "{\"event\":\"binary\",\"base64\":\"AP8=\"}",
              "{\"event\":\"close\",\"code\":1011,\"reason\":\"it broke\\u001b\",\"clean\":true}");
    }
  }

  /** An input that does not end. */
  private static InputStream thenSilence(String beginning) throws IOException {
    return new SequenceInputStream(
        new ByteArrayInputStream(beginning.getBytes(StandardCharsets.UTF_8)),
        new PipedInputStream(new PipedOutputStream()));
  }

  @Test
  void codeAndReasonOfTheClose() throws Exception {
    Run run = Run.we("connect", "--close", "4001:so: long", url + "echo");

    assertThat(closedWith.get(10, TimeUnit.SECONDS)).isEqualTo(new CloseReason(4001, "so: long"));
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void headersAndOrigin() throws Exception {
    Run.we("connect", "-H", "X-Test: a:b ", "--origin", "https://example.com", url + "echo");

    assertThat(headers.get(10, TimeUnit.SECONDS)).isEqualTo("a:b|https://example.com");
  }

  @Test
  void refusedHandshake() {
    Run plain = Run.we("connect", url + "private");
    assertThat(plain.exitCode()).isEqualTo(1);
    assertThat(plain.out()).isEmpty();
    assertThat(plain.err().lines())
        .singleElement()
        .asString()
        .contains("403")
        .endsWith(": members only");

    Run json = Run.we("connect", "--json", url + "private");
    assertThat(json.lines())
        .singleElement()
        .asString()
        .startsWith("{\"event\":\"error\",\"type\":\"HandshakeException\",\"message\":\"")
        .contains("\"status\":403,\"headers\":[[");
  }

  @Test
  void nobodyListens() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    Run run = Run.we("connect", "ws://127.0.0.1:" + port + "/");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("127.0.0.1:" + port);
  }

  @Test
  void serverThatStaysSilent() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run =
          Run.we("connect", "--connect-timeout", "0.2", "ws://127.0.0.1:" + silent.getLocalPort());

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().lines()).singleElement().asString().contains("200 ms");
    }
  }

  @Test
  void textThatIsLongerThanTheLimit() {
    Run run = Run.withInput("too long\n", "connect", "--max-message", "4", url + "echo");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("larger than the limit");
  }

  @Test
  void utf8IsNotTheMachinesCharset() {
    String text = "\u00df\u2028";
    Run run = Run.withInput(text.getBytes(StandardCharsets.UTF_8), "connect", url + "echo");
    assertThat(run.out()).isEqualTo(text + "\n");
  }
}
