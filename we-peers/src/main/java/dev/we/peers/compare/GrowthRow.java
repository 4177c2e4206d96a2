package dev.we.peers.compare;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a message costs the server with very many connections, against few. */
final class GrowthRow extends ServerRow {
  private static final Shape FEW = new Shape(64, 64, 1);

  private final Programs programs;
  private final Shape many;
  private final Settings settings;

  GrowthRow(
      List<String> contestants, Programs programs, Servers servers, Shape many, Settings settings) {
    super("growth " + many + "/" + FEW.connections(), contestants, servers);
    this.programs = programs;
    this.many = many;
    this.settings = settings;
  }

  @Override
  public Map<Figure, Double> measure(String contestant) throws Exception {
    double few = cpuPerMessage(contestant, FEW);
    double most = cpuPerMessage(contestant, many);
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.GROWTH, most / few);
    figures.put(Figure.CPU, most);
    return figures;
  }

  private double cpuPerMessage(String contestant, Shape shape)
      throws IOException, InterruptedException {
    Servers.Server server = servers.get(contestant);
    List<String> load = programs.load(server.port(), shape, settings.seconds(), settings.warmup());
    try (Running loading = new Running(load, Servers.LOAD_CORE);
        CpuWatch watch = new CpuWatch(server.process())) {
      double rate = LoadLine.parse(loading.await(LoadLine.BEGINNING)).get(Figure.RATE);
      long end = System.nanoTime();
      return watch.share(end - (long) (settings.seconds() * 1e9), end) / rate * 1e6;
    }
  }
}
