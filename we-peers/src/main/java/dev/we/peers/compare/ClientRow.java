package dev.we.peers.compare;

import java.util.List;
import java.util.Map;

/** A client as load generator against one and the same echo server. */
final class ClientRow extends ServerRow {
  private final Shape shape;
  private final Programs programs;
  private final Settings settings;

  ClientRow(
      Shape shape,
      List<String> contestants,
      Programs programs,
      Servers servers,
      Settings settings) {
    super("client " + shape, contestants, servers);
    this.shape = shape;
    this.programs = programs;
    this.settings = settings;
  }

  @Override
  public boolean getsWarm() {
    return false; // each measurement is a process that warms up by itself
  }

  @Override
  public Map<Figure, Double> measure(String contestant) throws Exception {
    Servers.Server server = servers.get(programs.hasC() ? Programs.C : "we");
    // Each run is a process of its own: it needs its time to get warm.
    double warmup = contestant.equals(Programs.C) ? 0.5 : 3 * settings.warmup();
    List<String> command =
        programs.client(
            contestant, "ws", server.port(), shape, settings.seconds(), warmup, List.of());
    try (Running client = new Running(command, Servers.LOAD_CORE);
        CpuWatch watch = new CpuWatch(client)) {
      Map<Figure, Double> figures = LoadLine.parse(client.await(LoadLine.BEGINNING));
      long end = System.nanoTime();
      double share = watch.share(end - (long) (settings.seconds() * 1e9), end);
      figures.put(Figure.CPU, share / figures.get(Figure.RATE) * 1e6);
      return figures;
    }
  }
}
