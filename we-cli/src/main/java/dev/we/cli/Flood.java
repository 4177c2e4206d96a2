package dev.we.cli;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.client.WebSocketClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code we flood}: a load generator that measures an echo server. */
@Command(
    name = "flood",
    description = {
      "Load generator: keeps --depth messages of --size bytes, or the lines of --payload in turn,"
          + " in flight on each of --connections connections to an echo server, and checks type,"
          + " length, first and last byte of every echo.",
      "Its last line on stdout is `msgs/s ... MB/s ... p50 ...us p99 ...us p99.9 ...us max ...us`:"
          + " echoes and payload (10^6 bytes) per second, and round-trip times.",
      "Messages are not compressed unless --compress is given."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Flood implements Callable<Integer> {
  /** So many handshakes at a time: a server's accept queue is short. */
  private static final int HANDSHAKES_AT_A_TIME = 100;

  private static final int DEFAULT_SIZE = 64;

  @Parameters(paramLabel = "URL", description = "ws:// or wss:// URL of an echo server.")
  private String url = "";

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "Connections (default: ${DEFAULT-VALUE}).")
  private int connections = 64;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      description = "Bytes in a message (default: " + DEFAULT_SIZE + ").")
  private @Nullable Integer size;

  @Option(
      names = "--payload",
      paramLabel = "FILE",
      description =
          "Send the lines of this file (UTF-8) in turn, each as a message, in place of --size.")
  private @Nullable Path payload;

  @Option(
      names = "--depth",
      paramLabel = "D",
      description = "Messages in flight on a connection (default: ${DEFAULT-VALUE}).")
  private int depth = 1;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long to measure (default: ${DEFAULT-VALUE}).")
  private double seconds = 5;

  @Option(
      names = "--warmup",
      paramLabel = "S",
      description = "How long to run before that, uncounted (default: ${DEFAULT-VALUE}).")
  private double warmup = 2;

  @Option(
      names = "--loops",
      paramLabel = "N",
      description =
          "Threads that share the connections (default: one for each processor, as far as there are"
              + " connections).")
  private int loops = Runtime.getRuntime().availableProcessors();

  @Option(names = "--text", description = "Send text messages instead of binary ones.")
  private boolean text;

  @Mixin private SocketsOption sockets = new SocketsOption();

  @Mixin private ClientOptions options = new ClientOptions();

  private final Streams streams;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final Map<Thread, LatencyHistogram[]> latencies = new ConcurrentHashMap<>();
  private final List<FloodConnection> floods = new ArrayList<>();
  private CountDownLatch stillOpen = new CountDownLatch(0);

  /** 1 while what is measured counts, 0 before and after. */
  private volatile int counted;

  private volatile boolean done;

  Flood(Streams streams) {
    this.streams = streams;
    options.doNotCompressByDefault();
  }

  @Override
  public Integer call()
      throws IOException, InterruptedException, ExecutionException, FailureException {
    checkUsage();
    URI uri = ClientOptions.uri(url);
    List<Payload> messages = messages();
    int longest = messages.stream().mapToInt(Payload::bytes).max().orElse(0);
    long inFlight = (longest + 64L) * depth;
    Limits.Builder limits =
        Limits.builder()
            .maxFrameBytes(Math.max(longest, 16 << 20))
            .maxMessageBytes(Math.max(longest, 16 << 20))
            .maxQueuedOutputBytes(Math.max(2 * inFlight, 16 << 20));
    long measured;
    stillOpen = new CountDownLatch(connections);
    try (WebSocketClient client =
        options.client(streams, limits).loops(loops).sockets(sockets.provider()).build()) {
      connect(client, uri, messages);
      pause(warmup);
      long start = System.nanoTime();
      counted = 1;
      pause(seconds);
      counted = 0;
      measured = System.nanoTime() - start;
      done = true;
    }
    stillOpen.await(); // after the last callback: what the loop has counted can be read
    report(measured / 1e9);
    return 0;
  }

  private void checkUsage() {
    if (size != null && payload != null) {
      throw new UsageException("--size and --payload exclude each other");
    }
    if (connections < 1
        || depth < 1
        || loops < 1
        || (size != null && size < 0)
        || !(seconds > 0)
        || !(warmup >= 0)) {
      throw new UsageException(
          "--connections, --depth and --loops are at least 1, --size and --warmup at least 0, --seconds"
              + " more than 0");
    }
  }

  /** What is sent, in turn. */
  private List<Payload> messages() {
    return payload == null
        ? List.of(Payload.letters(size == null ? DEFAULT_SIZE : size, text))
        : Payload.lines(payload, text);
  }

  private void connect(WebSocketClient client, URI uri, List<Payload> messages)
      throws InterruptedException, ExecutionException {
    List<WebSocket> sockets = new ArrayList<>();
    while (sockets.size() < connections) {
      List<CompletableFuture<WebSocket>> opening = new ArrayList<>();
      int wave = Math.min(HANDSHAKES_AT_A_TIME, connections - sockets.size());
      for (int i = 0; i < wave; i++) {
        FloodConnection flood = new FloodConnection(this, messages, depth);
        floods.add(flood);
        opening.add(options.connect(client, uri, Long.MAX_VALUE, flood));
      }
      for (CompletableFuture<WebSocket> opened : opening) {
        sockets.add(opened.get());
      }
    }
    for (int i = 0; i < connections; i++) {
      floods.get(i).start(sockets.get(i));
    }
  }

  /** Lets the flood run, unless it fails meanwhile. */
  private void pause(double length) throws InterruptedException, FailureException {
    try {
      failure.get((long) (length * 1e9), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      throw new FailureException(String.valueOf(We.unwrapped(e).getMessage()));
    }
  }

  private void report(double elapsedSeconds) {
    LatencyHistogram all = new LatencyHistogram();
    latencies.values().forEach(ofThread -> all.add(ofThread[1]));
    long echoedBytes = floods.stream().mapToLong(FloodConnection::echoedBytes).sum();
    streams
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "msgs/s %.0f  MB/s %.1f  p50 %.1fus p99 %.1fus p99.9 %.1fus max %.1fus",
                all.total() / elapsedSeconds,
                echoedBytes / elapsedSeconds / 1e6,
                all.percentile(0.5) / 1e3,
                all.percentile(0.99) / 1e3,
                all.percentile(0.999) / 1e3,
                all.max() / 1e3));
  }

  /** 1 once the warm-up is over and until the end, 0 otherwise. */
  int counted() {
    return counted;
  }

  /** Where the calling thread counts what does not count, and what does: nobody else does. */
  LatencyHistogram[] latenciesOfThisThread() {
    return latencies.computeIfAbsent(
        Thread.currentThread(),
        thread -> new LatencyHistogram[] {new LatencyHistogram(), new LatencyHistogram()});
  }

  /** Ends the flood. */
  void fail(String why) {
    if (!done) {
      failure.completeExceptionally(new FailureException(why));
    }
  }

  /** A connection has ended, which is a failure before the end of the flood. */
  void closed(CloseReason reason) {
    fail("the server closed a connection: " + reason);
    stillOpen.countDown();
  }
}
