package dev.we.cli;

import dev.we.net.websocket.ConnectFailedException;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.client.WebSocketClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code we echo-client}: connects and echoes until the peer closes, again and again. */
@Command(
    name = "echo-client",
    description = {
      "Connects and sends every message back with its type until the server closes.",
      "One line on stdout for each connection tells how it ended."
          + " Exit code 1 if any was not opened or did not end cleanly."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EchoClient implements Callable<Integer> {
  /** How long to wait before knocking again where nobody listens. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  @Parameters(paramLabel = "URL", description = "ws:// or wss:// URL of the server.")
  private String url = "";

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description =
          "So many connections in all, failed ones included; 0: for ever"
              + " (default: ${DEFAULT-VALUE}).")
  private long repeat = 1;

  @Option(
      names = "--parallel",
      paramLabel = "M",
      description = "So many connections at a time (default: ${DEFAULT-VALUE}).")
  private int parallel = 1;

  @Mixin private SocketsOption sockets = new SocketsOption();

  @Mixin private ClientOptions options = new ClientOptions();

  private final Streams streams;
  private final AtomicLong started = new AtomicLong();
  private final AtomicInteger failures = new AtomicInteger();

  EchoClient(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    if (repeat < 0 || parallel < 1) {
      throw new UsageException("--repeat is at least 0 and --parallel at least 1");
    }
    URI uri = ClientOptions.uri(url);
    try (WebSocketClient client =
            options.client(streams, Limits.builder()).sockets(sockets.provider()).build();
        ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Void> lane = () -> runLane(client, uri);
      for (Future<Void> done :
          lanes.invokeAll(Stream.generate(() -> lane).limit(parallel).toList())) {
        done.get();
      }
    }
    return failures.get() == 0 ? 0 : 1;
  }

  /** One connection after the other until all are had. */
  private Void runLane(WebSocketClient client, URI uri) throws InterruptedException {
    for (long number; (number = started.incrementAndGet()) <= repeat || repeat == 0; ) {
      runConnection(client, uri, number);
    }
    return null;
  }

  private void runConnection(WebSocketClient client, URI uri, long number)
      throws InterruptedException {
    EchoConnection echo = new EchoConnection();
    String outcome;
    boolean failed = true;
    try {
      options.connect(client, uri, EchoListener.DEMAND, echo).get();
      Ending ending = echo.ending().get();
      failed = !ending.clean();
      outcome = ending.toString();
    } catch (ExecutionException e) {
      Throwable error = We.unwrapped(e);
      outcome = "not opened: " + We.inOneLine(error);
      if (error instanceof ConnectFailedException) {
        Thread.sleep(PAUSE);
      }
    }
    if (failed) {
      failures.incrementAndGet();
    }
    streams.out().println("connection " + number + ": " + outcome);
  }
}
