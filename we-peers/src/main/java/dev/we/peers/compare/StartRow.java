package dev.we.peers.compare;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How long {@code ./we --version} takes, against {@code java -version}. */
final class StartRow implements Row {
  private static final int RUNS = 5;

  private final Path project;

  StartRow(Path project) {
    this.project = project;
  }

  @Override
  public String name() {
    return "start --version";
  }

  @Override
  public List<String> contestants() {
    return List.of("we", "java");
  }

  @Override
  public Map<Figure, Double> measure(String contestant) throws Exception {
    List<String> command =
        contestant.equals("we")
            ? List.of(project.resolve("we").toString(), "--version")
            : List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--version");
    long start = System.nanoTime();
    for (int i = 0; i < RUNS; i++) {
      try (Running running = new Running(command, -1)) {
        running.awaitEnd();
      }
    }
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.WALL, (System.nanoTime() - start) / 1e6 / RUNS);
    return figures;
  }
}
