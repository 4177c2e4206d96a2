package dev.we.peers.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** Where and when it was measured, in words. */
final class Machine {
  private Machine() {}

  static String description(String command) throws IOException {
    return "Measured on "
        + LocalDate.now()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores of "
        + processor()
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", "
        + System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.runtime.version")
        + "; server on one core, load on the other, loopback. Last command: `"
        + command
        + "`. Versions of the peers: `we-peers/pom.xml`.";
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
