package dev.we.bench.deflate;

import dev.we.bench.deflate.Codecs.Pass;
import dev.we.deflate.Level;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;

/**
 * Our codecs against java.util.zip in one JVM: after a warm-up, rounds in which every codec goes
 * through the same messages once, so that whatever else the machine does meets all alike. What is
 * told is the median over rounds of the ratio within a round, of the thread's CPU time.
 *
 * <pre>{@code
 * java [-Dparts=kept,none,inflate] -cp … dev.we.bench.deflate.Comparison [rounds] [workload …]
 * }</pre>
 *
 * <p>Parts and workloads are gone through in the order given. It matters: what the compiler makes
 * of a method depends on the data it first met, so figures should be got in more than one order.
 */
public final class Comparison {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long WARM_UP_NANOS = Long.getLong("warmup", 1500) * 1_000_000L;

  private static final String DEFLATE_HEAD =
      """

      | workload | context | zlib 1 ns | FAST ns | speed x | size x | zlib 6 ns | BALANCED ns | speed x | size x | BEST speed x | size x |
      |---|---|---|---|---|---|---|---|---|---|---|---|\
      """;

  private static final String INFLATE_HEAD =
      """

      | workload | made by | context | zlib ns | ours ns | speed x |
      |---|---|---|---|---|---|\
      """;

  private Comparison() {}

  /** Prints the tables in Markdown. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
    List<String> workloads =
        args.length > 1 ? Arrays.asList(args).subList(1, args.length) : Corpus.NAMES;
    for (String part : System.getProperty("parts", "kept,none,inflate").split(",")) {
      System.out.println(part.equals("inflate") ? INFLATE_HEAD : DEFLATE_HEAD);
      for (String name : workloads) {
        switch (part) {
          case "kept" -> compression(name, true, rounds);
          case "none" -> compression(name, false, rounds);
          case "inflate" -> {
            for (int level : new int[] {1, 6}) {
              decompression(name, level, true, rounds);
              decompression(name, level, false, rounds);
            }
          }
          default ->
              throw new IllegalArgumentException("parts are kept, none and inflate: " + part);
        }
      }
    }
  }

  private static void compression(String name, boolean takeover, int rounds) throws Exception {
    List<byte[]> messages = Corpus.messages(name);
    Map<String, Pass> passes = new LinkedHashMap<>();
    passes.put("zlib1", () -> Codecs.deflate(messages, 1, takeover));
    passes.put("fast", () -> Codecs.encode(messages, 15, Level.FAST, takeover));
    passes.put("zlib6", () -> Codecs.deflate(messages, 6, takeover));
    passes.put("balanced", () -> Codecs.encode(messages, 15, Level.BALANCED, takeover));
    passes.put("best", () -> Codecs.encode(messages, 15, Level.BEST, takeover));
    Map<String, Result> r = measure(passes, rounds);
    System.out.println(
        row(
            name,
            takeover ? "kept" : "none",
            perMessage(r, "zlib1", messages),
            perMessage(r, "fast", messages),
            speed(r, "zlib1", "fast"),
            size(r, "zlib1", "fast"),
            perMessage(r, "zlib6", messages),
            perMessage(r, "balanced", messages),
            speed(r, "zlib6", "balanced"),
            size(r, "zlib6", "balanced"),
            speed(r, "zlib6", "best"),
            size(r, "zlib6", "best")));
  }

  private static void decompression(String name, int level, boolean takeover, int rounds)
      throws Exception {
    List<byte[]> streams = Codecs.compressed(Corpus.messages(name), level, takeover);
    Map<String, Pass> passes = new LinkedHashMap<>();
    passes.put("zlib", () -> Codecs.inflate(streams, takeover));
    passes.put("ours", () -> Codecs.decode(streams, takeover));
    Map<String, Result> r = measure(passes, rounds);
    System.out.println(
        row(
            name,
            "zlib " + level,
            takeover ? "kept" : "none",
            perMessage(r, "zlib", streams),
            perMessage(r, "ours", streams),
            speed(r, "zlib", "ours")));
  }

  /** Nanoseconds of each round, and what came out. */
  private record Result(List<Long> nanos, long made) {}

  private static Map<String, Result> measure(Map<String, Pass> passes, int rounds)
      throws IOException, DataFormatException {
    Map<String, Result> results = new LinkedHashMap<>();
    for (Map.Entry<String, Pass> pass : passes.entrySet()) {
      long begin = THREADS.getCurrentThreadCpuTime();
      long made;
      do {
        made = pass.getValue().run();
      } while (THREADS.getCurrentThreadCpuTime() - begin < WARM_UP_NANOS);
      results.put(pass.getKey(), new Result(new ArrayList<>(), made));
    }
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Pass> pass : passes.entrySet()) {
        long begin = THREADS.getCurrentThreadCpuTime();
        pass.getValue().run();
        results.get(pass.getKey()).nanos().add(THREADS.getCurrentThreadCpuTime() - begin);
      }
    }
    return results;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static String perMessage(
      Map<String, Result> results, String name, List<byte[]> messages) {
    List<Double> nanos = results.get(name).nanos().stream().map(Long::doubleValue).toList();
    return String.format(Locale.ROOT, "%.0f", median(nanos) / messages.size());
  }

  private static String speed(Map<String, Result> results, String base, String name) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < results.get(base).nanos().size(); i++) {
      ratios.add((double) results.get(base).nanos().get(i) / results.get(name).nanos().get(i));
    }
    return String.format(Locale.ROOT, "**%.2f**", median(ratios));
  }

  private static String size(Map<String, Result> results, String base, String name) {
    return String.format(
        Locale.ROOT, "%.3f", (double) results.get(name).made() / results.get(base).made());
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
