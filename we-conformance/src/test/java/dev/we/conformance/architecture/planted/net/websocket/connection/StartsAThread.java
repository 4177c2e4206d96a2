package dev.we.conformance.architecture.planted.net.websocket.connection;

/** Breaks a rule on purpose. */
final class StartsAThread {
  static Thread start(Runnable task) {
    return Thread.ofVirtual().start(task);
  }
}
