package dev.we.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code SECURITY.md} names tests as {@code Class.method}; none of them may be made up or gone. */
class SecurityPageTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = PROJECT.resolve("SECURITY.md");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)\\.(\\w+)`");
  private static final Pattern ROW = Pattern.compile("\\| (CVE-|ws |Java-WebSocket ).*");

  /** Rows that say that the thing itself is not here. */
  private static final String ABSENT = "| there is no ";

  @Test
  void everyTestThatItNamesExists() throws IOException {
    String page = Files.readString(PAGE);
    Set<String> there = tests();
    List<String> named =
        NAMED.matcher(page).results().map(m -> m.group(1) + "." + m.group(2)).toList();
    assertThat(named).hasSizeGreaterThan(50);
    assertThat(there).containsAll(named);
  }

  @Test
  void everyVulnerabilityHasATestOrNothingThatCouldHaveIt() throws IOException {
    List<String> rows = Files.readAllLines(PAGE).stream().filter(ROW.asMatchPredicate()).toList();
    assertThat(rows).hasSizeGreaterThan(30);
    assertThat(rows).allMatch(row -> NAMED.matcher(row).find() || row.contains(ABSENT));
  }

  /** All methods of tests in the project, as {@code Class.method}. */
  private static Set<String> tests() throws IOException {
    Pattern method =
        Pattern.compile(
            "@(?:Test|ParameterizedTest|FuzzTest)\\b(?:(?!\\bvoid\\b)[\\s\\S])*?void (\\w+)\\(");
    Set<String> tests = new TreeSet<>();
    try (Stream<Path> files = Files.walk(PROJECT)) {
      List<Path> classes =
          files
              .filter(file -> file.toString().endsWith("Test.java"))
              .filter(file -> file.toString().contains("/src/test/java/"))
              .toList();
      for (Path file : classes) {
        String name = file.getFileName().toString().replace(".java", "");
        method
            .matcher(Files.readString(file))
            .results()
            .forEach(m -> tests.add(name + "." + m.group(1)));
      }
    }
    return tests;
  }
}
