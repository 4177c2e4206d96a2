package dev.we.conformance.architecture.planted.net.websocket.connection;

/** Breaks a rule on purpose. */
public final class Synchronizes {
  int count;

  synchronized void method() {
    count++;
  }

  void block() {
    synchronized (this) {
      count++;
    }
  }
}
