package dev.we.cli;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.client.WebSocketClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.net.ssl.KeyManager;
import picocli.CommandLine.Command;

/** {@code we demo}: shows that client and server speak the whole protocol with each other. */
@Command(
    name = "demo",
    description = {
      "Starts servers on free loopback ports, ws and wss, and talks to them through the whole"
          + " protocol, telling each step. Exit code 1 if any step fails."
    },
    mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {
  /** Small bounds: nothing here takes long, and what hangs shall be seen soon. */
  private static final Limits LIMITS = Limits.builder().closeTimeout(Duration.ofSeconds(3)).build();

  private final Streams streams;
  private int failures;

  Demo(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    SelfSigned own = SelfSigned.forHost("localhost");
    SelfSigned foreign = SelfSigned.forNames(Set.of("elsewhere.example"));
    Tls trusting =
        Tls.of(
            Certificates.context(
                null, Certificates.trust(List.of(own.certificate(), foreign.certificate()))));
    try (WebSocketClient client = WebSocketClient.builder().limits(LIMITS).tls(trusting).build();
        WebSocketClient stranger = WebSocketClient.builder().limits(LIMITS).build()) {
      try (DemoServer server = new DemoServer(null, LIMITS)) {
        run(server, new DemoSteps(client, server, this::step));
      }
      try (DemoServer server = new DemoServer(served(own), LIMITS);
          DemoServer wrong = new DemoServer(served(foreign), LIMITS)) {
        run(server, new DemoSteps(client, server, this::step));
        new DemoTlsSteps(client, stranger, server, wrong, this::step).run();
      }
    }
    streams.out().println(failures == 0 ? "all is well" : failures + " steps failed");
    return failures == 0 ? 0 : 1;
  }

  private void run(DemoServer server, DemoSteps steps) throws InterruptedException {
    streams.out().println(server.uri("/echo"));
    steps.run();
  }

  private static Tls served(SelfSigned certificate) throws IOException {
    return Tls.of(Certificates.context(new KeyManager[] {certificate.key()}, null));
  }

  /** One thing that is shown. */
  @FunctionalInterface
  interface Step {
    /** Does it; what there is to say about it. */
    String run() throws Exception;
  }

  /** Where steps are told. */
  @FunctionalInterface
  interface Teller {
    void step(String name, Step step) throws InterruptedException;
  }

  private void step(String name, Step step) throws InterruptedException {
    String verdict = "ok  ";
    String said;
    long start = System.nanoTime();
    try {
      said = step.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError e) {
      failures++;
      verdict = "FAIL";
      said = We.inOneLine(We.unwrapped(e));
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    streams
        .out()
        .println(
            String.format(Locale.ROOT, "  %s  %-28s %s  [%d ms]", verdict, name, said, millis));
  }
}
