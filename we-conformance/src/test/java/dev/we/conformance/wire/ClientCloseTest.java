package dev.we.conformance.wire;

import static dev.we.conformance.wire.Rfc6455.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.client.WebSocketClient;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ends of a connection as a server can spoil them (RFC 6455, sections 5.5.1 and 7). */
@ExtendWith(NothingIsLeft.class)
class ClientCloseTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private static WebSocketClient impatientClient() {
    return WebSocketClient.builder().limits(Limits.builder().closeTimeout(SHORT).build()).build();
  }

  @Test
  void everyCloseCodeIsEchoedOrFailed() throws Exception {
    int[] codes = Cases.closeCodes();
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            new RawServer((peer, head) -> {
              int code = RawServer.number(head);
              peer.write(RawServer.acceptance(head), Frame.close(code, "why").bytes(false));
              peer.expectClose(Rfc6455.isLegalCloseCode(code) ? code : 1002);
            })) {
      server.connectForEach(client, codes);
      assertThat(server.endings(codes.length))
          .hasSize(2012 + 1)
          .containsEntry("1006 unclean CLOSE_CODE_NOT_ALLOWED", codes.length - 2012L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c0af", "eda080", "f4908080", "e282"})
  void aReasonThatIsNotUtf8IsFailedWith1007(String hex) throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.send(Frame.close(1000, HexFormat.of().parseHex(hex)));
              peer.expectCloseAndEnd(1007);
            })) {
      server.connect(client).get();
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean CLOSE_REASON_NOT_UTF8");
    }
  }

  @Test
  void framesAfterACloseAreNotServed() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.send(
                  Frame.close(1000, ""),
                  Frame.text("late"),
                  Frame.ping("late"),
                  Frame.close(3000, ""),
                  Frame.of(0xF3, new byte[9]));
              peer.expectClose(1000);
              peer.halfClose();
              peer.expectEnd();
            })) {
      server.connect(client).get();
      assertThat(server.endings(1)).containsOnlyKeys("1000 clean");
    }
  }

  /** 7.1.1: the server ends the stream, so that TIME_WAIT is its own. */
  @Test
  void theClientWaitsForTheServersEnd() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.expectClose(1000);
              peer.send(Frame.close(1000, ""));
              peer.socket().setSoTimeout(100);
              try {
                peer.expectEnd();
                throw new AssertionError("the client ended the stream first");
              } catch (java.net.SocketTimeoutException waits) {
                peer.socket().setSoTimeout(10_000);
              }
              peer.halfClose();
              peer.expectEnd();
            })) {
      server.connect(client).get().close();
      assertThat(server.endings(1)).containsOnlyKeys("1000 clean");
    }
  }

  @Test
  void aServerThatNeverEndsTheStreamIsLeft() throws Exception {
    try (WebSocketClient client = impatientClient();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.expectClose(1000);
              peer.send(Frame.close(1000, ""));
              peer.expectEnd();
            })) {
      server.connect(client).get().close();
      assertThat(server.endings(1)).containsOnlyKeys("1000 clean");
    }
  }

  @Test
  void aServerThatNeverAnswersACloseIsLeft() throws Exception {
    try (WebSocketClient client = impatientClient();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.expectClose(4000);
              peer.expectEnd();
            })) {
      server.connect(client).get().close(4000, "");
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean DeadlineException");
    }
  }

  /** Each side's Close is the other's answer; there is no third. What came is what is told. */
  @Test
  void bothSidesCloseAtOnce() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.expectClose(3000); // but it was already under way when ours was sent
              peer.send(Frame.close(3001, "ours"));
              peer.halfClose();
              peer.expectEnd();
            })) {
      server.connect(client).get().close(3000, "theirs");
      assertThat(server.endings(1)).containsOnlyKeys("3001 clean");
    }
  }

  @Test
  void aCloseWithoutACodeIsEmpty() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.expect(Frame.emptyClose());
              peer.send(Frame.emptyClose());
            })) {
      server.connect(client).get().close(CloseCode.NO_STATUS, "");
      assertThat(server.endings(1)).containsOnlyKeys("1005 clean");
    }
  }

  @Test
  void theEndOfTheStreamWithoutACloseIs1006() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.send(Frame.text("first"));
              peer.expect(Frame.text("first"));
              peer.halfClose();
              assertThat(peer.readAll())
                  .satisfiesAnyOf(
                      rest -> assertThat(rest).isEmpty(),
                      rest -> assertThat(rest).startsWith(0x88));
            })) {
      server.connect(client).get();
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean ConnectionLostException");
    }
  }

  @Test
  void theEndOfTheStreamInsideAFrameIs1006() throws Exception {
    int[] cuts = {0, 1, 2, 3, 5, 8};
    byte[] frame = Frame.text("cut off").bytes(false);
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) ->
                peer.write(java.util.Arrays.copyOf(frame, RawServer.number(head))))) {
      server.connectForEach(client, cuts);
      assertThat(server.endings(cuts.length))
          .containsOnlyKeys("1006 unclean ConnectionLostException");
    }
  }

  @Test
  void aResetIs1006() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.send(Frame.text("first"));
              peer.expect(Frame.text("first"));
              peer.reset();
            })) {
      server.connect(client).get();
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean ConnectionLostException");
    }
  }

  @Test
  void aSilentServerIsLost() throws Exception {
    Limits limits =
        Limits.builder()
            .pingInterval(Duration.ofMillis(100))
            .idleTimeout(SHORT)
            .closeTimeout(SHORT)
            .build();
    try (WebSocketClient client = WebSocketClient.builder().limits(limits).build();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              assertThat(peer.readFrame().opcode()).isEqualTo(Rfc6455.PING);
              peer.readAll();
            })) {
      server.connect(client).get();
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean DeadlineException");
    }
  }

  @Test
  void anAbortEndsTheStreamAtOnce() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              try {
                assertThat(peer.readAll()).isEmpty();
              } catch (java.net.SocketException reset) {
                // as good
              }
            })) {
      server.connect(client).get().abort();
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean");
    }
  }

  /** 5.3: a fresh key for each frame, and every frame masked. */
  @Test
  void everyFrameIsMaskedWithAKeyOfItsOwn() throws Exception {
    int frames = 200;
    java.util.Set<Integer> keys = java.util.concurrent.ConcurrentHashMap.newKeySet();
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              java.io.DataInputStream in =
                  new java.io.DataInputStream(peer.socket().getInputStream());
              for (int i = 0; i < frames; i++) {
                assertThat(in.readUnsignedByte()).isEqualTo(0x80 | TEXT);
                assertThat(in.readUnsignedByte()).isEqualTo(0x80 | 4);
                keys.add(in.readInt());
                in.readInt();
              }
            })) {
      WebSocket socket = server.connect(client).get();
      for (int i = 0; i < frames; i++) {
        socket.sendText("text");
      }
      server.endings(1);
      assertThat(keys).hasSize(frames);
    }
  }
}
