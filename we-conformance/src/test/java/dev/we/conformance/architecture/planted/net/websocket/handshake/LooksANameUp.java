package dev.we.conformance.architecture.planted.net.websocket.handshake;

import java.net.InetSocketAddress;

/** Breaks a rule on purpose. */
final class LooksANameUp {
  static InetSocketAddress address(String host) {
    return new InetSocketAddress(host, 80);
  }
}
