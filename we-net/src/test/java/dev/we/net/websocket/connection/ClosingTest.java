package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.DeadlineException;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosingTest {
  @ParameterizedTest
  @ValueSource(
      ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000})
  void a_close_reaches_the_peer_with_its_code_and_comes_back(int code) {
    Recorder server = new Recorder();
    Recorder client = new Recorder();
    try (Pair pair = Pair.of(server)) {
      pair.connect(client).close(code, "weil");
      assertThat(client.next()).isEqualTo("open");
      assertThat(client.next()).isEqualTo("close " + code + " weil clean");
      assertThat(server.next()).isEqualTo("open");
      assertThat(server.next()).isEqualTo("close " + code + " weil clean");
    }
  }

  @Test
  void both_sides_may_close_at_once_and_each_takes_the_others_close_for_its_answer() {
    for (int i = 0; i < 50; i++) {
      Recorder server = new Recorder();
      Recorder client = new Recorder();
      try (Pair pair = Pair.of(server)) {
        WebSocket clientSide = pair.connect(client);
        WebSocket serverSide = server.socket();
        Thread other = Thread.ofVirtual().start(() -> serverSide.close(4001, "server"));
        clientSide.close(4002, "client");
        assertThat(client.next()).isEqualTo("open");
        assertThat(server.next()).isEqualTo("open");
        assertThat(client.next()).isIn("close 4001 server clean", "close 4002 client clean");
        assertThat(server.next()).isIn("close 4001 server clean", "close 4002 client clean");
        assertThat(other).isNotNull();
      }
    }
  }

  @Test
  void messages_sent_before_the_close_arrive_before_it_however_many() {
    Recorder server = new Recorder();
    try (Pair pair = Pair.of(server)) {
      WebSocket socket = pair.connect(new Recorder());
      for (int i = 0; i < 100; i++) {
        socket.sendBinary(ByteBuffer.allocate(100_000));
      }
      socket.close();
      assertThat(server.next()).isEqualTo("open");
      for (int i = 0; i < 100; i++) {
        assertThat(server.next()).isEqualTo("binary 100000");
      }
      assertThat(server.next()).isEqualTo("close 1000 clean");
    }
  }

  @Test
  void a_server_that_is_closed_in_a_callback_says_what_it_was_about_to_say_and_goodbye() {
    CompletableFuture<WebSocketServer> itself = new CompletableFuture<>();
    Recorder server =
        new Recorder() {
          @Override
          public void onText(WebSocket socket, String text) {
            socket.sendText(text);
            itself.join().close();
          }
        };
    Recorder client = new Recorder();
    try (Pair pair = Pair.of(server)) {
      itself.complete(pair.server);
      pair.connect(client).sendText("last orders");
      assertThat(client.next()).isEqualTo("open");
      assertThat(client.next()).isEqualTo("text last orders");
      assertThat(client.next()).startsWith("close 1001 ");
    }
  }

  @Test
  void pings_and_pongs_taken_before_the_close_go_out_before_it() {
    Recorder server = new Recorder();
    Recorder client =
        new Recorder() {
          @Override
          public void onText(WebSocket socket, String text) {
            socket.sendPong(ByteBuffer.wrap(new byte[] {'!'}));
            socket.close(4000, "");
          }
        };
    try (Pair pair = Pair.of(server)) {
      pair.connect(client);
      assertThat(server.next()).isEqualTo("open");
      server.socket().sendText("go");
      assertThat(server.next()).isEqualTo("pong !");
      assertThat(server.next()).isEqualTo("close 4000 clean");
    }
  }

  @Test
  void a_violation_is_answered_though_it_is_longer_than_the_longest_message() {
    Limits tiny = Limits.builder().maxMessageBytes(3).build();
    Recorder client = new Recorder();
    try (Pair pair = Pair.of(new Recorder(), server -> server.limits(tiny), Limits.defaults())) {
      pair.connect(client).sendText("four");
      assertThat(client.next()).isEqualTo("open");
      assertThat(client.next()).startsWith("close 1009 ");
    }
  }

  @Test
  void a_server_that_shuts_down_tells_everyone_1001() throws Exception {
    WebSocketServer server =
        WebSocketServer.builder().listener("/", Echo::new).bind("127.0.0.1", 0);
    try (WebSocketClient client = WebSocketClient.create()) {
      Recorder[] recorders = new Recorder[20];
      for (int i = 0; i < recorders.length; i++) {
        recorders[i] = new Recorder();
        Recorder.await(client.connect(server.uri("/"), recorders[i]));
      }
      server.close();
      for (Recorder recorder : recorders) {
        assertThat(recorder.next()).isEqualTo("open");
        assertThat(recorder.next()).isEqualTo("close 1001 the server shuts down clean");
      }
      assertThat(server.connectionCount()).isZero();
      assertThat(server.connections()).isEmpty();
    } finally {
      server.close();
    }
  }

  @Test
  void the_end_of_the_stream_without_a_close_is_1006_told_once_and_unclean() {
    Recorder client = new Recorder();
    try (RawServer server = new RawServer(RawServer::accept);
        WebSocketClient ours = WebSocketClient.create()) {
      Recorder.await(ours.connect(server.uri(), client));
      assertThat(client.next()).isEqualTo("open");
      assertThat(client.next()).isEqualTo("error ConnectionLostException");
      assertThat(client.next()).isEqualTo("close 1006 unclean");
    }
    assertThat(client.isExhausted()).isTrue();
  }

  @Test
  void a_reset_is_1006_told_once_and_unclean() {
    Recorder client = new Recorder();
    try (RawServer server =
            new RawServer(socket -> {
              RawServer.accept(socket);
              socket.setSoLinger(true, 0);
            });
        WebSocketClient ours = WebSocketClient.create()) {
      Recorder.await(ours.connect(server.uri(), client));
      assertThat(client.next()).isEqualTo("open");
      assertThat(client.next()).isEqualTo("error ConnectionLostException");
      assertThat(client.next()).isEqualTo("close 1006 unclean");
    }
    assertThat(client.isExhausted()).isTrue();
  }

  @Test
  void an_unanswered_close_has_a_deadline() {
    assertThat(deadlineAgainst(Limits.builder().closeTimeout(SHORT), WebSocket::close))
        .isEqualTo(Deadline.CLOSE);
  }

  @Test
  void silence_even_to_a_ping_has_a_deadline() {
    assertThat(
            deadlineAgainst(
                Limits.builder().pingInterval(Duration.ofMillis(20)).idleTimeout(SHORT),
                socket -> {}))
        .isEqualTo(Deadline.IDLE);
  }

  @Test
  void a_peer_that_takes_nothing_has_a_deadline() {
    assertThat(
            deadlineAgainst(
                Limits.builder().writeTimeout(SHORT),
                socket -> socket.sendBinary(ByteBuffer.allocate(16 << 20))))
        .isEqualTo(Deadline.WRITE);
  }

  @Test
  void a_server_that_never_ends_the_stream_after_both_closes_is_left_and_the_close_is_clean() {
    Recorder client = new Recorder();
    CompletableFuture<Void> over = new CompletableFuture<>();
    try (RawServer server =
            new RawServer(socket -> {
              RawServer.accept(socket);
              RawServer.sendHex(socket, "88 02 03 E8");
              over.join();
            });
        WebSocketClient ours =
            WebSocketClient.builder()
                .limits(Limits.builder().closeTimeout(SHORT).build())
                .build()) {
      Recorder.await(ours.connect(server.uri(), client));
      assertThat(client.next()).isEqualTo("open");
      assertThat(client.next()).isEqualTo("close 1000 clean");
      over.complete(null);
    }
    assertThat(client.isExhausted()).isTrue();
  }

  @Test
  void a_violation_is_told_as_an_error_and_then_1006_since_the_peer_sent_no_close() {
    Recorder client = new Recorder();
    CompletableFuture<String> answer = new CompletableFuture<>();
    try (RawServer server =
            new RawServer(socket -> {
              RawServer.accept(socket);
              RawServer.sendHex(socket, "81 83 00000000 616263"); // masked
              byte[] close = socket.getInputStream().readNBytes(8);
              int high = (close[6] ^ close[2]) & 0xFF;
              int low = (close[7] ^ close[3]) & 0xFF;
              answer.complete("%02x %d".formatted(close[0], (high << 8) | low));
              RawServer.drain(socket);
            });
        WebSocketClient ours = WebSocketClient.create()) {
      Recorder.await(ours.connect(server.uri(), client));
      assertThat(client.next()).isEqualTo("open");
      assertThat(client.next()).isEqualTo("error ProtocolException");
      assertThat(client.next()).isEqualTo("close 1006 unclean");
      assertThat(Recorder.await(client.error)).isInstanceOf(ProtocolException.class);
      assertThat(Recorder.await(answer)).isEqualTo("88 1002");
    }
  }

  private static final Duration SHORT = Duration.ofMillis(100);

  /** Which deadline passes against a server that accepts and then neither reads nor writes. */
  private static Deadline deadlineAgainst(
      Limits.Builder limits, java.util.function.Consumer<WebSocket> action) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    Recorder client = new Recorder();
    try (RawServer silent =
            new RawServer(socket -> {
              RawServer.accept(socket);
              over.join();
            });
        WebSocketClient ours = WebSocketClient.builder().limits(limits.build()).build()) {
      action.accept(Recorder.await(ours.connect(silent.uri(), client)));
      assertThat(client.next()).isEqualTo("open");
      assertThat(client.next()).isEqualTo("error DeadlineException");
      assertThat(client.next()).isEqualTo("close " + CloseReason.ABNORMAL + " unclean");
      over.complete(null);
    }
    assertThat(client.isExhausted()).isTrue();
    return ((DeadlineException) Recorder.await(client.error)).deadline();
  }
}
