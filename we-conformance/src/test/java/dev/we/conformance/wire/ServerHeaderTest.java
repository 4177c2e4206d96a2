package dev.we.conformance.wire;

import static dev.we.conformance.wire.Rfc6455.BINARY;
import static dev.we.conformance.wire.Rfc6455.CLOSE;
import static dev.we.conformance.wire.Rfc6455.CONTINUATION;
import static dev.we.conformance.wire.Rfc6455.FIN;
import static dev.we.conformance.wire.Rfc6455.PING;
import static dev.we.conformance.wire.Rfc6455.PONG;
import static dev.we.conformance.wire.Rfc6455.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.NothingIsLeft;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All 65,536 values that the first two bytes of a client's frame can have. */
@ExtendWith(NothingIsLeft.class)
class ServerHeaderTest {
  private static final byte[] REQUEST = RawPeer.request("/");

  @Test
  void everyIllegalHeaderIsAnsweredWithOneCloseAndTheEnd() throws Exception {
    int[] illegal = headers(false, false).toArray();
    assertThat(illegal).hasSize(65_536 - 4 * 128 - 3 * 126);
    try (EchoServer server = new EchoServer()) {
      Cases.run(
          illegal,
          header -> {
            try (RawPeer peer = RawPeer.connect(server.port())) {
              peer.write(REQUEST, RawPeer.bytes(header >> 8, header));
              peer.readAcceptance();
              peer.expectCloseAndEnd(1002);
            }
          });
      assertThat(server.endings(illegal.length).keySet())
          .allMatch(ending -> ending.matches("1006 unclean [A-Z_]+"));
    }
  }

  @Test
  void everyLegalHeaderOfADataFrameIsServed() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      for (int header : headers(true, false).filter(h -> (h >> 8 & 0xF) <= BINARY).toArray()) {
        int first = header >> 8;
        byte[] payload = payload(header);
        peer.send(Frame.of(first, payload));
        if ((first & FIN) == 0) {
          peer.send(Frame.of(FIN | CONTINUATION, new byte[0]));
        }
        peer.expect(Frame.of(first | FIN, payload));
      }
    }
  }

  @Test
  void everyLegalHeaderOfAPingOrPongIsServed() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      for (int length = 0; length <= 125; length++) {
        peer.send(Frame.of(FIN | PONG, payload(length)));
        peer.send(Frame.of(FIN | PING, payload(length)));
        peer.expect(Frame.of(FIN | PONG, payload(length)));
      }
    }
  }

  @Test
  void everyLengthOfACloseIsServed() throws Exception {
    try (EchoServer server = new EchoServer()) {
      Cases.run(
          IntStream.rangeClosed(0, 125).toArray(),
          length -> {
            try (RawPeer peer = server.open()) {
              byte[] payload = payload(length);
              if (length >= 2) {
                payload[0] = 0x03;
                payload[1] = (byte) 0xE8; // 1000
              }
              peer.send(Frame.of(FIN | CLOSE, payload));
              if (length == 0) {
                peer.expect(Frame.emptyClose());
                peer.expectEnd();
              } else {
                peer.expectCloseAndEnd(length == 1 ? 1002 : 1000);
              }
            }
          });
      assertThat(server.endings(126))
          .containsEntry("1000 clean", 124L)
          .containsEntry("1005 clean", 1L)
          .containsEntry("1006 unclean CLOSE_PAYLOAD_OF_ONE_BYTE", 1L);
    }
  }

  /** The same first bytes where a fragmented message waits for its continuation. */
  @Test
  void everyFirstByteInsideAMessage() throws Exception {
    try (EchoServer server = new EchoServer()) {
      Cases.run(
          IntStream.range(0, 256).toArray(),
          first -> {
            byte[] header = RawPeer.bytes(first, 0x80, 1, 2, 3, 4);
            try (RawPeer peer = server.open()) {
              peer.send(Frame.of(TEXT, RawPeer.ascii("begun")));
              peer.write(header);
              if (!Rfc6455.isLegalHeader(first, 0x80, true, true)) {
                peer.expectCloseAndEnd(1002);
              } else if ((first & 0xF) == CLOSE) {
                peer.expect(Frame.emptyClose());
                peer.expectEnd();
              } else {
                peer.send(Frame.ping("still there"));
                expectPong(peer, first);
              }
            }
          });
    }
  }

  /** A pong may overtake data, and one for the newest ping is enough (5.5.3). */
  private static void expectPong(RawPeer peer, int first) throws Exception {
    boolean messageDue = first == (FIN | CONTINUATION);
    boolean pongDue = true;
    while (messageDue || pongDue) {
      Frame frame = peer.readFrame();
      if (messageDue && frame.first() == (FIN | TEXT)) {
        assertThat(frame.textPayload()).isEqualTo("begun");
        messageDue = false;
      } else {
        assertThat(frame.first()).isEqualTo(FIN | PONG);
        pongDue = frame.payload().length == 0 && first == (FIN | PING);
      }
    }
  }

  private static IntStream headers(boolean legal, boolean insideMessage) {
    return IntStream.range(0, 65_536)
        .filter(h -> Rfc6455.isLegalHeader(h >> 8, h & 0xFF, true, insideMessage) == legal);
  }

  /** As many bytes as the header's length asks for, the least where it is an extended one. */
  private static byte[] payload(int header) {
    int length = header & 0x7F;
    byte[] payload = new byte[length == 126 ? 126 : length == 127 ? 65_536 : length];
    Arrays.fill(payload, (byte) 'x');
    return payload;
  }
}
