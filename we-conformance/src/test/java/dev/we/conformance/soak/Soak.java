package dev.we.conformance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.Eventually;
import dev.we.conformance.leftovers.Sockets;
import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketException;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Many connections at once for a while, and a look at what is left. */
final class Soak implements AutoCloseable {
  private static final String[] ENDS = {
    "closed by the client",
    "closed by the server",
    "aborted by the client",
    "aborted by the server",
    "left without a word",
    "broken off inside a message",
    "refused",
    "given up while opening"
  };

  /** How often all stop. */
  static final int STOPS = 6;

  private static final int MOST_MESSAGES = 5;
  private static final int MOST_BYTES = 16 << 10;

  /** Deadlines are no part of it: a machine that is busy with other things may take its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Limits PATIENT =
      Limits.builder()
          .connectTimeout(PATIENCE)
          .handshakeTimeout(PATIENCE)
          .idleTimeout(PATIENCE)
          .writeTimeout(PATIENCE)
          .closeTimeout(PATIENCE.dividedBy(5))
          .build();

  private final int connections;
  private final Duration rest;
  private final Random seeds;
  private final WebSocketServer server;
  private final WebSocketClient client;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /**
   * So many at once. Each stays open for up to {@code rest} without saying anything: where that is
   * nothing, all of them want the processor all the time, and 5,000 of them wait for it longer than
   * any deadline for an opening handshake.
   */
  Soak(int connections, Duration rest, long seed) throws IOException {
    this.connections = connections;
    this.rest = rest;
    this.seeds = new Random(seed);
    server =
        WebSocketServer.builder()
            .sockets(Sockets.usual())
            .limits(PATIENT)
            .path("/", request -> HandshakeAnswer.accept(new Echo()))
            .bind("127.0.0.1", 0);
    client = WebSocketClient.builder().sockets(Sockets.usual()).limits(PATIENT).build();
  }

  /**
   * Keeps so many connections coming and going, and stops {@value #STOPS} times until all have
   * ended. What is held then may be no more than after the first.
   *
   * @param told of what is held, before it is judged
   */
  void run(Duration time, Consumer<Stock> told) throws InterruptedException {
    Stock first = null;
    for (int i = 0; i < STOPS; i++) {
      Stock now = untilStop(time.dividedBy(STOPS), first);
      if (first == null) {
        first = now;
      }
      told.accept(now);
      now.assertNoMoreThan(first);
    }
  }

  /**
   * Keeps so many connections coming and going, then waits until all have ended.
   *
   * @param before what was held after the first run, or null for that one; a socket that was given
   *     up is closed on its loop, perhaps after its guest has gone, so the descriptors are waited
   *     for
   */
  private Stock untilStop(Duration time, @Nullable Stock before) throws InterruptedException {
    receive(System.nanoTime() + time.toNanos());
    assertThat(failures).isEmpty();
    Eventually.holds(
        () -> server.connectionCount() == 0, () -> server.connectionCount() + " connections");
    if (before != null) {
      Eventually.holds(
          () -> Stock.openDescriptors() <= before.descriptors(),
          () -> Stock.openDescriptors() + " descriptors, after " + before.descriptors());
    }
    return Stock.take();
  }

  /**
   * In a method of its own, as the guests, whose stacks are large, must be gone when stock is
   * taken.
   */
  private void receive(long end) throws InterruptedException {
    List<Thread> guests = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      long seed = seeds.nextLong();
      guests.add(Thread.ofVirtual().name("guest").start(() -> come(new Random(seed), end)));
    }
    for (Thread guest : guests) {
      guest.join();
    }
  }

  private void come(Random random, long end) {
    String how = "not come yet";
    try {
      rest(random, end); // else all would come at once
      while (System.nanoTime() - end < 0 && failures.isEmpty()) {
        how = ENDS[random.nextInt(ENDS.length)];
        visit(random, how, end);
        counts.computeIfAbsent(how, key -> new LongAdder()).increment();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | AssertionError e) {
      failures.add(new AssertionError(how, e));
    }
  }

  /** Does nothing for a while, but not beyond the end. */
  private void rest(Random random, long end) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    Thread.sleep(Math.clamp(left, 0, random.nextLong(rest.toMillis() + 1)));
  }

  private void visit(Random random, String how, long end) throws Exception {
    switch (how) {
      case "refused" -> beRefused();
      case "given up while opening" -> {
        var opening = client.connect(server.uri("/"), new WebSocketListener() {});
        if (!opening.cancel(true)) {
          opening.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).abort();
        }
      }
      default -> {
        BlockingWebSocket socket = client.open(server.uri("/"));
        talk(socket, random);
        rest(random, end);
        end(socket, how);
      }
    }
  }

  private void beRefused() throws Exception {
    try {
      client.open(URI.create(server.uri("/") + "nowhere"));
      throw new AssertionError("was not refused");
    } catch (WebSocketException asItShould) {
      // 404
    }
  }

  /** Says something of any size and gets it back, some times. */
  private void talk(BlockingWebSocket socket, Random random) throws Exception {
    int messages = random.nextInt(MOST_MESSAGES);
    for (int i = 0; i < messages; i++) {
      byte[] data = new byte[1 + random.nextInt(MOST_BYTES)];
      random.nextBytes(data);
      if (random.nextBoolean()) {
        String text = "text " + HexFormat.of().formatHex(data);
        socket.sendText(text);
        expect(socket, new Message.Text(text));
      } else {
        data[0] = 0;
        socket.sendBinary(ByteBuffer.wrap(data));
        expect(socket, new Message.Binary(ByteBuffer.wrap(data)));
      }
      counts.computeIfAbsent("messages echoed", key -> new LongAdder()).increment();
      Thread.sleep(random.nextInt(20));
    }
  }

  private static void expect(BlockingWebSocket socket, Message wanted) throws Exception {
    assertThat(socket.receive(PATIENCE)).contains(wanted);
  }

  private static void end(BlockingWebSocket socket, String how) throws Exception {
    switch (how) {
      case "closed by the client" -> socket.close();
      case "aborted by the client" -> socket.socket().abort();
      case "broken off inside a message" -> {
        var _ = socket.socket().startBinary().write(ByteBuffer.allocate(1000));
        socket.socket().abort();
      }
      case "left without a word" -> {
        socket.sendText("an echo that nobody awaits");
        socket.socket().abort();
      }
      default -> socket.sendText(how.equals("closed by the server") ? "close" : "abort");
    }
    try {
      while (socket.receive(PATIENCE).isPresent()) {
        // What came before the end.
      }
      throw new AssertionError("no end");
    } catch (WebSocketException theEnd) {
      // as it should be
    }
  }

  /** What was done. */
  Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((what, count) -> sums.put(what, count.sum()));
    return sums;
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }

  private static final class Echo implements WebSocketListener {
    @Override
    public void onText(WebSocket socket, String text) {
      switch (text) {
        case "close" -> socket.close();
        case "abort" -> socket.abort();
        default -> socket.sendText(text);
      }
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      socket.sendBinary(data);
    }
  }
}
