package dev.we.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * One peer's client as a load generator: {@code LoadMain NAME URL [--connections N] [--size BYTES]
 * [--depth D] [--seconds S] [--warmup S] [--payload FILE] [--compress] [--trust KEYSTORE]}. Keeps D
 * messages in flight on each of N connections to an echo server, of so many bytes or the lines of a
 * file in turn. Its last line is {@code msgs/s … MB/s … p50 …us p99 …us p99.9 …us max …us}.
 */
public final class LoadMain {
  private static final int HANDSHAKES_AT_A_TIME = 100;
  private static final long CONNECT_SECONDS = 30;

  private final Options options;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final List<LoadConnection> connections = new ArrayList<>();

  /** 1 while what is measured counts, 0 before and after. */
  private volatile int counted;

  private volatile boolean done;

  private LoadMain(Options options) {
    this.options = options;
  }

  /** The command. */
  public static void main(String[] arguments) throws Exception {
    Options options;
    ClientPeer peer;
    try {
      options =
          Options.parse(
              arguments,
              Set.of("--compress"),
              Set.of(
                  "--connections",
                  "--size",
                  "--depth",
                  "--seconds",
                  "--warmup",
                  "--payload",
                  "--trust"));
      if (options.words().size() != 2) {
        throw new IllegalArgumentException(
            "name a URL and, before it, one client of: " + ClientPeer.words());
      }
      peer = ClientPeer.of(options.words().getFirst());
    } catch (IllegalArgumentException e) {
      System.err.println("LoadMain: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(new LoadMain(options).run(peer));
  }

  private int run(ClientPeer peer) throws Exception {
    List<ByteBuffer> messages = messages();
    try (PeerClient client = peer.start(settings())) {
      connect(client, URI.create(options.words().getLast()), messages);
      pause(options.number("--warmup", 2));
      long start = System.nanoTime();
      counted = 1;
      pause(options.number("--seconds", 5));
      counted = 0;
      long elapsed = System.nanoTime() - start;
      done = true;
      report(messages, elapsed / 1e9);
    } catch (ExecutionException e) {
      System.err.println("LoadMain: " + e.getCause());
      return 1;
    }
    return 0;
  }

  private ClientSettings settings() throws IOException, GeneralSecurityException {
    ClientSettings settings = ClientSettings.plain();
    if (options.has("--compress")) {
      settings = settings.withCompression();
    }
    if (options.has("--trust")) {
      Path store = Path.of(options.value("--trust").orElseThrow());
      settings = settings.withTrust(Identity.read(store, EchoServerMain.PASSWORD).trust());
    }
    return settings;
  }

  private List<ByteBuffer> messages() throws IOException {
    List<ByteBuffer> messages = new ArrayList<>();
    if (options.has("--payload")) {
      for (String line : Files.readAllLines(Path.of(options.value("--payload").orElseThrow()))) {
        messages.add(direct(line.getBytes(StandardCharsets.UTF_8)));
      }
    } else {
      byte[] letters = new byte[options.count("--size", 64)];
      for (int i = 0; i < letters.length; i++) {
        letters[i] = (byte) ('a' + i % 26);
      }
      messages.add(direct(letters));
    }
    return messages;
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private void connect(PeerClient client, URI uri, List<ByteBuffer> messages)
      throws InterruptedException, ExecutionException, TimeoutException {
    int count = options.count("--connections", 64);
    List<PeerSocket> sockets = new ArrayList<>();
    while (sockets.size() < count) {
      List<CompletableFuture<PeerSocket>> opening = new ArrayList<>();
      int wave = Math.min(HANDSHAKES_AT_A_TIME, count - sockets.size());
      for (int i = 0; i < wave; i++) {
        LoadConnection connection = new LoadConnection(this, messages, options.count("--depth", 1));
        connections.add(connection);
        opening.add(client.connect(uri, connection));
      }
      for (CompletableFuture<PeerSocket> opened : opening) {
        sockets.add(opened.get(CONNECT_SECONDS, TimeUnit.SECONDS));
      }
    }
    for (int i = 0; i < count; i++) {
      connections.get(i).start(sockets.get(i));
    }
  }

  /** Lets the load run, unless it fails meanwhile. */
  private void pause(double seconds) throws InterruptedException, ExecutionException {
    try {
      failure.get((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // So it is meant.
    }
  }

  private void report(List<ByteBuffer> messages, double seconds) {
    Histogram all = new Histogram(2);
    connections.forEach(connection -> all.add(connection.latencies()));
    double size = messages.stream().mapToInt(ByteBuffer::remaining).average().orElse(0);
    System.out.println(
        String.format(
            Locale.ROOT,
            "msgs/s %.0f  MB/s %.1f  p50 %.1fus p99 %.1fus p99.9 %.1fus max %.1fus",
            all.getTotalCount() / seconds,
            all.getTotalCount() * size / seconds / 1e6,
            all.getValueAtPercentile(50) / 1e3,
            all.getValueAtPercentile(99) / 1e3,
            all.getValueAtPercentile(99.9) / 1e3,
            all.getMaxValue() / 1e3));
  }

  int counted() {
    return counted;
  }

  boolean isDone() {
    return done;
  }

  void fail(String why) {
    if (!done) {
      failure.completeExceptionally(new IllegalStateException(why));
    }
  }
}
