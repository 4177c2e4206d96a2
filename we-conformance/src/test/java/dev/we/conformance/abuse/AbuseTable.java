package dev.we.conformance.abuse;

import dev.we.conformance.report.Report;
import java.nio.file.Path;
import java.util.List;

/** Commits plenty of each abuse and writes the table of {@code docs/reliability.md}. */
final class AbuseTable {
  private static final int HEAP_MEGABYTES = 512;

  private AbuseTable() {}

  /**
   * Runs.
   *
   * @param args the file, and a part of the abuses' names if not all are wanted
   */
  public static void main(String[] args) throws Exception {
    String part = args.length > 1 ? args[1] : "";
    List<Abuse> wanted = Abuse.all().stream().filter(a -> a.name().contains(part)).toList();
    StringBuilder lines = new StringBuilder();
    int failures = 0;
    for (Abuse abuse : wanted) {
      try (VictimProcess victim = new VictimProcess(HEAP_MEGABYTES)) {
        String line = abuse.commit(victim, true);
        System.out.println(line);
        lines.append(line).append('\n');
      } catch (Exception | AssertionError e) {
        failures++;
        System.out.println(abuse + ": " + e);
      }
    }
    if (part.isEmpty() && failures == 0) {
      Report.write(Path.of(args[0]), "abuse", lines.toString());
    }
    System.exit(failures == 0 ? 0 : 1);
  }
}
