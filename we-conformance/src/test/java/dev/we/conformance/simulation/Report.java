package dev.we.conformance.simulation;

import java.util.Locale;
import java.util.function.Supplier;

/** What a run has shown: the first thing that was wrong, and on a replay all that happened. */
final class Report {
  private final Agenda agenda;
  private final boolean tracing;
  private String firstWrong = "";

  Report(Agenda agenda, boolean tracing) {
    this.agenda = agenda;
    this.tracing = tracing;
  }

  void wrong(String who, String what) {
    note(who, () -> "WRONG: " + what);
    if (firstWrong.isEmpty()) {
      firstWrong = who + ": " + what;
    }
  }

  void wrong(String who, String what, Throwable why) {
    wrong(who, what);
    if (tracing) {
      why.printStackTrace(System.out);
    }
  }

  boolean isWrong() {
    return !firstWrong.isEmpty();
  }

  /** The first thing that was wrong; empty while nothing is. */
  String firstWrong() {
    return firstWrong;
  }

  /** A line of the trace; made only where somebody reads it. */
  void note(String who, Supplier<String> what) {
    if (tracing) {
      System.out.printf(Locale.ROOT, "%14.6f ms  %-7s %s%n", agenda.now() / 1e6, who, what.get());
    }
  }
}
