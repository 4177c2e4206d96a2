package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.State;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReceivingTest {
  @Test
  void no_more_messages_are_delivered_than_were_asked_for_and_pings_are_answered_meanwhile() {
    Recorder receiver = new Recorder();
    Recorder sender = new Recorder();
    try (Pair pair = Pair.of(receiver, server -> server.demand(1), Limits.defaults())) {
      WebSocket socket = pair.connect(sender);
      for (int i = 0; i < 5; i++) {
        socket.sendText("m" + i);
      }
      socket.sendPing(ByteBuffer.wrap(new byte[] {'?'}));
      assertThat(sender.next()).isEqualTo("open");
      assertThat(sender.next()).isEqualTo("pong ?");
      assertThat(receiver.next()).isEqualTo("open");
      assertThat(receiver.next()).isEqualTo("text m0");
      assertThat(receiver.next()).isEqualTo("ping ?");
      assertThat(receiver.isExhausted()).isTrue();
      receiver.socket().request(2);
      assertThat(receiver.next()).isEqualTo("text m1");
      assertThat(receiver.next()).isEqualTo("text m2");
      assertThat(receiver.isExhausted()).isTrue();
      receiver.socket().request(Long.MAX_VALUE);
      assertThat(receiver.next()).isEqualTo("text m3");
      assertThat(receiver.next()).isEqualTo("text m4");
    }
  }

  @Test
  void the_close_comes_behind_the_messages_that_came_before_it() {
    Recorder receiver = new Recorder();
    Recorder sender = new Recorder();
    try (Pair pair = Pair.of(receiver, server -> server.demand(0), Limits.defaults())) {
      WebSocket socket = pair.connect(sender);
      socket.sendText("last words");
      socket.close(4242, "bye");
      assertThat(sender.next()).isEqualTo("open");
      // The closing handshake does not wait for the receiver's application.
      assertThat(sender.next()).isEqualTo("close 4242 bye clean");
      assertThat(receiver.next()).isEqualTo("open");
      receiver.socket().request(1);
      assertThat(receiver.next()).isEqualTo("text last words");
      assertThat(receiver.next()).isEqualTo("close 4242 bye clean");
    }
  }

  @Test
  void a_client_that_closes_tells_of_an_end_that_waited_behind_messages() {
    WebSocketListener lastWords =
        new WebSocketListener() {
          @Override
          public void onOpen(WebSocket socket) {
            socket.sendText("never asked for");
            socket.close();
          }
        };
    try (ExecutorService executor = Executors.newSingleThreadExecutor();
        Pair pair = Pair.of(lastWords);
        WebSocketClient other = WebSocketClient.builder().executor(executor).build()) {
      for (WebSocketClient client : List.of(pair.client, other)) {
        Recorder receiver = new Recorder();
        WebSocket socket =
            Recorder.await(client.request(pair.server.uri("/")).demand(0).connect(receiver));
        Waiting.until("it has ended", () -> socket.state() == State.CLOSED);
        assertThat(receiver.next()).isEqualTo("open");
        assertThat(receiver.isExhausted()).isTrue();
        client.close();
        assertThat(receiver.next()).isEqualTo("close 1000 clean");
        assertThat(receiver.isExhausted()).isTrue();
      }
    }
  }

  @Test
  void a_server_that_closes_tells_of_an_end_that_waited_behind_messages() {
    Recorder receiver = new Recorder();
    Pair pair = Pair.of(receiver, server -> server.demand(0), Limits.defaults());
    WebSocket socket = pair.connect(new Recorder());
    socket.sendText("never asked for");
    socket.close();
    Waiting.until("the server has lost it", () -> pair.server.connectionCount() == 0);
    assertThat(receiver.next()).isEqualTo("open");
    assertThat(receiver.isExhausted()).isTrue();
    pair.close();
    assertThat(receiver.next()).isEqualTo("close 1000 clean");
    assertThat(receiver.isExhausted()).isTrue();
  }

  @Test
  void callbacks_on_an_executor_of_many_threads_stay_in_order_and_never_overlap() throws Exception {
    int messages = 20_000;
    List<String> seen = new ArrayList<>();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    WebSocketListener listener =
        new WebSocketListener() {
          @Override
          public void onText(WebSocket socket, String text) {
            if (inside.incrementAndGet() != 1) {
              overlaps.incrementAndGet();
            }
            seen.add(text);
            inside.decrementAndGet();
          }

          @Override
          public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
            closed.complete(reason);
          }
        };
    try (ExecutorService executor = Executors.newFixedThreadPool(4);
        Pair pair = Pair.of(listener, server -> server.executor(executor), Limits.defaults())) {
      WebSocket socket = pair.connect(new Recorder());
      for (int i = 0; i < messages; i++) {
        assertThat(socket.sendText("" + i)).isEqualTo(SendResult.QUEUED);
      }
      socket.close();
      assertThat(Recorder.await(closed)).isEqualTo(CloseReason.NORMAL);
      assertThat(overlaps).hasValue(0);
      assertThat(seen).hasSize(messages);
      for (int i = 0; i < messages; i++) {
        assertThat(seen.get(i)).isEqualTo("" + i);
      }
    }
  }

  @Test
  void an_executor_that_refuses_ends_the_connection_instead_of_leaving_it_mute() throws Exception {
    Recorder client = new Recorder();
    try (WebSocketServer server =
            WebSocketServer.builder().listener("/", Echo::new).bind("127.0.0.1", 0);
        WebSocketClient refusing =
            WebSocketClient.builder()
                .executor(task -> {
                  throw new RejectedExecutionException("full");
                })
                .build()) {
      Recorder.await(refusing.connect(server.uri("/"), client));
      Waiting.until("the server has lost it", () -> server.connectionCount() == 0);
      assertThat(client.isExhausted()).isTrue();
    }
  }

  @Test
  void a_listener_that_throws_gets_its_exception_back_and_the_peer_1011() {
    Recorder sender = new Recorder();
    Recorder broken =
        new Recorder() {
          @Override
          public void onText(WebSocket socket, String text) {
            throw new IllegalStateException("cannot stand " + text);
          }
        };
    try (Pair pair = Pair.of(broken)) {
      WebSocket socket = pair.connect(sender);
      socket.sendText("this");
      socket.sendText("that");
      assertThat(sender.next()).isEqualTo("open");
      assertThat(sender.next()).isEqualTo("close 1011 clean");
      assertThat(broken.next()).isEqualTo("open");
      assertThat(broken.next()).isEqualTo("error IllegalStateException");
      assertThat(Recorder.await(broken.error)).hasMessage("cannot stand this");
      assertThat(broken.next()).startsWith("close ");
      assertThat(broken.isExhausted()).isTrue();
    }
  }

  @Test
  void a_receiver_that_never_asks_stops_the_sender_and_not_the_process() {
    Limits little = Limits.builder().maxQueuedInputBytes(10_000).build();
    Recorder receiver = new Recorder();
    try (Pair pair =
        Pair.of(receiver, server -> server.demand(0).limits(little), Limits.defaults())) {
      WebSocket socket = pair.connect(new Recorder());
      ByteBuffer data = ByteBuffer.allocate(100_000);
      long sent = 0;
      while (socket.sendBinary(data) == SendResult.QUEUED) {
        sent += data.remaining();
      }
      // What was taken lies in our queue and in the system's socket buffers: nothing is read.
      assertThat(sent).isGreaterThan(Limits.defaults().maxQueuedOutputBytes() - 100_000);
      assertThat(receiver.next()).isEqualTo("open");
      assertThat(receiver.isExhausted()).isTrue();
    }
  }

  @Test
  void an_aborted_connection_ends_without_an_error_of_its_own_and_drops_what_waits() {
    Recorder receiver = new Recorder();
    Recorder sender = new Recorder();
    try (Pair pair = Pair.of(receiver, server -> server.demand(0), Limits.defaults())) {
      WebSocket socket = pair.connect(sender);
      socket.sendText("never seen");
      assertThat(receiver.next()).isEqualTo("open");
      receiver.socket().abort();
      assertThat(receiver.next()).isEqualTo("close 1006 unclean");
      assertThat(sender.next()).isEqualTo("open");
      assertThat(sender.next()).isEqualTo("error ConnectionLostException");
      assertThat(sender.next()).isEqualTo("close 1006 unclean");
    }
  }

  @Test
  void a_client_that_is_closed_tells_the_end_though_nobody_asked_for_the_messages() {
    Recorder server = new Recorder();
    Recorder client = new Recorder();
    try (Pair pair = Pair.of(server)) {
      Recorder.await(pair.client.request(pair.server.uri("/")).demand(0).connect(client));
      server.socket().sendText("never asked for");
      server.socket().sendPing(ByteBuffer.wrap(new byte[] {'?'}));
      assertThat(client.next()).isEqualTo("open");
      assertThat(client.next()).isEqualTo("ping ?"); // so the message before it is there
      pair.client.close();
      assertThat(client.next()).isEqualTo("close 1006 unclean");
    }
  }
}
