package dev.we.peers.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** Bars of echoes per second relative to ours, a block for each row of a group, as SVG. */
final class Plot {
  private static final Set<String> PLOTTED = Set.of("server", "client", "wss", "deflate");
  private static final int LABEL = 130;
  private static final int SCALE = 300; // ours is so wide
  private static final int WIDTH = LABEL + 2 * SCALE;
  private static final int BAR = 16;
  private static final int HEAD = 28;

  private final Results results;
  private final StringBuilder svg = new StringBuilder();
  private int y;

  private Plot(Results results) {
    this.results = results;
  }

  static boolean isPlotted(String group) {
    return PLOTTED.contains(group);
  }

  static void write(Results results, String group, List<String> rows, Path file)
      throws IOException {
    Plot plot = new Plot(results);
    rows.stream()
        .filter(row -> row.startsWith(group + " ") && results.has(row))
        .forEach(plot::block);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
            + WIDTH
            + "\" height=\""
            + plot.y
            + "\" font-family=\"sans-serif\" font-size=\"12\">\n"
            + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
            + plot.svg
            + "</svg>\n");
  }

  private void block(String row) {
    y += HEAD;
    text(4, y - 8, "font-weight=\"bold\"", row + ": messages per second, ours = 1");
    Comparator<String> byRatio = Comparator.comparingDouble(name -> relative(row, name).orElse(0));
    results.contestants(row).stream()
        .filter(name -> relative(row, name).isPresent())
        .sorted(byRatio.reversed())
        .forEach(name -> bar(name, relative(row, name).getAsDouble()));
    y += 8;
  }

  private OptionalDouble relative(String row, String name) {
    return results.ratio(row, name, "we", Figure.RATE);
  }

  private void bar(String name, double ratio) {
    int width = (int) Math.round(Math.min(ratio, 1.8) * SCALE);
    String fill = name.equals("we") ? "#c0392b" : name.equals(Programs.C) ? "#7f8c8d" : "#2e86c1";
    text(4, y + BAR - 4, "", name);
    svg.append("<rect x=\"").append(LABEL).append("\" y=\"").append(y + 1);
    svg.append("\" width=\"").append(width).append("\" height=\"").append(BAR - 3);
    svg.append("\" fill=\"").append(fill).append("\"/>\n");
    text(LABEL + width + 4, y + BAR - 4, "", Figure.shown(ratio));
    y += BAR;
  }

  private void text(int x, int baseline, String attributes, String words) {
    svg.append("<text x=\"").append(x).append("\" y=\"").append(baseline).append("\" ");
    svg.append(attributes).append('>').append(words).append("</text>\n");
  }
}
