package dev.we.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's code is that of a program that is compiled and run. */
class ReadmeTest {
  @Test
  void theExampleOfTheReadmeIsEcho() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String source = Files.readString(Path.of("src/main/java/dev/we/examples/Echo.java"));

    String start = "```java\n";
    int from = readme.indexOf(start) + start.length();
    String snippet = readme.substring(from, readme.indexOf("```", from));

    assertThat(source.indent(-2)).contains(snippet);
  }
}
