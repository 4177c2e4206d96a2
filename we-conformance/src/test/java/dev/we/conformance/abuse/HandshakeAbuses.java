package dev.we.conformance.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.wire.RawPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Before the connection is open. */
final class HandshakeAbuses {
  private static final long DRIP_NANOS = 20_000_000;

  private HandshakeAbuses() {}

  static List<Abuse> all() {
    return List.of(
        new Abuse(
            "connections that never ask",
            "`handshakeTimeout`",
            Setting.SHORT_HANDSHAKE,
            4 << 10,
            HandshakeAbuses::neverAsk),
        new Abuse(
            "a request a byte at a time",
            "`handshakeTimeout`",
            Setting.SHORT_HANDSHAKE,
            8 << 10,
            HandshakeAbuses::drip),
        new Abuse(
            "handshakes as fast as they go, each reset",
            "their own end",
            Setting.USUAL,
            4 << 10,
            HandshakeAbuses::floodOfHandshakes),
        new Abuse(
            "header lines without end",
            "`maxHeaderCount`: 431",
            Setting.USUAL,
            64 << 10,
            target -> bomb(target, "X-Line: x\r\n")),
        new Abuse(
            "a header line without end",
            "`maxHandshakeBytes`: 431",
            Setting.USUAL,
            64 << 10,
            target -> bomb(target, "x".repeat(1024))),
        new Abuse(
            "an extension header of thousands of offers",
            "`maxHandshakeBytes`",
            Setting.USUAL,
            64 << 10,
            HandshakeAbuses::offers),
        new Abuse(
            "a reset at every byte of a request",
            "its own end",
            Setting.USUAL,
            4 << 10,
            HandshakeAbuses::resets));
  }

  private static void neverAsk(Target target) throws IOException {
    target.connect(target.times(200, 10_000));
    target.height("no byte");
    target.awaitEnds();
  }

  private static void drip(Target target) throws IOException {
    List<RawPeer> peers = target.connect(target.times(50, 1_000));
    byte[] request = RawPeer.request("/echo");
    for (int i = 0; i < request.length; i++) {
      try {
        for (RawPeer peer : peers) {
          peer.write(new byte[] {request[i]});
        }
      } catch (IOException cutOff) {
        break;
      }
      if (i == 10) {
        target.height("a byte each 20 ms");
      }
      LockSupport.parkNanos(DRIP_NANOS);
    }
    target.awaitEnds();
  }

  private static void floodOfHandshakes(Target target) throws Exception {
    int times = target.times(300, 20_000);
    for (int i = 0; i < times; i++) {
      try (RawPeer peer = RawPeer.connect(target.port())) {
        peer.write(RawPeer.request("/echo"));
        peer.readAcceptance();
        peer.reset();
      }
    }
    target.height("one after the other", times);
  }

  private static void bomb(Target target, String more) throws IOException {
    for (RawPeer peer : target.connect(target.times(16, 256))) {
      peer.write(RawPeer.ascii("GET /echo HTTP/1.1\r\nHost: localhost\r\nX: "));
      target.flood(peer, RawPeer.ascii(more), (1 << 20) / more.length());
    }
    target.awaitStall();
    target.awaitEnds();
  }

  private static void offers(Target target) throws IOException {
    String request = new String(RawPeer.request("/echo"), StandardCharsets.US_ASCII);
    String offers = "Sec-WebSocket-Extensions: permessage-deflate" + ",a;b=c".repeat(5_000);
    List<RawPeer> peers = target.connect(target.times(32, 1_000));
    for (RawPeer peer : peers) {
      peer.write(RawPeer.ascii(request.replace("Upgrade: w", offers + "\r\nUpgrade: w")));
      assertThat(peer.readHead()).startsWith("HTTP/1.1 ");
    }
    target.height("30 KiB each");
  }

  private static void resets(Target target) throws IOException {
    byte[] request = RawPeer.request("/echo");
    int rounds = target.times(1, 40);
    for (int round = 0; round < rounds; round++) {
      for (int cut = 0; cut <= request.length; cut++) {
        try (RawPeer peer = RawPeer.connect(target.port())) {
          peer.write(Arrays.copyOf(request, cut));
          peer.reset();
        }
      }
    }
    target.height("one after the other", rounds * (request.length + 1));
  }
}
