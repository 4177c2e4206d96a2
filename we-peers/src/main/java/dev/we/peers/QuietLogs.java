package dev.we.peers;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What the peers tell java.util.logging, from warnings on: a start is no news. */
final class QuietLogs {
  /** Held, since the log manager holds loggers weakly. */
  private static final Logger ROOT = Logger.getLogger("");

  private QuietLogs() {}

  static void hush() {
    if (ROOT.getLevel() == null || ROOT.getLevel().intValue() < Level.WARNING.intValue()) {
      ROOT.setLevel(Level.WARNING);
    }
  }
}
