package dev.we.conformance.architecture.planted.net.websocket.connection;

/** Breaks a rule on purpose. */
final class ReadsTheClock {
  static long now() {
    return System.nanoTime();
  }
}
