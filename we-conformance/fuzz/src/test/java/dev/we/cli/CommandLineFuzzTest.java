package dev.we.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/**
 * Any words are a command line that runs or is refused: exit code 0, 1 or 2, and for the latter two
 * exactly one line on stderr, which is neither a stack trace nor an internal error. Commands that
 * open connections or ports are parsed and not run.
 *
 * <p>Data: the words, with LF between them, and behind a NUL what is on stdin.
 */
class CommandLineFuzzTest {
  private static final List<String> RUN = List.of("deflate", "inflate", "we", "help");

  @FuzzTest
  void wordsRunOrAreRefusedInOneLine(byte[] data) {
    int nul = 0;
    while (nul < data.length && data[nul] != 0) {
      nul++;
    }
    String text = new String(data, 0, nul, UTF_8);
    byte[] stdin = Arrays.copyOfRange(data, Math.min(nul + 1, data.length), data.length);
    // Files are the machine's own, and picocli reads words from a file behind an @.
    if (text.contains("@") || text.contains("/")) {
      return;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = run(text.isEmpty() ? new String[0] : text.split("\n", -1), stdin, out, err);
    String complaint = err.toString(UTF_8);
    assertThat(exitCode).as(complaint).isBetween(0, 2);
    if (exitCode == 0) {
      assertThat(complaint).isEmpty();
      return;
    }
    assertThat(complaint.lines()).hasSize(1);
    assertThat(complaint)
        .startsWith("we")
        .endsWith(System.lineSeparator())
        .doesNotContain("internal error", "Exception", "dev.we", "java.");
    assertThat(complaint.strip()).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f]");
    if (exitCode == 2) {
      assertThat(out.size()).isZero();
    } else {
      assertThat(complaint).containsPattern("^we inflate: .* at byte [0-9]+, bit [0-7]$|too early");
    }
  }

  private static int run(
      String[] words, byte[] stdin, ByteArrayOutputStream out, ByteArrayOutputStream err) {
    Streams streams =
        new Streams(
            new ByteArrayInputStream(stdin),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            false);
    CommandLine commandLine = new We(streams).commandLine();
    commandLine.setExecutionStrategy(parsed -> {
      CommandLine.ParseResult last = parsed;
      while (last.hasSubcommand()) {
        last = last.subcommand();
      }
      boolean help = last.isUsageHelpRequested() || last.isVersionHelpRequested();
      boolean runs = help || RUN.contains(last.commandSpec().name());
      return runs ? new CommandLine.RunLast().execute(parsed) : 0;
    });
    int exitCode = commandLine.execute(words);
    streams.out().flush();
    return exitCode;
  }
}
