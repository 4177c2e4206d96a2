package dev.we.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.we.conformance.tls.Certificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Our server against the JDK's own client. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"ws", "wss"})
class JdkClientTest {
  @Parameter private String scheme;

  private Certificate certificate;
  private OurServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    certificate = scheme.equals("wss") ? Certificate.shared() : null;
    server = new OurServer(certificate);
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (certificate != null) {
      builder.sslContext(certificate.context());
    }
    client = builder.build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private WebSocket open(String path, Told told, String... subprotocols) {
    WebSocket.Builder builder = client.newWebSocketBuilder();
    if (subprotocols.length > 0) {
      builder.subprotocols(subprotocols[0]);
    }
    return builder.buildAsync(URI.create(server.url() + path), told).join();
  }

  @Test
  void everyKindOfLengthComesBack() throws Exception {
    Told told = new Told();
    WebSocket socket = open("/echo", told);
    for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, 1 << 20, 8 << 20}) {
      String text = "€".repeat(size / 3) + "x".repeat(size % 3);
      socket.sendText(text, true).join();
      assertThat(told.next()).isEqualTo("text " + text);
      socket.sendBinary(StandardCharsets.UTF_8.encode(text), true).join();
      assertThat(told.next()).isEqualTo("binary " + text);
    }
    socket.sendClose(1000, "").join();
    assertThat(told.next()).isEqualTo("close 1000 ");
    assertThat(server.ending()).isEqualTo("1000 clean");
  }

  @Test
  void fragmentsAndPingsBetweenThem() throws Exception {
    Told told = new Told();
    WebSocket socket = open("/echo", told);
    socket.sendText("one ", false).join();
    socket.sendPing(StandardCharsets.UTF_8.encode("between")).join();
    assertThat(told.next()).isEqualTo("pong between");
    socket.sendText("two €", true).join();
    assertThat(told.next()).isEqualTo("text one two €");
    socket.abort();
  }

  @Test
  void fragmentsAndPingsFromTheServer() throws Exception {
    Told told = new Told();
    WebSocket socket = open("/fragments", told);
    assertThat(told.next()).isEqualTo("text one two €");
    assertThat(told.next()).isEqualTo("binary \1\2\3");
    socket.abort();
    Told pinged = new Told();
    socket = open("/ping", pinged);
    assertThat(pinged.next()).isEqualTo("ping are you there");
    assertThat(pinged.next()).isEqualTo("text pong are you there");
    socket.abort();
  }

  @Test
  void closeCodesOfTheClient() throws Exception {
    for (int code : new int[] {1000, 1001, 1008, 1011, 3000, 4999}) {
      Told told = new Told();
      open("/echo", told).sendClose(code, "because €").join();
      assertThat(told.next()).startsWith("close " + code);
      assertThat(server.ending()).isEqualTo(code + " because € clean");
    }
  }

  @Test
  void closeOfTheServer() throws Exception {
    Told told = new Told();
    open("/close", told);
    assertThat(told.next()).isEqualTo("close 3001 bye €");
  }

  @Test
  void theSubprotocolAgreedOn() {
    WebSocket socket = open("/echo", new Told(), "superchat");
    assertThat(socket.getSubprotocol()).isEqualTo("superchat");
    socket.abort();
    socket = open("/echo", new Told(), "other");
    assertThat(socket.getSubprotocol()).isEmpty();
    socket.abort();
  }

  @Test
  void aRefusedHandshake() {
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> open("/refuse", new Told()))
        .withCauseInstanceOf(WebSocketHandshakeException.class)
        .satisfies(e ->
            assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode())
                .isEqualTo(403));
  }

  /** What the JDK's client tells, with parts of a message put together. */
  private static final class Told implements WebSocket.Listener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final StringBuilder message = new StringBuilder();

    String next() throws InterruptedException {
      String event = events.poll(30, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("nothing happened for 30 s");
      }
      return event;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      return part("text ", part, socket, last);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
      return part("binary ", StandardCharsets.ISO_8859_1.decode(part), socket, last);
    }

    private CompletionStage<?> part(
        String kind, CharSequence part, WebSocket socket, boolean last) {
      message.append(part);
      if (last) {
        String whole = message.toString();
        message.setLength(0);
        events.add(
            kind
                + (kind.startsWith("b")
                    ? new String(
                        whole.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                    : whole));
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket socket, ByteBuffer payload) {
      events.add("ping " + StandardCharsets.UTF_8.decode(payload));
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
      events.add("pong " + StandardCharsets.UTF_8.decode(payload));
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      events.add("close " + code + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      events.add("error " + error);
    }
  }
}
