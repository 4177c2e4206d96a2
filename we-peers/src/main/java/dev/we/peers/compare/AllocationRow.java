package dev.we.peers.compare;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Heap that the server allocates for each echo, in a young generation that does not fill. */
final class AllocationRow extends ServerRow {
  /** So large that nothing is collected between the two looks. */
  static final List<String> JVM = List.of("-Xms3g", "-Xmx3g", "-Xmn2500m");

  private static final Shape SHAPE = new Shape(64, 64, 1);

  private final Programs programs;
  private final Settings settings;

  AllocationRow(List<String> contestants, Programs programs, Servers servers, Settings settings) {
    super("allocation " + SHAPE, contestants, servers);
    this.programs = programs;
    this.settings = settings;
  }

  @Override
  public Map<Figure, Double> measure(String contestant) throws Exception {
    Servers.Server server = servers.get(contestant);
    server.process().liveHeapBytes(); // collects what is there
    double seconds = settings.seconds() + 1; // the looks take time too
    List<String> load = programs.load(server.port(), SHAPE, seconds, settings.warmup());
    try (Running loading = new Running(load, Servers.LOAD_CORE)) {
      Thread.sleep((long) (settings.warmup() * 1000) + 300);
      double before = server.process().usedHeapBytes();
      long start = System.nanoTime();
      Thread.sleep((long) (settings.seconds() * 1000) - 300);
      double after = server.process().usedHeapBytes();
      double elapsed = (System.nanoTime() - start) / 1e9;
      double rate = LoadLine.parse(loading.await(LoadLine.BEGINNING)).get(Figure.RATE);
      Map<Figure, Double> figures = new EnumMap<>(Figure.class);
      figures.put(Figure.ALLOCATED, Math.max(0, after - before) / (rate * elapsed));
      return figures;
    }
  }
}
