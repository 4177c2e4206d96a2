package dev.we.conformance.wire;

import static dev.we.conformance.wire.Rfc6455.FIN;
import static dev.we.conformance.wire.Rfc6455.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.net.websocket.Limits;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The closing handshake as a client can spoil it (RFC 6455, sections 5.5.1 and 7). */
@ExtendWith(NothingIsLeft.class)
class ServerCloseTest {
  private static final byte[] REQUEST = RawPeer.request("/");

  @Test
  void everyCloseCodeIsEchoedOrFailed() throws Exception {
    int[] codes = Cases.closeCodes();
    try (EchoServer server = new EchoServer()) {
      Cases.run(
          codes,
          code -> {
            try (RawPeer peer = RawPeer.connect(server.port())) {
              peer.write(REQUEST, Frame.close(code, "why").bytes(true));
              peer.readAcceptance();
              peer.expectCloseAndEnd(Rfc6455.isLegalCloseCode(code) ? code : 1002);
            }
          });
      Map<String, Long> endings = server.endings(codes.length);
      assertThat(endings)
          .hasSize(2012 + 1)
          .containsEntry("1006 unclean CLOSE_CODE_NOT_ALLOWED", codes.length - 2012L);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff", // never in UTF-8
        "c0af", // overlong
        "eda080", // a surrogate
        "f4908080", // beyond U+10FFFF
        "e282", // cut off
      })
  void aReasonThatIsNotUtf8IsFailedWith1007(String hex) throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.send(Frame.close(1000, HexFormat.of().parseHex(hex)));
      peer.expectCloseAndEnd(1007);
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean CLOSE_REASON_NOT_UTF8");
    }
  }

  @Test
  void theLongestReasonIsTaken() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.send(Frame.close(4999, "é".repeat(61) + "."));
      peer.expectCloseAndEnd(4999);
      assertThat(server.endings(1)).containsOnlyKeys("4999 clean");
    }
  }

  @Test
  void framesAfterACloseAreNotServed() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.send(
          Frame.close(1000, ""), Frame.text("late"), Frame.ping("late"), Frame.close(3000, ""));
      peer.expectCloseAndEnd(1000);
      assertThat(server.endings(1)).containsOnlyKeys("1000 clean");
    }
  }

  @Test
  void anIllegalFrameAfterACloseChangesNothing() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.send(Frame.close(1001, ""), Frame.of(0xF3, new byte[9]));
      peer.expectCloseAndEnd(1001);
      assertThat(server.endings(1)).containsOnlyKeys("1001 clean");
    }
  }

  @Test
  void messagesBeforeTheCloseAreEchoedBeforeItsAnswer() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.send(Frame.text("one"), Frame.text("two"), Frame.close(1000, ""));
      peer.expect(Frame.text("one"));
      peer.expect(Frame.text("two"));
      peer.expectCloseAndEnd(1000);
    }
  }

  /** 5.5.2: a ping wants its pong unless a Close came before it; this one came behind. */
  @Test
  void aPingRightBeforeTheCloseIsAnswered() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.send(Frame.ping("first"), Frame.close(1000, ""));
      peer.expect(Frame.pong("first"));
      peer.expectCloseAndEnd(1000);
    }
  }

  @Test
  void aCloseInsideAFragmentedMessageIsServed() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.send(Frame.of(TEXT, RawPeer.ascii("never ended")), Frame.close(1001, "gone"));
      peer.expectCloseAndEnd(1001);
      assertThat(server.endings(1)).containsOnlyKeys("1001 clean");
    }
  }

  /** A client that goes on sending is cut off, however long it would. */
  @Test
  void aFloodAfterTheCloseIsBounded() throws Exception {
    Limits limits = Limits.builder().closeTimeout(Duration.ofMillis(500)).build();
    try (EchoServer server = new EchoServer(limits);
        RawPeer peer = server.open()) {
      peer.send(Frame.close(1000, ""));
      peer.expectClose(1000);
      peer.expectEndOfInput();
      byte[] flood = Frame.binary(new byte[60_000]).bytes(true);
      assertCutOff(() -> peer.write(flood));
      assertThat(server.endings(1)).containsOnlyKeys("1000 clean");
    }
  }

  /** The same behind a violation. */
  @Test
  void aFloodAfterAViolationIsBounded() throws Exception {
    Limits limits = Limits.builder().closeTimeout(Duration.ofMillis(500)).build();
    try (EchoServer server = new EchoServer(limits);
        RawPeer peer = server.open()) {
      peer.write(RawPeer.bytes(0x83, 0x80));
      peer.expectClose(1002);
      peer.expectEndOfInput();
      byte[] flood = Frame.binary(new byte[60_000]).bytes(true);
      assertCutOff(() -> peer.write(flood));
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean RESERVED_OPCODE");
    }
  }

  /** What was in flight when the server met the violation must not destroy its Close by a reset. */
  @Test
  void dataBehindAViolationDoesNotDestroyTheClose() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      byte[] behind = Frame.binary(new byte[200_000]).bytes(true);
      peer.write(RawPeer.bytes(FIN | 3, 0x80), behind);
      peer.expectCloseAndEnd(1002);
    }
  }

  /** Both Closes are out and the client does not end its side: the server ends the connection. */
  @Test
  void aClientThatNeverEndsTheStreamIsLeft() throws Exception {
    Limits limits = Limits.builder().closeTimeout(Duration.ofMillis(300)).build();
    try (EchoServer server = new EchoServer(limits);
        RawPeer peer = server.open()) {
      peer.send(Frame.close(1000, ""));
      peer.expectClose(1000);
      peer.expectEndOfInput();
      assertThat(server.endings(1)).containsOnlyKeys("1000 clean");
      assertThat(server.connectionCount()).isZero();
    }
  }

  private interface Write {
    void run() throws IOException;
  }

  private static void assertCutOff(Write write) throws IOException {
    long most = 1L << 30; // far more than any buffers on the way
    for (long written = 0; written < most; written += 60_000) {
      try {
        write.run();
      } catch (SocketException cutOff) {
        return;
      }
    }
    throw new AssertionError("the server took a gigabyte after the end");
  }
}
