package dev.we.conformance.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The faults of {@code we-conformance/planted} can still be planted: the code that each changes is
 * there. Whether the simulation finds them, {@code ./we-conformance/long planted} shows.
 */
class PlantedTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();

  static List<Path> faults() throws IOException {
    try (Stream<Path> files = Files.list(MODULE.resolve("planted"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fits_the_sources(Path fault) throws IOException {
    String target = "";
    List<String> before = new ArrayList<>();
    for (String line : Files.readAllLines(fault)) {
      if (line.startsWith("--- a/")) {
        target = Files.readString(MODULE.resolveSibling(line.substring("--- a/".length())));
      } else if (line.startsWith("@@")) {
        assertThat(target).contains(String.join("\n", before));
        before.clear();
      } else if (line.startsWith(" ") || line.startsWith("-")) {
        before.add(line.substring(1));
      }
    }
    assertThat(target).contains(String.join("\n", before));
  }
}
