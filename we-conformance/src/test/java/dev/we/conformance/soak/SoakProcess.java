package dev.we.conformance.soak;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A soak in a process of its own, so that neither it nor the tests beside it count what is the
 * other's. It has a low priority, where the system knows how to give it one.
 *
 * <p>{@code SoakProcess SECONDS CONNECTIONS SEED} prints a line for each stop, and fails at the
 * first after which more is held than after the first.
 */
final class SoakProcess {
  private static final int SECONDS = 120;
  private static final int CONNECTIONS = 300;
  private static final long SEED = 20;
  private static final Duration LONGEST_REST = Duration.ofSeconds(8);
  private static final Path NICE = Path.of("/usr/bin/nice");
  private static final File SAID = new File("target/soak.txt");

  private static @Nullable Process running;

  private SoakProcess() {}

  /** Begins, unless it runs already. */
  static synchronized void start() {
    if (running != null) {
      return;
    }
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", "15"));
    }
    command.addAll(
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            SoakProcess.class.getName(),
            Integer.toString(SECONDS),
            Integer.toString(CONNECTIONS),
            Long.toString(SEED)));
    try {
      Process process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(SAID).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      running = process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end; what it said where it has failed, else nothing. */
  static synchronized String complaint() throws IOException, InterruptedException {
    start();
    Process process = running;
    if (process == null || !process.waitFor(3L * SECONDS, TimeUnit.SECONDS)) {
      return "no end of the soak";
    }
    return process.exitValue() == 0 ? "" : Files.readString(SAID.toPath());
  }

  public static void main(String[] arguments) throws Exception {
    Duration time = Duration.ofSeconds(Long.parseLong(arguments[0]));
    int connections = Integer.parseInt(arguments[1]);
    try (Soak soak = new Soak(connections, LONGEST_REST, Long.parseLong(arguments[2]))) {
      soak.run(time, now -> System.out.println(now + " " + soak.counts()));
    }
  }
}
