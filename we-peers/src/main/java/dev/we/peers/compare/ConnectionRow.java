package dev.we.peers.compare;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Connections as such: what one costs when it opens, and while it is idle. */
final class ConnectionRow extends ServerRow {
  private static final Shape WARM_UP = new Shape(64, 1024, 1);

  private final Programs programs;
  private final Shape shape;
  private final What what;

  /** Which of these it is. */
  enum What {
    /** Memory of idle connections. */
    IDLE,
    /** How fast they open, one after the other. */
    OPEN,
    /** How many are held. */
    HELD
  }

  ConnectionRow(
      String name,
      List<String> contestants,
      Programs programs,
      Servers servers,
      Shape shape,
      What what) {
    super(name, contestants, servers);
    this.programs = programs;
    this.shape = shape;
    this.what = what;
  }

  @Override
  public Map<Figure, Double> measure(String contestant) throws Exception {
    if (what != What.OPEN) {
      servers.end(contestant); // what earlier connections left behind is not what these cost
    }
    Running server = servers.get(contestant).process();
    int port = servers.get(contestant).port();
    if (what != What.OPEN) {
      try (Running warming =
          new Running(programs.client(Programs.C, "ws", port, WARM_UP, 0.5, 0, List.of()), 1)) {
        warming.await(LoadLine.BEGINNING);
      }
    }
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    boolean heap = what == What.IDLE && Programs.isJvm(contestant);
    double heapBefore = heap ? server.liveHeapBytes() : 0;
    double residentBefore = server.residentBytes();
    double cpuBefore = server.cpuSeconds();
    long start = System.nanoTime();
    try (Running idle = new Running(programs.idle(port, shape), Servers.LOAD_CORE)) {
      double opened = Double.parseDouble(idle.await("open"));
      double seconds = (System.nanoTime() - start) / 1e9;
      switch (what) {
        case OPEN -> {
          figures.put(Figure.OPENED, opened / seconds);
          figures.put(Figure.CPU_OPEN, (server.cpuSeconds() - cpuBefore) / opened * 1e6);
        }
        case IDLE -> {
          if (heap) {
            figures.put(Figure.HEAP_EACH, (server.liveHeapBytes() - heapBefore) / opened);
          }
          figures.put(Figure.RESIDENT_EACH, (server.residentBytes() - residentBefore) / opened);
        }
        case HELD -> {
          figures.put(Figure.HELD, server.isAlive() ? opened : 0);
          figures.put(Figure.RESIDENT, server.residentBytes() / (1 << 20));
        }
      }
      idle.endInput();
      idle.awaitEnd();
    }
    return figures;
  }
}
