package dev.we.conformance.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.Eventually;
import java.util.List;
import java.util.stream.Stream;

/**
 * A kind of abuse, and what it may cost.
 *
 * @param name what the attacker does
 * @param stop what ends or bounds it
 * @param setting of the victim
 * @param mostBytes what one of its connections may make the victim hold, in bytes
 * @param attack how
 */
record Abuse(String name, String stop, Setting setting, long mostBytes, Attack attack) {
  /** What the victim may hold besides: output buffers, scratch memory and classes just loaded. */
  private static final long SHARED_BYTES = 4 << 20;

  static List<Abuse> all() {
    return Stream.of(
            HandshakeAbuses.all(), FrameAbuses.all(), CompressionAbuses.all(), ClientAbuses.all())
        .flatMap(List::stream)
        .toList();
  }

  /** Commits it; fails if the victim suffers more than it may. A line of the table. */
  String commit(VictimProcess victim, boolean many) throws Exception {
    Figures before = victim.measure();
    int port = victim.serve(setting, many);
    Target.Result result;
    HonestClient.Service service;
    try (HonestClient honest = new HonestClient(port);
        Target target = new Target(victim, setting, port, many)) {
      honest.awaitService();
      long cpu = victim.measure().cpuNanos();
      attack.on(target);
      honest.awaitService();
      long spent = victim.measure().cpuNanos() - cpu;
      target.release();
      victim.awaitConnections(1);
      service = honest.end();
      result = target.result(spent);
    }
    victim.stop();
    long held = Math.max(0, result.height().memoryBytes() - before.memoryBytes());
    assertThat(held)
        .as("%s: bytes held for %d connections", name, result.connections())
        .isLessThanOrEqualTo(mostBytes * result.connections() + SHARED_BYTES);
    Eventually.holds(
        () -> isBackTo(before, victim.measure()),
        () -> "%s: before %s, afterwards %s".formatted(name, before, victim.measure()));
    return "| %s | %,d, %s | %s | %,d KiB, %s each | %s | %,d ms | %s |"
        .formatted(
            name,
            result.connections(),
            result.volume(),
            stop,
            held >> 10,
            kibibytes(held / Math.max(1, result.connections())),
            kibibytes(mostBytes),
            result.cpuNanos() / 1_000_000,
            service);
  }

  private static boolean isBackTo(Figures before, Figures after) {
    return after.memoryBytes() <= before.memoryBytes() + SHARED_BYTES
        && after.threads() <= before.threads()
        && after.descriptors() <= before.descriptors();
  }

  private static String kibibytes(long bytes) {
    return bytes < 10 << 10
        ? "%.1f KiB".formatted(bytes / 1024.0)
        : "%,d KiB".formatted(bytes >> 10);
  }

  @Override
  public String toString() {
    return name;
  }
}
