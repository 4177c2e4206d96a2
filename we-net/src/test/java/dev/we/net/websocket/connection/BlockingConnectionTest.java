package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.ConnectionClosedException;
import dev.we.net.websocket.ConnectionLostException;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.State;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BlockingConnectionTest {
  private static WebSocketServer blockingEcho() throws Exception {
    return WebSocketServer.builder()
        .blocking(
            "/",
            socket -> {
              while (true) {
                switch (socket.receive()) {
                  case Message.Text text -> socket.sendText(text.text());
                  case Message.Binary binary -> socket.sendBinary(binary.data());
                }
              }
            })
        .bind("127.0.0.1", 0);
  }

  @Test
  void sends_and_receives_in_a_straight_line() throws Exception {
    try (WebSocketServer server = blockingEcho();
        WebSocketClient client = WebSocketClient.create()) {
      try (BlockingWebSocket socket = client.open(server.uri("/"))) {
        socket.sendText("hello");
        assertThat(socket.receive()).isEqualTo(new Message.Text("hello"));
        socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(socket.receive())
            .isEqualTo(new Message.Binary(ByteBuffer.wrap(new byte[] {1, 2, 3})));
        assertThat(socket.receive(Duration.ofMillis(20))).isEmpty();
      }
      Waiting.until("the server has seen the end", () -> server.connectionCount() == 0);
    }
  }

  @Test
  void a_thousand_virtual_threads_each_talk_on_a_connection_of_their_own() throws Exception {
    try (WebSocketServer server = blockingEcho();
        WebSocketClient client = WebSocketClient.create();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> done = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        String text = "message " + i;
        done.add(
            threads.submit(() -> {
              try (BlockingWebSocket socket = client.open(server.uri("/"))) {
                socket.sendText(text);
                return socket.receive().equals(new Message.Text(text));
              }
            }));
      }
      for (Future<Boolean> one : done) {
        assertThat(one.get()).isTrue();
      }
    }
  }

  @Test
  void messages_before_the_close_are_still_received_and_then_its_reason_is_thrown()
      throws Exception {
    try (WebSocketServer server =
            WebSocketServer.builder()
                .blocking(
                    "/",
                    socket -> {
                      socket.sendText("one");
                      socket.sendText("two");
                      socket.close(4321, "that was all");
                    })
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket socket = client.open(server.uri("/"))) {
      Waiting.until("the close is in", () -> socket.socket().state() == State.CLOSED);
      assertThat(socket.receive()).isEqualTo(new Message.Text("one"));
      assertThat(socket.receive()).isEqualTo(new Message.Text("two"));
      assertThatThrownBy(socket::receive)
          .isInstanceOf(ConnectionClosedException.class)
          .hasMessageContaining("4321 that was all");
      assertThatThrownBy(socket::receive).isInstanceOf(ConnectionClosedException.class);
      assertThatThrownBy(() -> socket.sendText("late"))
          .isInstanceOf(ConnectionClosedException.class);
      assertThat(socket.closeReason()).contains(new CloseReason(4321, "that was all"));
    }
  }

  @Test
  void an_interrupt_ends_the_wait_and_leaves_the_connection_as_it_was() throws Exception {
    try (WebSocketServer server = blockingEcho();
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket socket = client.open(server.uri("/"))) {
      CompletableFuture<String> outcome = new CompletableFuture<>();
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  outcome.complete("received " + socket.receive());
                } catch (InterruptedException e) {
                  outcome.complete("interrupted");
                } catch (Exception e) {
                  outcome.complete(e.toString());
                }
              });
      Waiting.until("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
      waiting.interrupt();
      assertThat(Recorder.await(outcome)).isEqualTo("interrupted");
      socket.sendText("still here");
      assertThat(socket.receive()).isEqualTo(new Message.Text("still here"));
    }
  }

  @Test
  void a_sender_waits_while_the_queue_is_full_and_goes_on_when_there_is_room() throws Exception {
    Limits small = Limits.builder().maxQueuedOutputBytes(50_000).build();
    int messages = 300;
    try (WebSocketServer server =
            WebSocketServer.builder()
                .blocking(
                    "/",
                    socket -> {
                      for (int i = 0; i < messages; i++) {
                        socket.receive();
                      }
                      socket.sendText("all");
                      socket.receive();
                    })
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.builder().limits(small).build();
        BlockingWebSocket socket = client.open(server.uri("/"))) {
      for (int i = 0; i < messages; i++) {
        socket.sendBinary(ByteBuffer.allocate(40_000));
      }
      assertThat(socket.receive()).isEqualTo(new Message.Text("all"));
    }
  }

  @Test
  void a_receiver_that_does_not_take_stops_the_reading_and_loses_nothing() throws Exception {
    Limits little = Limits.builder().maxQueuedInputBytes(5_000).build();
    int messages = 2_000;
    try (WebSocketServer server =
            WebSocketServer.builder()
                .blocking(
                    "/",
                    socket -> {
                      for (int i = 0; i < messages; i++) {
                        socket.sendText(i + " " + "x".repeat(1_000));
                      }
                    })
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.builder().limits(little).build();
        BlockingWebSocket socket = client.open(server.uri("/"))) {
      for (int i = 0; i < messages; i++) {
        Message.Text text = (Message.Text) socket.receive();
        assertThat(text.text()).startsWith(i + " ");
      }
      assertThatThrownBy(socket::receive)
          .isInstanceOf(ConnectionClosedException.class)
          .hasMessageContaining("1000");
    }
  }

  @Test
  void a_handler_that_throws_closes_with_1011() throws Exception {
    try (WebSocketServer server =
            WebSocketServer.builder()
                .blocking(
                    "/",
                    socket -> {
                      throw new java.io.IOException("the disk is full");
                    })
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket socket = client.open(server.uri("/"))) {
      assertThatThrownBy(socket::receive)
          .isInstanceOf(ConnectionClosedException.class)
          .hasMessageContaining("1011")
          .hasMessageNotContaining("disk");
    }
  }

  @Test
  void a_violation_of_the_peer_is_what_the_waiting_thread_gets() throws Exception {
    try (RawServer server =
            new RawServer(socket -> {
              RawServer.accept(socket);
              RawServer.sendHex(socket, "83 00"); // opcode 3 is reserved
              RawServer.drain(socket);
            });
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket socket = client.open(server.uri())) {
      assertThatThrownBy(socket::receive)
          .isInstanceOfSatisfying(
              ProtocolException.class,
              e -> assertThat(e.violation()).isEqualTo(ProtocolViolation.RESERVED_OPCODE));
    }
  }

  @Test
  void a_lost_connection_is_what_the_waiting_thread_gets() throws Exception {
    try (RawServer server = new RawServer(RawServer::accept);
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket socket = client.open(server.uri())) {
      assertThatThrownBy(socket::receive)
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageContaining("127.0.0.1");
    }
  }

  @Test
  void close_does_not_wait_for_ever_for_a_peer_that_never_answers() throws Exception {
    Limits hasty = Limits.builder().closeTimeout(Duration.ofMillis(50)).build();
    try (RawServer server =
            new RawServer(socket -> {
              RawServer.accept(socket);
              RawServer.drain(socket);
              socket.getInputStream().read(); // and says nothing
            });
        WebSocketClient client = WebSocketClient.builder().limits(hasty).build()) {
      BlockingWebSocket socket = client.open(server.uri());
      socket.close();
      assertThat(socket.closeReason()).contains(CloseReason.ABNORMAL);
    }
  }
}
