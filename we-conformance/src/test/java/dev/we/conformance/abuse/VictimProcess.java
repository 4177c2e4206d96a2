package dev.we.conformance.abuse;

import dev.we.conformance.leftovers.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** The victim's process, from outside. Thread-safe. */
final class VictimProcess implements AutoCloseable {
  private final Process process;
  private final Writer in;
  private final BufferedReader out;

  /** With a heap of so many MiB: who makes it hold more, kills it. */
  VictimProcess(int heapMegabytes) throws IOException {
    process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    warmUp();
  }

  /**
   * So that what the JVM and the JDK load and open for good is there before anything is measured.
   */
  private void warmUp() throws IOException {
    int port = serve(Setting.USUAL, false);
    connect(Setting.USUAL, false, port);
    try (HonestClient client = new HonestClient(port)) {
      client.awaitService();
      client.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    measure();
    stop();
  }

  private synchronized String ask(String line) {
    try {
      in.write(line + "\n");
      in.flush();
      String answer = out.readLine();
      if (answer == null) {
        throw new AssertionError("the victim's process has ended, asked to " + line);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("the victim's process, asked to " + line, e);
    }
  }

  /** Starts a server; its port. */
  int serve(Setting setting, boolean many) {
    return Integer.parseInt(ask("serve " + setting + " " + many));
  }

  /** Lets its client connect to a port of this machine. */
  void connect(Setting setting, boolean many, int port) {
    ask("connect " + setting + " " + many + " " + port);
  }

  Figures measure() {
    return Figures.parse(ask("measure"));
  }

  /** Waits until the server has no more connections than these. */
  void awaitConnections(int most) {
    Eventually.holds(
        () -> Integer.parseInt(ask("connections")) <= most,
        () -> ask("connections") + " connections, not " + most);
  }

  /** Closes its server and client. */
  void stop() {
    ask("stop");
  }

  /** The process ends with its input. */
  @Override
  public void close() throws IOException {
    in.close();
    process.destroy();
  }
}
