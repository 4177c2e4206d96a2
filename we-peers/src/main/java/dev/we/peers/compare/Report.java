package dev.we.peers.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The tables, between two markers of a page whose other text is written by hand. */
final class Report {
  private static final String OURS = Programs.OURS;
  private static final String BEGIN = "<!-- written by ./we-bench/compare: begin -->";
  private static final String END = "<!-- written by ./we-bench/compare: end -->";

  private final Results results;
  private final List<String> rows;
  private final StringBuilder page = new StringBuilder();

  Report(Results results, List<String> rows) {
    this.results = results;
    this.rows = rows.stream().filter(results::has).toList();
  }

  /** Writes the page anew, the text beside the markers as it was. */
  void write(Path file, String circumstances) throws IOException {
    page.append(BEGIN).append("\n\n").append(circumstances).append("\n\n");
    summary();
    for (String group : groups()) {
      page.append("### ").append(group).append("\n\n");
      if (Plot.isPlotted(group)) {
        page.append("![").append(group).append("](plots/").append(group).append(".svg)\n\n");
      }
      rows.stream().filter(row -> row.startsWith(group + " ")).forEach(this::table);
    }
    page.append(END);
    String old = Files.exists(file) ? Files.readString(file) : "";
    int begin = old.indexOf(BEGIN);
    int end = old.indexOf(END);
    String whole =
        begin >= 0 && end > begin
            ? old.substring(0, begin) + page + old.substring(end + END.length())
            : old + "\n" + page + "\n";
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, whole);
  }

  List<String> groups() {
    return rows.stream().map(row -> row.substring(0, row.indexOf(' '))).distinct().toList();
  }

  /** What a row is judged by. */
  private Figure headline(String row) {
    return results.figures(row).getFirst();
  }

  private void summary() {
    page.append("Ours over theirs, more than 1 is better (for times and sizes the ratio is turned")
        .append(" round).\n\n| row | judged by | best JVM peer | ours / best peer | ours / C |")
        .append(" p99 ours / best peer |\n|---|---|---|---:|---:|---:|\n");
    List<String> lost = new ArrayList<>();
    for (String row : rows) {
      Figure figure = headline(row);
      String best = best(row, figure);
      String against = best.isEmpty() ? "" : shown(advantage(row, best, figure));
      page.append("| ").append(row).append(" | ").append(figure.title()).append(" | ");
      page.append(best).append(" | ").append(against).append(" | ");
      page.append(shown(advantage(row, Programs.C, figure))).append(" | ");
      page.append(best.isEmpty() ? "" : shown(results.ratio(row, OURS, best, Figure.P99)));
      page.append(" |\n");
      for (String other : List.of(best, Programs.C)) {
        OptionalDouble ratio = advantage(row, other, figure);
        if (ratio.isPresent() && ratio.getAsDouble() < 1) {
          lost.add(row + " against " + other + " (" + shown(ratio) + ")");
        }
      }
    }
    page.append("\n**Where we lose**: ")
        .append(lost.isEmpty() ? "nowhere in this run" : String.join("; ", lost))
        .append(".\n\n");
  }

  /** The best of the other JVM peers, our own command line apart; empty if there is none. */
  private String best(String row, Figure figure) {
    Comparator<String> byMedian =
        Comparator.comparingDouble(
            name -> results.median(row, name, figure).orElse(Double.NEGATIVE_INFINITY));
    return results.contestants(row).stream()
        .filter(name -> !Programs.isOurs(name) && Programs.isJvm(name))
        .filter(name -> results.median(row, name, figure).isPresent())
        .max(figure.moreIsBetter() ? byMedian : byMedian.reversed())
        .orElse("");
  }

  /** Ours over theirs, turned round where less is better. */
  private OptionalDouble advantage(String row, String other, Figure figure) {
    return figure.moreIsBetter()
        ? results.ratio(row, OURS, other, figure)
        : results.ratio(row, other, OURS, figure);
  }

  private void table(String row) {
    Figure headline = headline(row);
    List<Figure> figures = results.figures(row);
    page.append("#### ").append(row).append("\n\n| | ours / theirs | ");
    page.append(figures.stream().map(Figure::title).collect(Collectors.joining(" | ")));
    page.append(" |\n|---|---:|").append("---:|".repeat(figures.size())).append('\n');
    Comparator<String> byMedian =
        Comparator.comparingDouble(name -> results.median(row, name, headline).orElse(0));
    for (String name :
        results.contestants(row).stream()
            .sorted(headline.moreIsBetter() ? byMedian.reversed() : byMedian)
            .toList()) {
      page.append("| ").append(name.equals(OURS) ? "**we**" : name).append(" | ");
      page.append(name.equals(OURS) ? "" : shown(advantage(row, name, headline)));
      for (Figure figure : figures) {
        page.append(" | ").append(shown(results.median(row, name, figure)));
      }
      page.append(" |\n");
    }
    page.append('\n');
  }

  private static String shown(OptionalDouble value) {
    return value.isPresent() ? Figure.shown(value.getAsDouble()) : "";
  }
}
