package dev.we.conformance.soak;

import dev.we.conformance.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordingFile;

/** A long soak under the flight recorder, written into {@code docs/reliability.md}. */
final class SoakTable {
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);
  private static final String OLD_OBJECT = "jdk.OldObjectSample";

  private SoakTable() {}

  /**
   * Runs.
   *
   * @param args the file, seconds, connections and a seed
   */
  public static void main(String[] args) throws Exception {
    long seconds = Long.parseLong(args[1]);
    int connections = Integer.parseInt(args[2]);
    List<Stock> stocks = new ArrayList<>();
    StringBuilder table =
        new StringBuilder(
            "| seconds | heap, KiB | direct buffers, KiB | descriptors | threads |\n");
    table.append("|---|---|---|---|---|\n");
    try (Recording recording = new Recording(Configuration.getConfiguration("default"))) {
      recording.enable(OLD_OBJECT).with("cutoff", "10 s");
      recording.start();
      Soak soak = new Soak(connections, rest(seconds), Long.parseLong(args[3]));
      soak.run(
          Duration.ofSeconds(seconds),
          stock -> {
            stocks.add(stock);
            String line =
                "| %,d | %,d | %,d | %d | %d |\n"
                    .formatted(
                        seconds * stocks.size() / Soak.STOPS,
                        stock.heapBytes() >> 10,
                        stock.directBytes() >> 10,
                        stock.descriptors(),
                        stock.threads());
            System.out.print(line);
            table.append(line);
          });
      soak.close();
      List<String> stayed = stayed(recording);
      String summary =
          "\n%,d connections at once; %s. Objects of ours that the flight recorder saw stay: %s.\n"
              .formatted(connections, soak.counts(), stayed.isEmpty() ? "none" : stayed);
      System.out.print(summary);
      Report.write(Path.of(args[0]), "soak", table + summary);
      System.exit(stayed.isEmpty() ? 0 : 1);
    }
  }

  /** A minute, or what leaves each part of a short run several visits. */
  private static Duration rest(long seconds) {
    Duration some = Duration.ofSeconds(seconds).dividedBy(Soak.STOPS * 10L);
    return some.compareTo(LONGEST_REST) < 0 ? some : LONGEST_REST;
  }

  /** Sampled objects of our classes that are still alive, though client and server are closed. */
  private static List<String> stayed(Recording recording) throws Exception {
    System.gc();
    Path file = Files.createTempFile("we-soak", ".jfr");
    try {
      recording.stop();
      recording.dump(file);
      List<String> stayed = new ArrayList<>();
      try (RecordingFile events = new RecordingFile(file)) {
        while (events.hasMoreEvents()) {
          RecordedEvent event = events.readEvent();
          if (event.getEventType().getName().equals(OLD_OBJECT)) {
            RecordedObject object = event.getValue("object");
            String type = object.getClass("type").getName();
            if (type.startsWith("dev.we.net.") || type.startsWith("dev.we.deflate.")) {
              stayed.add(type);
            }
          }
        }
      }
      return stayed;
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
