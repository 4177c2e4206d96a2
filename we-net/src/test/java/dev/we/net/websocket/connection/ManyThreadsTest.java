package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import dev.we.net.websocket.transport.Certificates;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Everything at once, from a seed: both ends send, ping, ask for more, close, abort and throw from
 * several threads and from inside callbacks. Whatever happens:
 *
 * <ul>
 *   <li>what one thread sent arrives in its order, without a gap and at most to its end
 *   <li>callbacks of one connection never overlap or nest; onOpen comes first, onClose last, once
 *   <li>after a clean close everything that was taken has arrived
 * </ul>
 */
class ManyThreadsTest {
  private static final int THREADS = 4;

  private final List<String> faults = java.util.Collections.synchronizedList(new ArrayList<>());

  /** One end: it checks what it is told. */
  private final class End implements WebSocketListener {
    final String name;
    final Random random;
    final boolean demands;

    /** How rare what ends a connection is. */
    final int calm;

    final CountDownLatch opened = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);

    /** Whether the first thread sends in fragments; a close can then cut off what waits behind. */
    final boolean fragments;

    final AtomicInteger inside = new AtomicInteger();
    final int[] next = new int[THREADS];
    final AtomicIntegerArray taken = new AtomicIntegerArray(THREADS);
    volatile boolean clean;
    volatile boolean abrupt;
    volatile @Nullable WebSocket socket;
    private boolean closed;

    End(String name, long seed, boolean demands) {
      this.name = name;
      this.random = new Random(seed);
      this.demands = demands;
      this.fragments = random.nextBoolean();
      this.calm = random.nextInt(3) == 0 ? 1 : 300;
    }

    private void callback(String what, Runnable body) {
      if (inside.getAndIncrement() != 0) {
        faults.add(name + ": " + what + " inside another callback");
      }
      if (closed) {
        faults.add(name + ": " + what + " after onClose");
      }
      if (opened.getCount() != 0 && !what.equals("onOpen")) {
        faults.add(name + ": " + what + " before onOpen");
      }
      try {
        body.run();
      } finally {
        inside.decrementAndGet();
      }
    }

    @Override
    public void onOpen(WebSocket opening) {
      callback(
          "onOpen",
          () -> {
            socket = opening;
            opened.countDown();
          });
    }

    @Override
    public void onText(WebSocket from, String text) {
      callback(
          "onText",
          () -> {
            String[] parts = text.split(" ", 3);
            int thread = Integer.parseInt(parts[0]);
            int number = Integer.parseInt(parts[1]);
            if (number != next[thread]) {
              faults.add(name + ": got " + thread + "/" + number + ", not " + next[thread]);
            }
            next[thread] = number + 1;
            if (demands) {
              from.request(1);
            }
            if (random.nextInt(4000 * calm) == 0) {
              abrupt = true;
              throw new IllegalStateException("on purpose");
            }
          });
    }

    @Override
    public void onPing(WebSocket from, ByteBuffer payload) {
      callback(
          "onPing",
          () -> {
            if (demands) {
              from.request(2);
            }
          });
    }

    @Override
    public void onWritable(WebSocket from) {
      callback("onWritable", () -> from.sendPing(ByteBuffer.allocate(3)));
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      callback("onError", () -> {});
    }

    @Override
    public void onClose(WebSocket from, CloseReason reason, boolean wasClean) {
      callback(
          "onClose",
          () -> {
            clean = wasClean;
          });
      closed = true;
      ended.countDown();
    }

    /** Sends from one thread until the connection is over. */
    void send(int thread, Random seeded) {
      WebSocket to = java.util.Objects.requireNonNull(socket);
      int number = 0;
      for (int step = 0; step < 2_000 && ended.getCount() > 0; step++) {
        switch (seeded.nextInt(300)) {
          case 0 -> to.sendPing(ByteBuffer.allocate(seeded.nextInt(126)));
          case 1 -> to.sendPong(ByteBuffer.allocate(seeded.nextInt(126)));
          case 2 -> {
            if (seeded.nextInt(8 * calm) == 0) {
              abrupt = true;
              to.abort();
            }
          }
          case 3 -> {
            if (seeded.nextInt(4 * calm) == 0) {
              to.close(1000, "enough");
            }
          }
          default -> {
            String text = thread + " " + number + " " + "x".repeat(seeded.nextInt(2_000));
            switch (thread == 0 && fragments ? inTwoParts(to, text) : to.sendText(text)) {
              case QUEUED -> {
                number++;
                taken.set(thread, number);
              }
              case QUEUE_FULL -> Thread.onSpinWait();
              case NOT_OPEN -> {
                return;
              }
            }
          }
        }
      }
      to.close();
    }

