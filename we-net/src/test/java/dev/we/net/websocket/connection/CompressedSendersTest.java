package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Compress;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Threads that send in every way, compressed, while the connection is being closed. */
class CompressedSendersTest {
  private static final int THREADS = 4;

  /** What came, and how it ended. */
  private static final class Collector implements WebSocketListener {
    final Queue<String> texts = new ConcurrentLinkedQueue<>();
    final Queue<String> problems = new ConcurrentLinkedQueue<>();
    final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void onText(WebSocket socket, String text) {
      texts.add(text);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      problems.add(error.toString());
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
      closed.countDown();
    }
  }

  private static String text(int thread, int number) {
    return thread
        + ":"
        + number
        + ":"
        + "a word or two, ".repeat(number % 50 == 7 ? 6000 : number % 30);
  }

  private static SendResult send(WebSocket socket, String text, Random random) {
    Compress wish = List.of(Compress.values()).get(random.nextInt(3));
    int way = random.nextInt(4);
    if (way == 0) {
      return socket.send(PreparedMessage.text(text, wish));
    }
    return way == 1 ? sendParts(socket, text, wish) : socket.sendText(text, wish);
  }

  private static SendResult sendParts(WebSocket socket, String text, Compress wish) {
    int cut = text.length() / 2;
    try (MessageWriter<CharSequence> writer = socket.startText(wish)) {
      SendResult first = writer.write(text.substring(0, cut));
      return first == SendResult.QUEUED ? writer.finish(text.substring(cut)) : first;
    } catch (IllegalStateException e) { // another thread's message is not finished yet
      return socket.sendText(text, wish);
    }
  }

  @Test
  void what_comes_before_the_end_is_whole_and_in_order_and_no_memory_stays() throws Exception {
    CompressionMemory memory = CompressionMemory.ofProcess();
    long before = memory.bytes();
    for (int round = 0; round < 16; round++) {
      Collector receiver = new Collector();
      boolean aborts = round % 4 == 3;
      try (WebSocketServer server =
              WebSocketServer.builder().listener("/", () -> receiver).bind("127.0.0.1", 0);
          WebSocketClient client = WebSocketClient.create()) {
        WebSocket socket = Recorder.await(client.connect(server.uri("/"), new Collector()));
        List<Thread> senders = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
          int thread = t;
          Random random = new Random(100L * round + t);
          senders.add(
              Thread.ofVirtual()
                  .start(() -> {
                    for (int i = 0; send(socket, text(thread, i), random) == SendResult.QUEUED; ) {
                      i++;
                    }
                  }));
        }
        int enough = 10 + 40 * round;
        Waiting.until("some have come", () -> receiver.texts.size() >= enough);
        if (aborts) {
          socket.abort();
        } else {
          socket.close();
        }
        for (Thread sender : senders) {
          sender.join();
        }
        assertThat(receiver.closed.await(Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      }
      int[] next = new int[THREADS];
      for (String text : receiver.texts) {
        int thread = Integer.parseInt(text.substring(0, text.indexOf(':')));
        assertThat(text).isEqualTo(text(thread, next[thread]++));
      }
      if (!aborts) {
        assertThat(receiver.problems).as("round %d", round).isEmpty();
      }
    }
    Waiting.until("all is given back", () -> memory.bytes() <= before);
  }
}
