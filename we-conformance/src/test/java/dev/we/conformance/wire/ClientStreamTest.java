package dev.we.conformance.wire;

import static dev.we.conformance.wire.Rfc6455.BINARY;
import static dev.we.conformance.wire.Rfc6455.CONTINUATION;
import static dev.we.conformance.wire.Rfc6455.FIN;
import static dev.we.conformance.wire.Rfc6455.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.client.WebSocketClient;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments, lengths and text as a server can arrange them. */
@ExtendWith(NothingIsLeft.class)
class ClientStreamTest {
  private static byte[] script(String head) {
    return RawPeer.joined(
        RawServer.acceptance(head),
        Frame.text("hé").bytes(false),
        Frame.of(TEXT, RawPeer.bytes(0xE2, 0x82)).bytes(false),
        Frame.of(CONTINUATION, new byte[0]).bytes(false),
        Frame.of(FIN | CONTINUATION, RawPeer.bytes(0xAC)).bytes(false),
        Frame.binary(new byte[300]).bytes(false),
        Frame.pong("unasked").bytes(false),
        Frame.text("").bytes(false));
  }

  private static void expectAnswers(RawPeer peer) throws Exception {
    peer.expect(Frame.text("hé"));
    peer.expect(Frame.text("€"));
    peer.expect(Frame.binary(new byte[300]));
    peer.expect(Frame.text(""));
    peer.send(Frame.close(3000, "done"));
    peer.expectClose(3000);
  }

  @Test
  void aScriptByteByByte() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            new RawServer((peer, head) -> {
              peer.writeByteByByte(script(head));
              expectAnswers(peer);
            })) {
      server.connect(client).get();
      assertThat(server.endings(1)).containsOnlyKeys("3000 clean");
    }
  }

  @Test
  void aScriptInTwoSegmentsCutAnywhere() throws Exception {
    int[] cuts = IntStream.range(0, 480).toArray();
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            new RawServer((peer, head) -> {
              byte[] script = script(head);
              int cut = RawServer.number(head);
              assertThat(script.length).isBetween(450, 480);
              peer.write(Arrays.copyOf(script, Math.min(cut, script.length)));
              peer.write(Arrays.copyOfRange(script, Math.min(cut, script.length), script.length));
              expectAnswers(peer);
            })) {
      server.connectForEach(client, cuts);
      assertThat(server.endings(cuts.length)).containsOnlyKeys("3000 clean");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8280, 1002", // masked
    "8880, 1002", // a masked Close
    "827e0000, 1002", // a length that fits in 7 bits
    "827e007d, 1002",
    "827f0000000000000000, 1002",
    "827f000000000000ffff, 1002", // a length that fits in 16
    "827f8000000000000000, 1002", // the top bit
    "827f80, 1002", // as soon as its byte is there
    "827f0000010000000000, 1009", // 2^40
    "827f000000007fffffff, 1009", // 2^31-1
    "827f7fffffffffffffff, 1009",
    "827f0000000001000001, 1009", // 16 MiB and one
    "897e007e, 1002", // control frames are short
    "887f0000000000010000, 1002",
  })
  void aDeclaredLengthIsJudgedBeforeAnyPayload(String hex, int code) throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.write(HexFormat.of().parseHex(hex));
              peer.expectCloseAndEnd(code);
            })) {
      server.connect(client).get();
      server.endings(1).keySet().forEach(how -> assertThat(how).startsWith("1006 unclean "));
    }
  }

  @Test
  void theFragmentsOfAMessageAreCountedTogether() throws Exception {
    Limits limits = Limits.builder().maxMessageBytes(1000).build();
    try (WebSocketClient client = WebSocketClient.builder().limits(limits).build();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.send(Frame.of(BINARY, new byte[999]), Frame.of(CONTINUATION, new byte[1]));
              peer.write(RawPeer.bytes(CONTINUATION, 1));
              peer.expectCloseAndEnd(1009);
            })) {
      server.connect(client).get();
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean MESSAGE_TOO_BIG");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "61c0", "e080", "eda0", "f490", "f5", "80", "c3c3", "e28261"})
  void textThatIsNotUtf8IsFailedInsideAnUnfinishedFrame(String hex) throws Exception {
    byte[] bad = HexFormat.of().parseHex(hex);
    byte[] frame = Frame.of(TEXT, Arrays.copyOf(bad, 1000)).bytes(false);
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.write(Arrays.copyOf(frame, 4 + bad.length));
              peer.expectCloseAndEnd(1007);
            })) {
      server.connect(client).get();
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean TEXT_NOT_UTF8");
    }
  }

  /** 5.5.2: a ping wants its pong unless a Close came before it; this one came behind. */
  @Test
  void aPingRightBeforeTheCloseIsAnswered() throws Exception {
    try (WebSocketClient client = WebSocketClient.create();
        RawServer server =
            RawServer.accepting((peer, head) -> {
              peer.send(Frame.ping("first"), Frame.close(1000, ""));
              peer.expect(Frame.pong("first"));
              peer.expectClose(1000);
            })) {
      server.connect(client).get();
      assertThat(server.endings(1)).containsOnlyKeys("1000 clean");
    }
  }
}
