package dev.we.net.websocket.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.ConnectFailedException;
import dev.we.net.websocket.ConnectionLostException;
import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.DeadlineException;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.HandshakeRequest;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.ServerBuilder;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpeningTest {
  /** A request that any server takes. */
  static final String REQUEST =
      String.join(
          "\r\n",
          "GET / HTTP/1.1",
          "Host: x",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Version: 13",
          "\r\n");

  private final WebSocketClient client = WebSocketClient.create();
  private WebSocketServer server = bind(WebSocketServer.builder().listener("/", Echo::new));

  private static WebSocketServer bind(ServerBuilder builder) {
    try {
      return builder.bind("127.0.0.1", 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void serve(ServerBuilder builder) {
    server.close();
    server = bind(builder);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void the_endpoint_sees_what_the_client_asks_for_and_the_client_what_the_endpoint_answers()
      throws Exception {
    CompletableFuture<HandshakeRequest> seen = new CompletableFuture<>();
    serve(
        WebSocketServer.builder()
            .path(
                "/chat",
                request -> {
                  seen.complete(request);
                  return HandshakeAnswer.accept(new Echo())
                      .withSubprotocol("v2")
                      .withHeader("X-Served-By", "test");
                }));
    try (BlockingWebSocket socket =
        client
            .request(server.uri("/chat?room=%C3%A4"))
            .header("Authorization", "Bearer secret")
            .origin("https://example.com")
            .subprotocols("v3", "v2")
            .open()) {
      HandshakeRequest request = Recorder.await(seen);
      assertThat(request.path()).isEqualTo("/chat");
      assertThat(request.query()).isEqualTo("room=%C3%A4");
      assertThat(request.origin()).contains("https://example.com");
      assertThat(request.subprotocols()).containsExactly("v3", "v2");
      assertThat(request.headers().first("authorization")).contains("Bearer secret");
      assertThat(request.host()).isEqualTo("127.0.0.1:" + server.port());
      assertThat(request.secure()).isFalse();
      assertThat(request.toString()).doesNotContain("secret");
      WebSocket open = socket.socket();
      assertThat(open.subprotocol()).contains("v2");
      assertThat(open.handshake().response().first("X-Served-By")).contains("test");
      assertThat(open.handshake().target()).isEqualTo("/chat?room=%C3%A4");
      assertThat(open.remoteAddress().getPort()).isEqualTo(server.port());
      assertThat(open.tlsSession()).isEmpty();
    }
  }

  @Test
  void the_server_prefers_its_own_order_and_speaks_none_that_is_not_offered() throws Exception {
    serve(WebSocketServer.builder().listener("/", Echo::new).subprotocols("best", "good"));
    try (BlockingWebSocket both =
            client.request(server.uri("/")).subprotocols("good", "best").open();
        BlockingWebSocket other = client.request(server.uri("/")).subprotocols("odd").open()) {
      assertThat(both.socket().subprotocol()).contains("best");
      assertThat(other.socket().subprotocol()).isEmpty();
    }
  }

  @Test
  void an_answer_that_cannot_be_sent_is_500_and_not_a_broken_handshake() {
    serve(
        WebSocketServer.builder()
            .path("/", request -> HandshakeAnswer.accept(new Echo()).withSubprotocol("unasked"))
            .path(
                "/throws",
                request -> {
                  throw new IllegalStateException("a bug with a secret");
                }));
    assertRefused("/", 500);
    HandshakeException refused = assertRefused("/throws", 500);
    assertThat(UTF_8.decode(refused.refusal().orElseThrow().body()).toString())
        .doesNotContain("secret");
  }

  @Test
  void a_path_that_nobody_serves_is_404_and_any_path_serves_the_rest() throws Exception {
    assertRefused("/nowhere", 404);
    serve(WebSocketServer.builder().anyPath(request -> HandshakeAnswer.accept(new Echo())));
    client.open(server.uri("/nowhere")).close();
  }

  @Test
  void pages_of_other_origins_are_refused_and_programs_without_origin_let_in() throws Exception {
    serve(WebSocketServer.builder().listener("/", Echo::new).allowedOrigins("https://example.com"));
    assertThatThrownBy(() -> client.request(server.uri("/")).origin("https://evil.example").open())
        .isInstanceOfSatisfying(
            HandshakeException.class,
            e -> assertThat(e.refusal().orElseThrow().status()).isEqualTo(403));
    client.request(server.uri("/")).origin("https://example.com").open().close();
    client.open(server.uri("/")).close();
  }

  @Test
  void a_refusal_gives_the_caller_status_headers_and_body() {
    serve(
        WebSocketServer.builder()
            .path(
                "/",
                request ->
                    HandshakeAnswer.refuse(401, "who are you?")
                        .withHeader("WWW-Authenticate", "Basic")));
    HandshakeException refused = assertRefused("/", 401);
    HandshakeException.Refusal refusal = refused.refusal().orElseThrow();
    assertThat(refusal.headers().first("www-authenticate")).contains("Basic");
    assertThat(UTF_8.decode(refusal.body()).toString()).contains("who are you?");
    assertThat(refused).hasMessageContaining("127.0.0.1").hasMessageContaining("401 Unauthorized");
  }

  @Test
  void beyond_its_most_connections_a_server_refuses_with_503_until_one_ends() throws Exception {
    serve(WebSocketServer.builder().listener("/", Echo::new).maxConnections(1));
    BlockingWebSocket first = client.open(server.uri("/"));
    assertRefused("/", 503);
    first.close();
    Waiting.until("it has ended", () -> server.connectionCount() == 0);
    client.open(server.uri("/")).close();
  }

  @Test
  void redirects_are_followed_only_by_those_who_ask_for_it() throws Exception {
    serve(
        WebSocketServer.builder()
            .path("/old", request -> HandshakeAnswer.refuse(302, "").withHeader("Location", "/new"))
            .path(
                "/loop", request -> HandshakeAnswer.refuse(307, "").withHeader("Location", "/loop"))
            .listener("/new", Echo::new));
    assertRefused("/old", 302);
    try (WebSocketClient following = WebSocketClient.builder().maxRedirects(3).build()) {
      try (BlockingWebSocket socket = following.open(server.uri("/old"))) {
        assertThat(socket.socket().handshake().target()).isEqualTo("/new");
      }
      assertThatThrownBy(() -> following.open(server.uri("/loop")))
          .isInstanceOf(HandshakeException.class)
          .hasMessageContaining("307");
    }
  }

  @Test
  void the_101_goes_before_whatever_another_thread_sends_as_soon_as_it_sees_the_connection()
      throws Exception {
    serve(WebSocketServer.builder().blocking("/", socket -> socket.sendText("at once")));
    for (int i = 0; i < 300; i++) {
      BlockingWebSocket socket = client.open(server.uri("/"));
      assertThat(socket.receive()).isEqualTo(new Message.Text("at once"));
      socket.socket().abort();
    }
  }

  @Test
  void endpoints_on_an_executor_may_take_their_time_and_early_frames_are_kept() throws Exception {
    CompletableFuture<Void> decided = new CompletableFuture<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      serve(
          WebSocketServer.builder()
              .executor(executor)
              .path(
                  "/",
                  request -> {
                    decided.join();
                    return HandshakeAnswer.accept(new Echo());
                  }));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        RawServer.send(socket, REQUEST);
        RawServer.sendHex(socket, "81 83 00000000 616263");
        decided.complete(null);
        assertThat(RawServer.readHead(socket)).startsWith("HTTP/1.1 101 ");
        assertThat(socket.getInputStream().readNBytes(5))
            .isEqualTo(new byte[] {(byte) 0x81, 3, 'a', 'b', 'c'});
      }
    }
  }

  @Test
  void a_client_that_leaves_while_the_endpoint_thinks_leaves_nothing_behind() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<Void> decided = new CompletableFuture<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      serve(
          WebSocketServer.builder()
              .executor(executor)
              .listener("/alive", Echo::new)
              .path(
                  "/",
                  request -> {
                    asked.complete(null);
                    decided.join();
                    return HandshakeAnswer.accept(new Echo());
                  }));
      CompletableFuture<WebSocket> attempt = client.connect(server.uri("/"), new Recorder());
      Recorder.await(asked);
      assertThat(attempt.cancel(true)).isTrue();
      decided.complete(null);
      client.open(server.uri("/alive")).close();
      Waiting.until("nothing is left", () -> server.connectionCount() == 0);
    }
  }

  @Test
  void a_url_that_is_none_is_the_callers_fault_and_says_why() {
    assertMalformed("ws:example.com", "//");
    assertMalformed("ftp://example.com/", "ftp");
    assertMalformed("ws://example.com/#top", "fragment");
    assertMalformed("ws://user:pass@example.com/", "Authorization");
    assertMalformed("ws://example.com:99999/", "port");
  }

  private void assertMalformed(String url, String why) {
    assertThatThrownBy(() -> client.request(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("pass@");
  }

  @Test
  void headers_that_could_write_lines_of_their_own_or_are_the_handshakes_are_refused() {
    var request = client.request(server.uri("/"));
    assertThatThrownBy(() -> request.header("X", "a\r\nEvil: yes"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> request.header("X: Y", "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> request.header("Sec-WebSocket-Key", "mine").open())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> client.request(server.uri("/")).subprotocols("a b").open())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_refused_connection_names_host_and_port() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    assertThatThrownBy(() -> client.open(URI.create("ws://127.0.0.1:" + port + "/")))
        .isInstanceOfSatisfying(
            ConnectFailedException.class,
            e -> assertThat(e.stage()).isEqualTo(ConnectFailedException.Stage.CONNECT))
        .hasMessageContaining("127.0.0.1:" + port);
  }

  @Test
  void a_host_that_does_not_exist_is_named() {
    assertThatThrownBy(() -> client.open(URI.create("ws://nonexistent.invalid/")))
        .isInstanceOfSatisfying(
            ConnectFailedException.class,
            e -> assertThat(e.stage()).isEqualTo(ConnectFailedException.Stage.NAME_LOOKUP))
        .hasMessageContaining("nonexistent.invalid");
  }

  @Test
  void a_server_that_accepts_and_stays_silent_is_given_up() {
    Limits hasty = Limits.builder().handshakeTimeout(Duration.ofMillis(100)).build();
    CompletableFuture<Void> over = new CompletableFuture<>();
    try (RawServer silent = new RawServer(socket -> over.join());
        WebSocketClient ours = WebSocketClient.builder().limits(hasty).build()) {
      assertThatThrownBy(() -> ours.open(silent.uri()))
          .isInstanceOfSatisfying(
              DeadlineException.class, e -> assertThat(e.deadline()).isEqualTo(Deadline.HANDSHAKE))
          .hasMessageContaining("100 ms");
      over.complete(null);
    }
  }

  @Test
  void a_client_that_connects_and_stays_silent_is_dropped_and_one_that_dawdles_gets_408()
      throws Exception {
    serve(
        WebSocketServer.builder()
            .listener("/", Echo::new)
            .limits(Limits.builder().handshakeTimeout(Duration.ofMillis(100)).build()));
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      RawServer.send(slow, "GET / HTTP/1.1\r\n");
      assertThat(silent.getInputStream().readAllBytes()).isEmpty();
      assertThat(new String(slow.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void a_server_that_hangs_up_instead_of_answering_is_told_as_such() {
    try (RawServer rude = new RawServer(RawServer::readHead)) {
      assertThatThrownBy(() -> client.open(rude.uri()))
          .isInstanceOf(HandshakeException.class)
          .hasMessageContaining("without an answer");
    }
  }

  @Test
  void a_refusal_whose_body_never_ends_is_told_when_the_deadline_passes() {
    Limits hasty = Limits.builder().handshakeTimeout(Duration.ofMillis(100)).build();
    CompletableFuture<Void> over = new CompletableFuture<>();
    try (RawServer endless =
            new RawServer(socket -> {
              RawServer.readHead(socket);
              RawServer.send(socket, "HTTP/1.1 503 Full\r\nContent-Length: 1000\r\n\r\ncome later");
              over.join();
            });
        WebSocketClient ours = WebSocketClient.builder().limits(hasty).build()) {
      assertThatThrownBy(() -> ours.open(endless.uri()))
          .isInstanceOfSatisfying(
              HandshakeException.class,
              e ->
                  assertThat(UTF_8.decode(e.refusal().orElseThrow().body()).toString())
                      .isEqualTo("come later"));
      over.complete(null);
    }
  }

  @Test
  void a_frame_glued_to_the_101_is_delivered() throws Exception {
    try (RawServer eager =
            new RawServer(socket -> {
              RawServer.accept(socket);
              RawServer.sendHex(socket, "81 05 48 65 6c 6c 6f 88 00");
              socket.getInputStream().readNBytes(6); // the Close that answers
            });
        BlockingWebSocket socket = client.open(eager.uri())) {
      assertThat(socket.receive()).isEqualTo(new Message.Text("Hello"));
    }
  }

  @Test
  void an_attempt_that_is_cancelled_closes_its_connection() throws Exception {
    CompletableFuture<Integer> afterCancel = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    try (RawServer silent =
        new RawServer(socket -> {
          RawServer.readHead(socket);
          asked.complete(null);
          try {
            afterCancel.complete(socket.getInputStream().read());
          } catch (IOException reset) {
            afterCancel.complete(-1);
          }
        })) {
      CompletableFuture<WebSocket> attempt = client.connect(silent.uri(), new Recorder());
      Recorder.await(asked);
      attempt.cancel(true);
      assertThatThrownBy(attempt::join).isInstanceOf(CancellationException.class);
      assertThat(Recorder.await(afterCancel)).isEqualTo(-1);
    }
  }

  @Test
  void a_client_that_is_closed_fails_what_was_opening_and_opens_nothing_more() {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<Void> over = new CompletableFuture<>();
    try (RawServer silent =
        new RawServer(socket -> {
          RawServer.readHead(socket);
          asked.complete(null);
          over.join();
        })) {
      CompletableFuture<WebSocket> attempt = client.connect(silent.uri(), new Recorder());
      Recorder.await(asked);
      client.close();
      assertThatThrownBy(attempt::join).hasCauseInstanceOf(ConnectionLostException.class);
      assertThatThrownBy(() -> client.open(silent.uri())).isInstanceOf(IllegalStateException.class);
      over.complete(null);
    }
  }

  @Test
  void an_address_that_is_taken_is_named() {
    assertThatThrownBy(() ->
            WebSocketServer.builder().listener("/", Echo::new).bind("127.0.0.1", server.port()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining(String.valueOf(server.port()));
  }

  private HandshakeException assertRefused(String path, int status) {
    try (BlockingWebSocket socket = client.open(server.uri(path))) {
      throw new AssertionError("accepted: " + socket.socket().handshake());
    } catch (HandshakeException e) {
      assertThat(e.refusal().orElseThrow().status()).isEqualTo(status);
      return e;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
