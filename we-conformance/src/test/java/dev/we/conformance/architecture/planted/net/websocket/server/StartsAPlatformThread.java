package dev.we.conformance.architecture.planted.net.websocket.server;

/** Breaks a rule on purpose. */
final class StartsAPlatformThread {
  static Thread start(Runnable task) {
    return Thread.ofPlatform().start(task);
  }
}
