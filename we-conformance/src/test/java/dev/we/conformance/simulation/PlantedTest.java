package dev.we.conformance.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The faults of {@code we-conformance/planted} can still be planted: the code that each changes is
 * there, and compiles with the change. Whether the simulation finds them, {@code
 * ./we-conformance/long planted} shows.
 */
class PlantedTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();

  @TempDir private Path classes;

  static List<Path> faults() throws IOException {
    try (Stream<Path> files = Files.list(MODULE.resolve("planted"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fits_the_sources_and_compiles(Path fault) throws IOException {
    Path file = MODULE;
    String text = "";
    int line = 0;
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    for (String of : Files.readAllLines(fault)) {
      if (of.startsWith("--- a/")) {
        file = MODULE.resolveSibling(of.substring("--- a/".length()));
        text = Files.readString(file);
      } else if (of.startsWith("@@")) {
        text = changed(text, line, before, after);
        line = Integer.parseInt(of.substring(of.indexOf('-') + 1, of.indexOf(',')));
      } else if (!of.startsWith("+++") && !text.isEmpty()) {
        if (!of.startsWith("+")) {
          before.add(of.substring(1));
        }
        if (!of.startsWith("-")) {
          after.add(of.substring(1));
        }
      }
    }
    assertCompiles(file, changed(text, line, before, after));
  }

  /** As {@code patch} does it: where there are several such places, the one next to the line. */
  private static String changed(String text, int line, List<String> before, List<String> after) {
    String old = String.join("\n", before);
    String replacement = String.join("\n", after);
    before.clear();
    after.clear();
    int wanted = text.lines().limit(Math.max(0, line - 1)).mapToInt(of -> of.length() + 1).sum();
    int behind = text.indexOf(old, wanted);
    int ahead = text.lastIndexOf(old, wanted);
    assertThat(Math.max(behind, ahead)).as("place of:\n" + old).isNotNegative();
    boolean isAhead = behind < 0 || (ahead >= 0 && wanted - ahead < behind - wanted);
    int at = isAhead ? ahead : behind;
    return text.substring(0, at) + replacement + text.substring(at + old.length());
  }

  private void assertCompiles(Path file, String text) {
    var source =
        new SimpleJavaFileObject(
            URI.create("string:///" + file.getFileName()), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-Xlint:none",
            "-nowarn",
            "-d",
            classes.toString(),
            "-cp",
            System.getProperty("java.class.path"));
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(null, null, found, options, null, List.of(source))
            .call();
    assertThat(compiled).as(() -> found.getDiagnostics().toString()).isTrue();
  }
}
