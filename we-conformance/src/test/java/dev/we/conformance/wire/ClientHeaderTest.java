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
import dev.we.net.websocket.client.WebSocketClient;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All 65,536 values that the first two bytes of a server's frame can have. */
@ExtendWith(NothingIsLeft.class)
class ClientHeaderTest {
  @Test
  void everyIllegalHeaderIsAnsweredWithOneCloseAndTheEnd() throws Exception {
    int[] illegal = headers(false).toArray();
    assertThat(illegal).hasSize(65_536 - 4 * 128 - 3 * 126);
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            new RawServer((peer, head) -> {
              int header = RawServer.number(head);
              peer.write(RawServer.acceptance(head), RawPeer.bytes(header >> 8, header));
              peer.expectCloseAndEnd(1002);
            })) {
      server.connectForEach(client, illegal);
      assertThat(server.endings(illegal.length).keySet())
          .allMatch(ending -> ending.matches("1006 unclean [A-Z_]+"));
    }
  }

  @Test
  void everyLegalHeaderOfADataFrameIsServed() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              for (int header : headers(true).filter(h -> (h >> 8 & 0xF) <= BINARY).toArray()) {
                int first = header >> 8;
                byte[] payload = payload(header);
                peer.send(Frame.of(first, payload));
                if ((first & FIN) == 0) {
                  peer.send(Frame.of(FIN | CONTINUATION, new byte[0]));
                }
                peer.expect(Frame.of(first | FIN, payload));
              }
              peer.send(Frame.close(1000, ""));
              peer.expectClose(1000);
            })) {
      server.connect(client).get();
      assertThat(server.endings(1)).containsOnlyKeys("1000 clean");
    }
  }

  @Test
  void everyLegalHeaderOfAPingOrPongIsServed() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              for (int length = 0; length <= 125; length++) {
                peer.send(Frame.of(FIN | PONG, payload(length)));
                peer.send(Frame.of(FIN | PING, payload(length)));
                peer.expect(Frame.of(FIN | PONG, payload(length)));
              }
              peer.send(Frame.emptyClose());
              peer.expect(Frame.emptyClose());
            })) {
      server.connect(client).get();
      assertThat(server.endings(1)).containsOnlyKeys("1005 clean");
    }
  }

  @Test
  void everyLengthOfACloseIsServed() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              int length = RawServer.number(head);
              byte[] payload = payload(length);
              if (length >= 2) {
                payload[0] = 0x03;
                payload[1] = (byte) 0xE8; // 1000
              }
              peer.send(Frame.of(FIN | CLOSE, payload));
              if (length == 0) {
                peer.expect(Frame.emptyClose());
              } else {
                peer.expectClose(length == 1 ? 1002 : 1000);
              }
            })) {
      server.connectForEach(client, IntStream.rangeClosed(0, 125).toArray());
      assertThat(server.endings(126))
          .containsEntry("1000 clean", 124L)
          .containsEntry("1005 clean", 1L)
          .containsEntry("1006 unclean CLOSE_PAYLOAD_OF_ONE_BYTE", 1L);
    }
  }

  /** The same first bytes where a fragmented message waits for its continuation. */
  @Test
  void everyIllegalFirstByteInsideAMessage() throws Exception {
    int[] illegal =
        IntStream.range(0, 256)
            .filter(first -> !Rfc6455.isLegalHeader(first, 0, false, true))
            .toArray();
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.send(Frame.of(TEXT, RawPeer.ascii("begun")));
              peer.write(RawPeer.bytes(RawServer.number(head), 0));
              peer.expectCloseAndEnd(1002);
            })) {
      server.connectForEach(client, illegal);
      assertThat(server.endings(illegal.length).keySet())
          .allMatch(ending -> ending.matches("1006 unclean [A-Z_]+"));
    }
  }

  private static IntStream headers(boolean legal) {
    return IntStream.range(0, 65_536)
        .filter(h -> Rfc6455.isLegalHeader(h >> 8, h & 0xFF, false, false) == legal);
  }

  /** As many bytes as the header's length asks for, the least where it is an extended one. */
  private static byte[] payload(int header) {
    int length = header & 0x7F;
    byte[] payload = new byte[length == 126 ? 126 : length == 127 ? 65_536 : length];
    Arrays.fill(payload, (byte) 'x');
    return payload;
  }
}
