package dev.we.peers.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server under load: echoes per second, its CPU and memory, round trips. */
final class EchoRow extends ServerRow {
  private static final Pattern SENT = Pattern.compile("bytes_sent:(\\d+)");

  /** What loads the server at a port. */
  interface Load {
    List<String> command(int port);
  }

  private final Load load;
  private final double seconds;
  private final boolean wire;

  EchoRow(
      String name,
      List<String> contestants,
      Servers servers,
      Load load,
      double seconds,
      boolean wire) {
    super(name, contestants, servers);
    this.load = load;
    this.seconds = seconds;
    this.wire = wire;
  }

  @Override
  public Map<Figure, Double> measure(String contestant) throws Exception {
    Servers.Server server = servers.get(contestant);
    try (Running loading = new Running(load.command(server.port()), Servers.LOAD_CORE);
        CpuWatch watch = new CpuWatch(server.process());
        WireWatch sent = new WireWatch(wire ? server.port() : -1)) {
      Map<Figure, Double> figures = LoadLine.parse(loading.await(LoadLine.BEGINNING));
      long end = System.nanoTime();
      long start = end - (long) (seconds * 1e9);
      double rate = figures.get(Figure.RATE);
      figures.put(Figure.CPU, watch.share(start, end) / rate * 1e6);
      figures.put(Figure.RESIDENT, server.process().residentBytes() / (1 << 20));
      if (wire) {
        figures.put(Figure.WIRE, sent.bytesPerSecond(start, end) / rate);
      }
      return figures;
    }
  }

  /** What all connections of a port have sent so far. */
  static double bytesSent(int port) throws IOException {
    Process ss =
        new ProcessBuilder("ss", "-tinH", "sport = :" + port).redirectErrorStream(true).start();
    String text = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher sent = SENT.matcher(text);
    double sum = 0;
    while (sent.find()) {
      sum += Double.parseDouble(sent.group(1));
    }
    return sum;
  }
}
