package dev.we.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What nobody may read in a message: while this is open it collects all that is logged or written
 * to stdout and stderr, and what a test shows it; none of it may hold the secret.
 */
final class Secrets implements AutoCloseable {
  /** In base64, in a query and in a header it looks the same. */
  static final String SECRET = "hunter2hunter2";

  private final Logger root = Logger.getLogger("");
  private final Level level = root.getLevel();
  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<String> shown = new ArrayList<>();

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          show(entry.getMessage());
          if (entry.getThrown() != null) {
            show(entry.getThrown());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  Secrets() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    root.addHandler(handler);
    root.setLevel(Level.FINE);
  }

  /** An error as a log shows it: with its causes and what it suppressed. */
  synchronized void show(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    shown.add(text.toString());
  }

  /** An object as a log shows it. */
  synchronized void show(Object object) {
    shown.add(String.valueOf(object));
  }

  synchronized int count() {
    return shown.size();
  }

  @Override
  public synchronized void close() {
    root.removeHandler(handler);
    root.setLevel(level);
    System.setOut(stdout);
    System.setErr(stderr);
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain(SECRET);
    assertThat(shown).noneMatch(text -> text.contains(SECRET));
  }
}
