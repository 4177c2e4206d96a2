package dev.we.net.websocket.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.State;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SendingTest {
  @Test
  void messages_of_many_threads_come_whole_and_in_each_threads_order() throws Exception {
    int threads = 16;
    int each = 2_000;
    CountDownLatch all = new CountDownLatch(threads * each);
    ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
    WebSocketListener collect =
        new WebSocketListener() {
          @Override
          public void onText(WebSocket socket, String text) {
            received.add(text);
            all.countDown();
          }
        };
    try (Pair pair = Pair.of(collect)) {
      WebSocket socket = pair.connect(new Recorder());
      List<Thread> senders = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String name = t + ":";
        senders.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < each; i++) {
                    assertThat(socket.sendText(name + i + ":" + "x".repeat(i % 300)))
                        .isEqualTo(SendResult.QUEUED);
                  }
                }));
      }
      for (Thread sender : senders) {
        sender.join();
      }
      assertThat(all.await(Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      int[] next = new int[threads];
      for (String text : received) {
        String[] parts = text.split(":", 3);
        int thread = Integer.parseInt(parts[0]);
        assertThat(Integer.parseInt(parts[1])).isEqualTo(next[thread]++);
        assertThat(parts[2]).hasSize(Integer.parseInt(parts[1]) % 300);
      }
      Waiting.until("nothing is buffered", () -> socket.bufferedAmount() == 0);
    }
  }

  @Test
  void large_messages_of_threads_that_use_their_buffers_again_come_whole() throws Exception {
    int threads = 4;
    int each = 50;
    CountDownLatch all = new CountDownLatch(threads * each);
    ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
    WebSocketListener check =
        new WebSocketListener() {
          @Override
          public void onBinary(WebSocket socket, ByteBuffer data) {
            int size = data.remaining();
            byte first = data.get();
            boolean mixed = false;
            while (data.hasRemaining()) {
              mixed |= data.get() != first;
            }
            received.add(mixed ? "mixed" : first + " of " + size);
            all.countDown();
          }
        };
    Recorder sending = new Recorder();
    Limits large = Limits.builder().maxQueuedOutputBytes(1 << 26).build();
    try (Pair pair = Pair.of(sending, server -> server.limits(large), Limits.defaults())) {
      pair.connect(check);
      assertThat(sending.next()).isEqualTo("open");
      List<String> expected = new ArrayList<>();
      List<Thread> senders = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int size = 60_000 + 70_000 * t;
        for (int i = 0; i < each; i++) {
          expected.add(i + " of " + size);
        }
        byte[] bytes = new byte[size];
        senders.add(
            new Thread(() -> {
              for (int i = 0; i < each; i++) {
                Arrays.fill(bytes, (byte) i);
                assertThat(sending.socket().sendBinary(ByteBuffer.wrap(bytes)))
                    .isEqualTo(SendResult.QUEUED);
              }
            }));
      }
      senders.forEach(Thread::start);
      for (Thread sender : senders) {
        sender.join();
      }
      assertThat(all.await(Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(received).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void a_full_queue_is_told_to_the_sender_harms_nothing_and_is_told_again_when_there_is_room() {
    Limits small = Limits.builder().maxQueuedOutputBytes(100_000).build();
    Recorder slow = new Recorder();
    Recorder sender = new Recorder();
    try (Pair pair = Pair.of(slow, server -> server.demand(0), small)) {
      WebSocket socket = pair.connect(sender);
      assertThat(sender.next()).isEqualTo("open");
      ByteBuffer data = ByteBuffer.allocate(50_000);
      int taken = 0;
      while (socket.sendBinary(data) == SendResult.QUEUED) {
        taken++;
      }
      assertThat(socket.sendBinary(data)).isEqualTo(SendResult.QUEUE_FULL);
      assertThat(socket.bufferedAmount()).isPositive();
      assertThat(socket.state()).isEqualTo(State.OPEN);
      slow.socket().request(Long.MAX_VALUE);
      assertThat(sender.next()).isEqualTo("writable");
      assertThat(socket.sendText("still here")).isEqualTo(SendResult.QUEUED);
      assertThat(slow.next()).isEqualTo("open");
      for (int i = 0; i < taken; i++) {
        assertThat(slow.next()).isEqualTo("binary 50000");
      }
      assertThat(slow.next()).isEqualTo("text still here");
    }
  }

  @Test
  void a_message_larger_than_the_whole_queue_goes_out_when_the_queue_is_empty() {
    Limits small = Limits.builder().maxQueuedOutputBytes(10).build();
    Recorder receiver = new Recorder();
    try (Pair pair = Pair.of(receiver, server -> server, small)) {
      WebSocket socket = pair.connect(new Recorder());
      assertThat(socket.sendBinary(ByteBuffer.allocate(1_000_000))).isEqualTo(SendResult.QUEUED);
      assertThat(receiver.next()).isEqualTo("open");
      assertThat(receiver.next()).isEqualTo("binary 1000000");
    }
  }

  @Test
  void messages_sent_while_one_is_in_fragments_wait_for_its_end_and_pings_do_not() {
    Recorder receiver = new Recorder();
    try (Pair pair = Pair.of(receiver)) {
      WebSocket socket = pair.connect(new Recorder());
      MessageWriter<CharSequence> writer = socket.startText();
      assertThat(writer.write("one ")).isEqualTo(SendResult.QUEUED);
      assertThat(socket.sendText("behind")).isEqualTo(SendResult.QUEUED);
      assertThat(socket.sendPing(utf8("between"))).isEqualTo(SendResult.QUEUED);
      assertThat(receiver.next()).isEqualTo("open");
      assertThat(receiver.next()).isEqualTo("ping between");
      assertThat(writer.write("two \uD83D")).isEqualTo(SendResult.QUEUED);
      assertThat(writer.finish("\uDE00 three")).isEqualTo(SendResult.QUEUED);
      writer.close();
      assertThat(receiver.next()).isEqualTo("text one two 😀 three");
      assertThat(receiver.next()).isEqualTo("text behind");
      assertThatThrownBy(() -> writer.write("more"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("finished");
    }
  }

  @Test
  void two_messages_cannot_be_in_fragments_at_once() {
    try (Pair pair = Pair.of(new Recorder())) {
      WebSocket socket = pair.connect(new Recorder());
      MessageWriter<ByteBuffer> first = socket.startBinary();
      assertThatThrownBy(socket::startText).isInstanceOf(IllegalStateException.class);
      assertThat(first.finish(utf8("end"))).isEqualTo(SendResult.QUEUED);
      assertThat(socket.startText().finish("next")).isEqualTo(SendResult.QUEUED);
    }
  }

  @Test
  void a_message_that_is_never_finished_closes_the_connection_instead_of_passing_as_whole() {
    Recorder receiver = new Recorder();
    try (Pair pair = Pair.of(receiver)) {
      WebSocket socket = pair.connect(new Recorder());
      try (MessageWriter<CharSequence> writer = socket.startText()) {
        assertThat(writer.write("half a ")).isEqualTo(SendResult.QUEUED);
      }
      assertThat(receiver.next()).isEqualTo("open");
      assertThat(receiver.next()).isEqualTo("close 1011 a message was not finished clean");
    }
  }

  @Test
  void lone_surrogates_go_out_as_the_replacement_character() {
    Recorder receiver = new Recorder();
    try (Pair pair = Pair.of(receiver)) {
      pair.connect(new Recorder()).sendText("a\uD800b\uDC00");
      assertThat(receiver.next()).isEqualTo("open");
      assertThat(receiver.next()).isEqualTo("text a\uFFFDb\uFFFD");
    }
  }

  @Test
  void the_callers_buffer_is_copied_and_left_as_it_was() {
    CompletableFuture<String> received = new CompletableFuture<>();
    WebSocketListener listener =
        new WebSocketListener() {
          @Override
          public void onBinary(WebSocket socket, ByteBuffer data) {
            received.complete(UTF_8.decode(data).toString());
          }
        };
    try (Pair pair = Pair.of(listener)) {
      WebSocket socket = pair.connect(new Recorder());
      ByteBuffer data = ByteBuffer.wrap("xhellox".getBytes(UTF_8)).position(1).limit(6);
      socket.sendBinary(data);
      assertThat(data.position()).isEqualTo(1);
      assertThat(data.limit()).isEqualTo(6);
      data.put(1, (byte) '!');
      assertThat(Recorder.await(received)).isEqualTo("hello");
    }
  }

  @Test
  void after_the_close_nothing_is_taken_and_nothing_is_thrown() {
    Recorder sender = new Recorder();
    try (Pair pair = Pair.of(new Recorder())) {
      WebSocket socket = pair.connect(sender);
      socket.close(4000, "enough");
      assertThat(socket.sendText("late")).isEqualTo(SendResult.NOT_OPEN);
      assertThat(socket.sendBinary(utf8("late"))).isEqualTo(SendResult.NOT_OPEN);
      assertThat(socket.sendPing(utf8("late"))).isEqualTo(SendResult.NOT_OPEN);
      assertThat(socket.startText().write("late")).isEqualTo(SendResult.NOT_OPEN);
      assertThat(socket.startBinary().finish(utf8("late"))).isEqualTo(SendResult.NOT_OPEN);
      socket.close(4001, "again");
      assertThat(sender.next()).isEqualTo("open");
      assertThat(sender.next()).isEqualTo("close 4000 enough clean");
      assertThat(socket.state()).isEqualTo(State.CLOSED);
      socket.close();
      socket.abort();
      assertThat(socket.sendText("later")).isEqualTo(SendResult.NOT_OPEN);
      assertThat(sender.isExhausted()).isTrue();
    }
  }

  @Test
  void what_cannot_be_sent_is_the_callers_fault_and_leaves_the_connection_open() {
    try (Pair pair = Pair.of(new Echo())) {
      Recorder recorder = new Recorder();
      WebSocket socket = pair.connect(recorder);
      for (int code : new int[] {-1, 0, 999, 1004, 1006, 1015, 1016, 2999, 5000, 65535, 65536}) {
        assertThatThrownBy(() -> socket.close(code, ""))
            .as("code %d", code)
            .isInstanceOf(IllegalArgumentException.class);
      }
      String tooLong = "é".repeat(62);
      assertThatThrownBy(() -> socket.close(1000, tooLong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("123");
      ByteBuffer tooMuch = ByteBuffer.allocate(CloseReason.MAX_TEXT_BYTES + 3);
      assertThatThrownBy(() -> socket.sendPing(tooMuch))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> socket.sendPong(tooMuch))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> socket.request(0)).isInstanceOf(IllegalArgumentException.class);
      socket.sendText("alive");
      assertThat(recorder.next()).isEqualTo("open");
      assertThat(recorder.next()).isEqualTo("text alive");
      socket.close(CloseCode.NO_STATUS, "");
      assertThat(recorder.next()).isEqualTo("close 1005 clean");
    }
  }

  @Test
  void pings_beyond_the_bound_are_refused_while_the_peer_does_not_read() {
    Limits limits = Limits.builder().maxQueuedControlFrames(4).build();
    Recorder slow = new Recorder();
    try (Pair pair = Pair.of(slow, server -> server.demand(0), limits)) {
      WebSocket socket = pair.connect(new Recorder());
      ByteBuffer much = ByteBuffer.allocate(1 << 20);
      while (socket.sendBinary(much) == SendResult.QUEUED) {
        // until the socket and the queue are full
      }
      int taken = 0;
      while (socket.sendPing(utf8("p" + taken)) == SendResult.QUEUED && taken < 100) {
        taken++;
      }
      assertThat(taken).isEqualTo(4);
    }
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
