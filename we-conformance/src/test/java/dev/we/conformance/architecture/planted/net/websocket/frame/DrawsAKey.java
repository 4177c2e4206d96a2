package dev.we.conformance.architecture.planted.net.websocket.frame;

import java.util.concurrent.ThreadLocalRandom;

/** Breaks a rule on purpose. */
final class DrawsAKey {
  static int key() {
    return ThreadLocalRandom.current().nextInt();
  }
}
