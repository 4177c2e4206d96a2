package dev.we.peers.compare;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The server's processor time for a TLS connection: a core opens as many per second as go into a
 * second of that.
 */
final class TlsOpenRow extends ServerRow {
  private static final Shape SHAPE = new Shape(2000, 16, 1);

  /**
   * So many times as many connections open before the first that count: the JVM compiles the
   * cryptography of a handshake for a long time, and is a third of the processor's load meanwhile.
   */
  private static final int WARM_UP_ROUNDS = 8;

  private final Programs programs;
  private final List<String> trust;
  private final Set<String> warm = new HashSet<>();

  TlsOpenRow(List<String> contestants, Programs programs, Servers servers, List<String> trust) {
    super("open wss", contestants, servers);
    this.programs = programs;
    this.trust = trust;
  }

  @Override
  public Map<Figure, Double> measure(String contestant) throws Exception {
    Servers.Server server = servers.get(contestant);
    if (warm.add(contestant)) {
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        openAll(server);
      }
    }
    double before = server.process().cpuSeconds();
    openAll(server);
    double each = (server.process().cpuSeconds() - before) / SHAPE.connections();
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.OPENED, 1 / each);
    figures.put(Figure.CPU_OPEN, each * 1e6);
    return figures;
  }

  private void openAll(Servers.Server server) throws Exception {
    try (Running client =
        new Running(
            programs.client("we", "wss", server.port(), SHAPE, 0.01, 0, trust),
            Servers.LOAD_CORE)) {
      client.await(LoadLine.BEGINNING);
    }
  }
}
