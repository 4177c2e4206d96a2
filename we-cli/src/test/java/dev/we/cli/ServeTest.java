package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.client.WebSocketClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServeTest {
  @Test
  void echoesOnEveryPath() throws IOException {
    try (Serving server = new Serving("--no-compression")) {
      assertThat(server.url()).startsWith("ws://127.0.0.1:");
      assertThat(Run.withInput("a\n", "connect", server.url()).out()).isEqualTo("a\n");
      assertThat(Run.withInput("b\n", "connect", server.url() + "/x?y").out()).isEqualTo("b\n");
    }
  }

  @Test
  void negotiatesCompressionUnlessTold() throws IOException {
    try (Serving server = new Serving()) {
      assertThat(extensions(server)).contains("\"extensions\":[\"permessage-deflate\"]");
      assertThat(extensions(server, "--no-compression")).contains("\"extensions\":[]");
      assertThat(extensions(server, "--receive-window-bits", "10", "--no-receive-takeover"))
          .contains("permessage-deflate; server_no_context_takeover; server_max_window_bits=10\"");
      assertThat(extensions(server, "--send-window-bits", "9", "--no-send-takeover"))
          .contains("permessage-deflate; client_no_context_takeover; client_max_window_bits=9\"");
      assertThat(
              extensions(
                  server,
                  "--offer",
                  "permessage-deflate; server_max_window_bits=12",
                  "--offer",
                  "permessage-deflate"))
          .contains("permessage-deflate; server_max_window_bits=12\"");
    }
    try (Serving server = new Serving("--no-compression")) {
      assertThat(extensions(server)).contains("\"extensions\":[]");
    }
    try (Serving server = new Serving("--send-window-bits", "8", "--effort", "fast")) {
      assertThat(extensions(server)).contains("permessage-deflate; server_max_window_bits=8\"");
    }
  }

  @Test
  void sendsEveryMessageToAllWhereToldTo() throws Exception {
    try (Serving server = new Serving("--broadcast");
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket one = client.open(URI.create(server.url()));
        BlockingWebSocket other = client.open(URI.create(server.url()))) {
      // Nothing else tells that the server has let the other in.
      while (true) {
        one.sendText("are you there?");
        assertThat(one.receive()).isEqualTo(new Message.Text("are you there?"));
        if (other.receive(Duration.ofMillis(50)).isPresent()) {
          break;
        }
      }
      other.sendBinary(ByteBuffer.wrap(new byte[100]));
      Message data = new Message.Binary(ByteBuffer.wrap(new byte[100]));
      assertThat(one.receive()).isEqualTo(data);
      Message next = other.receive();
      while (next instanceof Message.Text) {
        next = other.receive();
      }
      assertThat(next).isEqualTo(data);
    }
  }

  private static String extensions(Serving server, String... options) {
    List<String> command = new ArrayList<>(List.of("connect", server.url(), "--json"));
    command.addAll(List.of(options));
    Run run = Run.withInput("a line of text\n", command.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("{\"event\":\"text\",\"data\":\"a line of text\"}");
    return run.out();
  }

  @Test
  void whatMakesNoSenseOfCompressionIsWrongUsage() throws IOException {
    for (String[] options :
        new String[][] {
          {"--compress", "--no-compression"},
          {"--send-window-bits", "16"},
          {"--receive-window-bits", "7"},
          {"--offer", "permessage-deflate; level=9"},
          {"--offer", "x-other"},
        }) {
      List<String> command = new ArrayList<>(List.of("connect", "ws://127.0.0.1:9"));
      command.addAll(List.of(options));
      Run run = Run.we(command.toArray(String[]::new));
      assertThat(run.exitCode()).as(String.join(" ", command)).isEqualTo(2);
    }
  }

  @Test
  void servesOnePathOnly() throws IOException {
    try (Serving server = new Serving("--path", "/here")) {
      assertThat(Run.we("connect", server.url() + "/here").exitCode()).isZero();
      assertThat(Run.we("connect", server.url() + "/there").err()).contains("404");
    }
  }

  @Test
  void takesNoMessageBeyondTheLimit() throws IOException {
    try (Serving server = new Serving("--max-message", "3")) {
      assertThat(Run.withInput("abc\n", "connect", server.url()).out()).isEqualTo("abc\n");
      try (RawPeer peer = new RawPeer(server.port(), "/")) {
        peer.send(new byte[] {(byte) 0x81, (byte) (0x80 | 4), 0, 0, 0, 0}); // announces four bytes
        assertThat(peer.readClose()).isEqualTo(1009);
      }
    }
  }

  @Test
  void subprotocolsAndOrigins() throws IOException {
    try (Serving server =
        new Serving("--subprotocol", "b", "--subprotocol", "a", "--origin", "https://a.example")) {
      assertThat(
              Run.we(
                      "connect",
                      "--json",
                      "--subprotocol",
                      "a",
                      "--subprotocol",
                      "b",
                      "--origin",
                      "https://a.example",
                      server.url())
                  .out())
          .contains("\"subprotocol\":\"b\"");
      assertThat(Run.we("connect", "--origin", "https://b.example", server.url()).err())
          .contains("403");
    }
  }

  @Test
  void takenPortIsNamed() throws IOException {
    try (Serving server = new Serving()) {
      Run second = Run.we("serve", "--port", String.valueOf(server.port()));

      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.err().lines()).singleElement().asString().contains("" + server.port());
    }
  }

  @Test
  void shuttingDownTellsTheClients() throws Exception {
    try (Serving server = new Serving()) {
      Run run = Run.withInput(new LineThen(server::close), "connect", "--json", server.url());
      assertThat(run.lines().getLast()).startsWith("{\"event\":\"close\",\"code\":1001,");
      assertThat(run.exitCode()).isZero();
    }
  }

  /** An input with one line, which does something before it ends: the connection is open then. */
  private static final class LineThen extends InputStream {
    private final Runnable something;
    private boolean lineRead;

    LineThen(Runnable something) {
      this.something = something;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (lineRead) {
        something.run();
        return -1;
      }
      lineRead = true;
      buffer[offset] = '\n';
      return 1;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("bytes are read together here");
    }
  }

  @Test
  void ownCertificateIsGoodForThisMachineOnly() throws IOException {
    try (Serving server = new Serving("--tls")) {
      assertThat(server.url()).startsWith("wss://127.0.0.1:");
      Run distrustful = Run.we("connect", server.url());
      assertThat(distrustful.exitCode()).isEqualTo(1);
      assertThat(distrustful.err().lines()).singleElement().asString().contains("not trusted");
      Run insecure = Run.withInput("a\n", "connect", "--insecure", server.url());
      assertThat(insecure.out()).isEqualTo("a\n");
      assertThat(insecure.err()).contains("insecure");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec-cert.pem ec-sec1.pem", "rsa-cert.pem rsa-pkcs1.pem"})
  void certificateFromFiles(String files) throws IOException {
    String certificate = TestFile.named(files.split(" ", -1)[0]);
    String key = TestFile.named(files.split(" ", -1)[1]);
    try (Serving server = new Serving("--tls", "--cert", certificate, "--key", key)) {
      Run run =
          Run.withInput(
              "a\n", "connect", "--cacert", certificate, "--tls-version", "1.3", server.url());
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).isEqualTo("a\n");
    }
  }

  @Test
  void clientsMustShowACertificate() throws IOException {
    String certificate = TestFile.named("ec-cert.pem");
    String key = TestFile.named("ec-sec1.pem");
    try (Serving server =
        new Serving("--tls", "--cert", certificate, "--key", key, "--client-ca", certificate)) {
      assertThat(Run.we("connect", "--cacert", certificate, server.url()).exitCode()).isEqualTo(1);
      Run run =
          Run.withInput(
              "a\n",
              "connect",
              "--tls-version",
              "1.2",
              "--cacert",
              certificate,
              "--cert",
              certificate,
              "--key",
              key,
              server.url());
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).isEqualTo("a\n");
    }
  }

  /** 40 MB, more than all queues and kernel buffers on the way hold, before the first is read. */
  @Test
  void nothingIsLostToAClientThatSendsAllBeforeItReads() throws Exception {
    int count = 640;
    byte[] payload = new byte[64 << 10];
    byte[] frame = new byte[10 + 4 + payload.length];
    frame[0] = (byte) 0x82;
    frame[1] = (byte) (0x80 | 127);
    frame[7] = (byte) (payload.length >> 16);
    try (Serving server = new Serving();
        RawPeer peer = new RawPeer(server.port(), "/")) {
      Thread sender = Thread.startVirtualThread(() -> sendAll(peer, frame, count));
      sender.join(500); // by then it is stuck; if it is not, that is good too
      for (int i = 0; i < count; i++) {
        byte[] echo = peer.input().readNBytes(10 + payload.length);
        Arrays.fill(payload, (byte) i);
        assertThat(echo).hasSize(10 + payload.length);
        assertThat(Arrays.equals(echo, 10, echo.length, payload, 0, payload.length))
            .as("echo %d", i)
            .isTrue();
      }
    }
  }

  private static void sendAll(RawPeer peer, byte[] frame, int count) {
    try {
      for (int i = 0; i < count; i++) {
        Arrays.fill(frame, 14, frame.length, (byte) i);
        peer.send(frame);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
