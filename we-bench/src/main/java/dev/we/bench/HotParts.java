package dev.we.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.StringJoiner;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * JMH with its profiler of allocation, as a table in a document: {@code HotParts FILE [OPTION of
 * JMH]...}. The table takes the place of what stands between the two marks in the file.
 */
public final class HotParts {
  private static final String BEGIN = "<!-- written by ./we-bench/jmh: begin -->\n";
  private static final String END = "<!-- written by ./we-bench/jmh: end -->";

  /** What JMH 1.37 calls the bytes that an operation allocates. */
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private HotParts() {}

  /** The command. */
  public static void main(String[] arguments)
      throws IOException, RunnerException, CommandLineOptionException {
    Path file = Path.of(arguments[0]);
    String[] options = Arrays.copyOfRange(arguments, 1, arguments.length);
    place(Files.readString(file), file); // rather now than after minutes of measuring
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(new CommandLineOptions(options))
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();
    String text = Files.readString(file);
    int begin = place(text, file);
    String before = text.substring(0, begin);
    String after = text.substring(text.indexOf(END, begin));
    Files.writeString(file, before + heading(options) + table(results) + after);
  }

  /** Where the table begins. */
  private static int place(String text, Path file) throws IOException {
    int begin = text.indexOf(BEGIN);
    if (begin < 0 || text.indexOf(END, begin) < 0) {
      throw new IOException(file + " has no place for the table");
    }
    return begin + BEGIN.length();
  }

  private static String heading(String[] options) {
    return "\nMeasured on %s, %s %s: `./we-bench/jmh %s`.\n\n"
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"),
            String.join(" ", options));
  }

  private static String table(Collection<RunResult> results) {
    StringBuilder table = new StringBuilder();
    table.append("| what | of | ns | ± | bytes allocated |\n|---|---|---:|---:|---:|\n");
    for (RunResult run : results) {
      BenchmarkParams params = run.getParams();
      Result<?> time = run.getPrimaryResult();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %.0f |%n",
              name(params.getBenchmark()),
              parameters(params),
              digits(time.getScore()),
              digits(time.getScoreError()),
              allocated(run)));
    }
    return table.append('\n').toString();
  }

  private static String name(String benchmark) {
    int method = benchmark.lastIndexOf('.');
    String type = benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1, method);
    return type.replace("Benchmark", "") + " " + benchmark.substring(method + 1);
  }

  private static String parameters(BenchmarkParams params) {
    StringJoiner all = new StringJoiner(", ");
    for (String key : params.getParamsKeys()) {
      all.add(key + " " + params.getParam(key));
    }
    return all.toString();
  }

  /** Three digits, or all before the point. */
  private static String digits(double value) {
    return Double.isNaN(value)
        ? ""
        : String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }

  private static double allocated(RunResult run) {
    Result<?> bytes = run.getSecondaryResults().get(ALLOCATED);
    if (bytes == null) {
      throw new IllegalStateException(
          "JMH does not tell " + ALLOCATED + ", but " + run.getSecondaryResults().keySet());
    }
    return bytes.getScore();
  }
}
