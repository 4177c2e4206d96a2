package dev.we.conformance.faults;

import dev.we.conformance.leftovers.Sockets;
import dev.we.conformance.report.Report;
import java.nio.file.Path;

/** Strikes each call many times and writes the table of {@code docs/reliability.md}. */
final class FaultsTable {
  private FaultsTable() {}

  /**
   * Runs.
   *
   * @param args the file, and how many rounds
   */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[1]);
    StringBuilder table = new StringBuilder("| scenario | fails | is short | would block |\n");
    table.append("|---|---|---|---|\n");
    for (String scenario : Speech.SCENARIOS) {
      table.append("| ").append(scenario).append(" |");
      for (Fault fault : Fault.values()) {
        int faults = 0;
        for (int round = 0; round < rounds; round++) {
          for (Sockets sockets : Sockets.here().toList()) {
            faults += Faults.count(fault, scenario, sockets);
          }
        }
        table.append(" %,d |".formatted(faults));
      }
      table.append('\n');
    }
    System.out.print(table);
    Report.write(Path.of(args[0]), "faults", table.toString());
    System.exit(0);
  }
}
