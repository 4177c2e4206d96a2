package dev.we.cli;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** Files of the tests. */
final class TestFile {
  private TestFile() {}

  static String named(String name) {
    URL url = Objects.requireNonNull(TestFile.class.getResource(name), name);
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
