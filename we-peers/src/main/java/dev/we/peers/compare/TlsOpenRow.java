package dev.we.peers.compare;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The server's processor time for a TLS connection: a core opens as many per second as go into a
 * second of that.
 */
final class TlsOpenRow extends ServerRow {
  private static final Shape SHAPE = new Shape(1000, 16, 1);

  private final Programs programs;
  private final List<String> trust;

  TlsOpenRow(List<String> contestants, Programs programs, Servers servers, List<String> trust) {
    super("open wss", contestants, servers);
    this.programs = programs;
    this.trust = trust;
  }

  @Override
  public Map<Figure, Double> measure(String contestant) throws Exception {
    Servers.Server server = servers.get(contestant);
    double before = server.process().cpuSeconds();
    try (Running client =
        new Running(
            programs.client("we", "wss", server.port(), SHAPE, 0.01, 0, trust),
            Servers.LOAD_CORE)) {
      client.await(LoadLine.BEGINNING);
    }
    double each = (server.process().cpuSeconds() - before) / SHAPE.connections();
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.OPENED, 1 / each);
    figures.put(Figure.CPU_OPEN, each * 1e6);
    return figures;
  }
}
