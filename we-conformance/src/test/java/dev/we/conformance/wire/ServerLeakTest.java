package dev.we.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.Eventually;
import dev.we.conformance.leftovers.Leftovers;
import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.conformance.tls.Certificate;
import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.server.WebSocketServer;
import java.net.SocketException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients that fail in every way, many of each: while the server goes on, nothing of them may stay.
 */
@ExtendWith(NothingIsLeft.class)
class ServerLeakTest {
  private static final Duration SHORT = Duration.ofMillis(40);

  private static final Limits IMPATIENT_TO_OPEN =
      Limits.builder().handshakeTimeout(SHORT).tlsTimeout(SHORT).build();

  private static final Limits IMPATIENT_TO_CLOSE = Limits.builder().closeTimeout(SHORT).build();

  /** What a client does with its end, which is closed behind it. */
  private interface Misbehaviour {
    void to(RawPeer peer) throws Exception;
  }

  private static void assertNothingStays(int times, Misbehaviour misbehaviour) throws Exception {
    assertNothingStays(IMPATIENT_TO_CLOSE, times, misbehaviour);
  }

  private static void assertNothingStays(Limits limits, int times, Misbehaviour misbehaviour)
      throws Exception {
    try (EchoServer server = new EchoServer(limits, 1)) {
      assertNothingStays(server.port(), times, misbehaviour);
      Eventually.holds(
          () -> server.connectionCount() == 0, () -> server.connectionCount() + " connections");
    }
  }

  private static void assertNothingStays(int port, int times, Misbehaviour misbehaviour)
      throws Exception {
    Leftovers before = Leftovers.now();
    Cases.run(
        IntStream.range(0, times).toArray(),
        number -> {
          try (RawPeer peer = RawPeer.connect(port)) {
            misbehaviour.to(peer);
          }
        });
    before.awaitNoMore();
  }

  private static void open(RawPeer peer) throws Exception {
    peer.write(RawPeer.request("/"));
    peer.readAcceptance();
  }

  @Test
  void theClientComesAndGoes() throws Exception {
    assertNothingStays(1000, peer -> {});
  }

  @Test
  void theClientComesAndResets() throws Exception {
    assertNothingStays(500, RawPeer::reset);
  }

  @Test
  void theClientStaysSilent() throws Exception {
    assertNothingStays(IMPATIENT_TO_OPEN, 200, peer -> assertThat(peer.readAll()).isEmpty());
  }

  @Test
  void theClientGoesInsideItsRequest() throws Exception {
    assertNothingStays(500, peer -> peer.write(RawPeer.ascii("GET / HTTP/1.1\r\nHost:")));
  }

  @Test
  void theClientIsRefused() throws Exception {
    assertNothingStays(
        500,
        peer -> {
          peer.write(RawPeer.ascii("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
          assertThat(peer.readHead()).startsWith("HTTP/1.1 426 ");
        });
  }

  @Test
  void theClientIsRefusedAndStays() throws Exception {
    assertNothingStays(
        200,
        peer -> {
          peer.write(RawPeer.ascii("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
          peer.readAll();
          expectCutOff(peer);
        });
  }

  @Test
  void theClientResetsAfterTheHandshake() throws Exception {
    assertNothingStays(
        500,
        peer -> {
          open(peer);
          peer.reset();
        });
  }

  @Test
  void theClientGoesWithoutAClose() throws Exception {
    assertNothingStays(500, ServerLeakTest::open);
  }

  @Test
  void theClientGoesInsideALargeMessage() throws Exception {
    assertNothingStays(
        200,
        peer -> {
          open(peer);
          peer.write(RawPeer.bytes(0x82, 0xFE, 0xFF, 0xFF, 1, 2, 3, 4), new byte[30_000]);
        });
  }

  @Test
  void theClientBreaksTheProtocolAndStays() throws Exception {
    assertNothingStays(
        200,
        peer -> {
          open(peer);
          peer.write(RawPeer.bytes(0xFF, 0xFF));
          peer.expectClose(1002);
          peer.expectEndOfInput();
          expectCutOff(peer);
        });
  }

  @Test
  void theClientClosesAndStays() throws Exception {
    assertNothingStays(
        200,
        peer -> {
          open(peer);
          peer.send(Frame.close(1000, ""));
          peer.expectClose(1000);
          peer.expectEndOfInput();
          expectCutOff(peer);
        });
  }

  /** The server no longer holds its end: what is sent there comes back as a reset. */
  private static void expectCutOff(RawPeer peer) {
    Eventually.holds(
        () -> {
          try {
            peer.write(new byte[1]);
            return false;
          } catch (SocketException reset) {
            return true;
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        () -> "the server still takes bytes");
  }

  @Test
  void theClientSpeaksNoTls() throws Exception {
    assertNothingStaysOverTls(
        300,
        peer -> {
          peer.write(RawPeer.request("/"));
          peer.readAll();
        });
  }

  @Test
  void theClientIsSilentInTheTlsHandshake() throws Exception {
    assertNothingStaysOverTls(200, peer -> assertThat(peer.readAll()).isEmpty());
  }

  @Test
  void theClientResetsInTheTlsHandshake() throws Exception {
    assertNothingStaysOverTls(
        300,
        peer -> {
          peer.write(RawPeer.bytes(0x16, 3, 1, 0, 100));
          peer.reset();
        });
  }

  private static void assertNothingStaysOverTls(int times, Misbehaviour misbehaviour)
      throws Exception {
    try (WebSocketServer server =
        WebSocketServer.builder()
            .loops(1)
            .tls(Certificate.shared().tls())
            .limits(IMPATIENT_TO_OPEN)
            .blocking("/", BlockingWebSocket::receive)
            .bind("127.0.0.1", 0)) {
      assertNothingStays(server.port(), times, misbehaviour);
    }
  }

  /** The virtual threads of blocking handlers end with their connections. */
  @Test
  void theClientGoesFromABlockingHandler() throws Exception {
    try (WebSocketServer server =
        WebSocketServer.builder()
            .loops(1)
            .limits(IMPATIENT_TO_CLOSE)
            .blocking("/", BlockingWebSocket::receive)
            .bind("127.0.0.1", 0)) {
      assertNothingStays(server.port(), 500, ServerLeakTest::open);
    }
  }
}
