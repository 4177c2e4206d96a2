package dev.we.cli;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.client.WebSocketClient;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code we autobahn}: the client side of the Autobahn test suite. */
@Command(
    name = "autobahn",
    description = {
      "Runs the client side of the Autobahn test suite's fuzzing server (wstest -m fuzzingserver).",
      "The verdicts are in the reports that the server writes."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Autobahn implements Callable<Integer> {
  private static final Duration CASE_COUNT_TIMEOUT = Duration.ofSeconds(10);

  @Parameters(
      paramLabel = "URL",
      description = "ws:// or wss:// URL of the fuzzing server, such as ws://127.0.0.1:9001.")
  private String url = "";

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      description = "The name in the reports (default: ${DEFAULT-VALUE}).")
  private String agent = "we-net";

  @Mixin private ClientOptions options = new ClientOptions();

  private final Streams streams;

  Autobahn(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call()
      throws IOException, InterruptedException, ExecutionException, FailureException {
    String base = url.endsWith("/") ? url : url + "/";
    String who = "agent=" + URLEncoder.encode(agent, StandardCharsets.UTF_8);
    try (WebSocketClient client = options.client(streams, Limits.builder()).build()) {
      int cases = caseCount(client, ClientOptions.uri(base + "getCaseCount"));
      for (int number = 1; number <= cases; number++) {
        Ending ending =
            echo(client, ClientOptions.uri(base + "runCase?case=" + number + "&" + who));
        streams.out().println("case " + number + " of " + cases + ": " + ending);
      }
      echo(client, ClientOptions.uri(base + "updateReports?" + who));
    }
    return 0;
  }

  private int caseCount(WebSocketClient client, URI uri)
      throws IOException, InterruptedException, FailureException {
    try (BlockingWebSocket socket = options.open(client, uri)) {
      Message answer =
          socket
              .receive(CASE_COUNT_TIMEOUT)
              .orElseThrow(() -> new FailureException(uri + " does not tell the number of cases"));
      if (answer instanceof Message.Text text) {
        return Integer.parseInt(text.text().strip());
      }
    } catch (NumberFormatException e) {
      throw new FailureException(uri + " answers with something else than a number");
    }
    throw new FailureException(uri + " answers with binary data instead of a number");
  }

  private Ending echo(WebSocketClient client, URI uri)
      throws InterruptedException, ExecutionException {
    EchoConnection echo = new EchoConnection();
    options.connect(client, uri, EchoListener.DEMAND, echo).get();
    return echo.ending().get();
  }
}