    private SendResult inTwoParts(WebSocket to, String text) {
      try (MessageWriter<CharSequence> writer = to.startText()) {
        SendResult result;
        do {
          result = writer.write(text.substring(0, 3));
        } while (result == SendResult.QUEUE_FULL);
        while (result == SendResult.QUEUED
            && (result = writer.finish(text.substring(3))) == SendResult.QUEUE_FULL) {
          result = SendResult.QUEUED;
          Thread.onSpinWait();
        }
        return result;
      } catch (IllegalStateException closedInside) {
        return SendResult.NOT_OPEN; // the one before was cut off by a close
      }
    }
  }

  private void play(long seed, @Nullable Executor executor, boolean secure) throws Exception {
    Random random = new Random(seed);
    boolean demand = random.nextBoolean();
    Limits small =
        Limits.builder()
            .maxQueuedOutputBytes(1 + random.nextInt(50_000))
            .maxQueuedInputBytes(1 + random.nextInt(20_000))
            .closeTimeout(Duration.ofSeconds(20))
            .build();
    Queue<End> ends = new ConcurrentLinkedQueue<>();
    var serverBuilder =
        WebSocketServer.builder()
            .limits(small)
            .listener(
                "/",
                () -> {
                  End end = new End("server " + seed, random.nextLong(), demand);
                  ends.add(end);
                  return end;
                });
    var clientBuilder = WebSocketClient.builder().limits(small);
    if (executor != null) {
      serverBuilder.executor(executor);
      clientBuilder.executor(executor);
    }
    if (secure) {
      serverBuilder.tls(Tls.of(Certificates.context(Certificates.LOCALHOST)));
      clientBuilder.tls(Tls.of(Certificates.context(null)));
    }
    if (demand) {
      serverBuilder.demand(1);
    }
    try (WebSocketServer server = serverBuilder.bind("127.0.0.1", 0);
        WebSocketClient client = clientBuilder.build()) {
      End clientEnd = new End("client " + seed, random.nextLong(), demand);
      URI uri = URI.create((secure ? "wss" : "ws") + "://localhost:" + server.port() + "/");
      Recorder.await(client.request(uri).demand(demand ? 1 : Long.MAX_VALUE).connect(clientEnd));
      clientEnd.opened.await();
      Waiting.until("the server's end is there", () -> !ends.isEmpty());
      End serverEnd = ends.remove();
      serverEnd.opened.await();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        long clientSeed = random.nextLong();
        long serverSeed = random.nextLong();
        threads.add(
            Thread.ofPlatform().start(() -> clientEnd.send(thread, new Random(clientSeed))));
        threads.add(
            Thread.ofPlatform().start(() -> serverEnd.send(thread, new Random(serverSeed))));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      awaitEnd(clientEnd);
      awaitEnd(serverEnd);
      boolean everything =
          clientEnd.clean && serverEnd.clean && !clientEnd.abrupt && !serverEnd.abrupt;
      compare(clientEnd, serverEnd, everything);
      compare(serverEnd, clientEnd, everything);
      assertThat(faults).as("seed " + seed).isEmpty();
    }
  }

  private void awaitEnd(End end) throws InterruptedException {
    if (!end.ended.await(Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      faults.add(end.name + ": never ended");
    }
  }

  private void compare(End sender, End receiver, boolean everything) {
    for (int i = 0; i < THREADS; i++) {
      int sent = sender.taken.get(i);
      int received = receiver.next[i];
      boolean all = everything && (i == 0 || !sender.fragments);
      boolean wrong = received > sent || (all && received < sent);
      if (wrong) {
        faults.add(receiver.name + ": got " + received + " of " + sent + " from thread " + i);
      }
    }
  }

  @Test
  void random_actions_on_the_loops() throws Exception {
    long first = new Random().nextLong();
    for (long seed = first; seed < first + 12; seed++) {
      play(seed, null, false);
    }
  }

  @Test
  void random_actions_over_tls() throws Exception {
    long first = new Random().nextLong();
    for (long seed = first; seed < first + 12; seed++) {
      play(seed, null, true);
    }
  }

  @Test
  void random_actions_on_an_executor() throws Exception {
    long first = new Random().nextLong();
    try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
      for (long seed = first; seed < first + 12; seed++) {
        play(seed, executor, false);
      }
    }
  }
}
