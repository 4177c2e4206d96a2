package dev.we.peers.compare;

import dev.we.peers.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ./we-bench/compare [--rows R,…] [--peers P,…] [--rounds [+]N] [--seconds S] [--warmup S]
 * [--idle N] [--into FOLDER]}: measures, and writes FOLDER/performance.md, FOLDER/data and
 * FOLDER/plots; the folder is docs unless another is named. A row that is measured again takes the
 * place of its earlier figures, or with +N comes beside them; the others stay.
 */
public final class Compare {
  private static final List<String> OPTIONS =
      List.of("--rows", "--peers", "--rounds", "--seconds", "--warmup", "--idle", "--into");

  private Compare() {}

  /** The command, with the project's folder and that of the C tools in front. */
  public static void main(String[] arguments) throws Exception {
    Path project = Path.of(arguments[0]);
    Path tools = Path.of(arguments[1]);
    Map<String, String> options = new HashMap<>();
    for (int i = 2; i < arguments.length; i += 2) {
      if (!OPTIONS.contains(arguments[i]) || i + 1 == arguments.length) {
        System.err.println(
            "compare: " + arguments[i] + " is no option with its value; there are: " + OPTIONS);
        System.exit(2);
      }
      options.put(arguments[i], arguments[i + 1]);
    }
    String command =
        "./we-bench/compare " + String.join(" ", List.of(arguments).subList(2, arguments.length));
    run(project, tools, settings(options, project), command);
  }

  private static Settings settings(Map<String, String> options, Path project) {
    String rounds = options.getOrDefault("--rounds", "5");
    if (rounds.equals("+0")) {
      System.err.println("compare: +0 rounds add nothing; name at least one");
      System.exit(2);
    }
    return new Settings(
        words(options.get("--rows")),
        words(options.get("--peers")),
        Integer.parseInt(rounds),
        rounds.startsWith("+"),
        Double.parseDouble(options.getOrDefault("--seconds", "3")),
        Double.parseDouble(options.getOrDefault("--warmup", "1")),
        Integer.parseInt(options.getOrDefault("--idle", idle())),
        options.containsKey("--into") ? Path.of(options.get("--into")) : project.resolve("docs"));
  }

  /** 50,000, or what the descriptors that a process may have leave room for. */
  private static String idle() {
    return Integer.toString(Math.min(50_000, Integer.getInteger("we.descriptors", 51_000) - 1000));
  }

  private static List<String> words(@org.jspecify.annotations.Nullable String list) {
    return list == null ? List.of() : List.of(list.split(","));
  }

  /** Measures and writes. */
  static void run(Path project, Path tools, Settings settings, String command) throws Exception {
    Path scratch = Files.createTempDirectory("we-compare-");
    try {
      Path keyStore = scratch.resolve("key.p12");
      Identity.selfSigned(keyStore);
      Path payload = scratch.resolve("payload");
      JsonLines.write(payload);
      Programs programs =
          new Programs(System.getProperty("java.class.path"), project, tools, keyStore);
      measure(programs, settings, payload, command);
    } finally {
      for (String name : List.of("key.p12", "payload")) {
        Files.deleteIfExists(scratch.resolve(name));
      }
      Files.delete(scratch);
    }
  }

  private static void measure(Programs programs, Settings settings, Path payload, String command)
      throws Exception {
    Results results = new Results(settings.output().resolve("data").resolve("compare.csv"));
    List<Row> rows = Rows.all(programs, settings, payload);
    for (Row row : rows) {
      if (settings.wants(row)) {
        try (row) {
          rounds(row, settings, results);
        }
      }
    }
    List<String> names = rows.stream().map(Row::name).toList();
    Report report = new Report(results, names);
    report.write(settings.output().resolve("performance.md"), Machine.description(command));
    for (String group : report.groups()) {
      if (Plot.isPlotted(group)) {
        Path file = settings.output().resolve("plots").resolve(group + ".svg");
        Plot.write(results, group, names, file);
      }
    }
  }

  /** What was measured is kept after each round, so that a stop loses little. */
  private static void rounds(Row row, Settings settings, Results results) throws IOException {
    int rounds = settings.rounds();
    int before = settings.more() ? results.rounds(row.name()) : 0;
    List<Sample> samples = new ArrayList<>();
    List<String> contestants = new ArrayList<>(row.contestants());
    for (int round = row.getsWarm() ? 0 : Math.min(1, rounds); round <= rounds; round++) {
      for (String contestant : List.copyOf(contestants)) {
        try {
          Map<Figure, Double> figures = row.measure(contestant);
          System.err.println(row.name() + " " + round + " " + contestant + " " + figures);
          for (Map.Entry<Figure, Double> figure : figures.entrySet()) {
            if (round > 0 || rounds == 0) { // the first only warms up
              samples.add(
                  new Sample(
                      row.name(), contestant, before + round, figure.getKey(), figure.getValue()));
            }
          }
        } catch (IOException e) {
          System.err.println(row.name() + ": " + contestant + " drops out: " + e.getMessage());
          contestants.remove(contestant);
        } catch (Exception e) {
          throw new IllegalStateException(row.name() + ", " + contestant, e);
        }
      }
      results.put(row.name(), before, samples);
      if (contestants.isEmpty()) {
        return;
      }
      contestants.addLast(contestants.removeFirst()); // the order turns
    }
  }
}
