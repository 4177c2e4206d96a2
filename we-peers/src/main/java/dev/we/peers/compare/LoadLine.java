package dev.we.peers.compare;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last line of a load generator. */
final class LoadLine {
  /** How it begins. */
  static final String BEGINNING = "msgs/s";

  private static final Pattern REST =
      Pattern.compile("(\\S+)\\s+MB/s \\S+\\s+p50 (\\S+)us p99 (\\S+)us p99\\.9 (\\S+)us.*");

  private LoadLine() {}

  /** The figures in what follows its beginning. */
  static Map<Figure, Double> parse(String rest) throws IOException {
    Matcher line = REST.matcher(rest);
    if (!line.matches()) {
      throw new IOException("not the last line of a load generator: " + rest);
    }
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.RATE, Double.parseDouble(line.group(1)));
    figures.put(Figure.P50, Double.parseDouble(line.group(2)));
    figures.put(Figure.P99, Double.parseDouble(line.group(3)));
    figures.put(Figure.P999, Double.parseDouble(line.group(4)));
    return figures;
  }
}
