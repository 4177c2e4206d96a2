package dev.we.conformance.wire;

import static dev.we.conformance.wire.Rfc6455.BINARY;
import static dev.we.conformance.wire.Rfc6455.CONTINUATION;
import static dev.we.conformance.wire.Rfc6455.FIN;
import static dev.we.conformance.wire.Rfc6455.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.net.websocket.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments, lengths, text and the ends of the stream, as a client can arrange them. */
@ExtendWith(NothingIsLeft.class)
class ServerStreamTest {
  private static final byte[] REQUEST = RawPeer.request("/");

  /** Handshake, every kind of frame, close. */
  private static final byte[] SCRIPT =
      RawPeer.joined(
          REQUEST,
          Frame.text("hé").bytes(true),
          Frame.of(TEXT, RawPeer.bytes(0xE2, 0x82)).bytes(true),
          Frame.ping("between").bytes(true),
          Frame.of(CONTINUATION, new byte[0]).bytes(true),
          Frame.of(FIN | CONTINUATION, RawPeer.bytes(0xAC)).bytes(true),
          Frame.binary(new byte[300]).bytes(true),
          Frame.pong("unasked").bytes(true),
          Frame.text("").bytes(true),
          Frame.close(3000, "done").bytes(true));

  /** In their order, but for the pong, which may overtake data (5.5.3). */
  private static void expectAnswers(RawPeer peer) throws Exception {
    peer.readAcceptance();
    List<String> data = new ArrayList<>();
    List<String> pongs = new ArrayList<>();
    Frame frame = peer.readFrame();
    while (frame.opcode() != Rfc6455.CLOSE) {
      (frame.opcode() == Rfc6455.PONG ? pongs : data).add(frame.toString());
      frame = peer.readFrame();
    }
    assertThat(data)
        .containsExactly(
            Frame.text("hé").toString(),
            Frame.text("€").toString(),
            Frame.binary(new byte[300]).toString(),
            Frame.text("").toString());
    assertThat(pongs).containsExactly(Frame.pong("between").toString());
    assertThat(frame.closeCode()).isEqualTo(3000);
    peer.expectEnd();
  }

  @Test
  void aScriptByteByByte() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.writeByteByByte(SCRIPT);
      expectAnswers(peer);
      assertThat(server.endings(1)).containsOnlyKeys("3000 clean");
    }
  }

  @Test
  void aScriptInTwoSegmentsCutAnywhere() throws Exception {
    int[] cuts = new int[SCRIPT.length];
    Arrays.setAll(cuts, i -> i);
    try (EchoServer server = new EchoServer()) {
      Cases.run(
          cuts,
          cut -> {
            try (RawPeer peer = RawPeer.connect(server.port())) {
              peer.write(Arrays.copyOf(SCRIPT, cut));
              peer.write(Arrays.copyOfRange(SCRIPT, cut, SCRIPT.length));
              expectAnswers(peer);
            }
          });
      assertThat(server.endings(cuts.length)).containsOnlyKeys("3000 clean");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8200, 1002", // unmasked
    "827e0000, 1002", // unmasked, and long
    "82fe0000, 1002", // a length that fits in 7 bits
    "82fe007d, 1002",
    "82ff0000000000000000, 1002",
    "82ff000000000000007d, 1002",
    "82ff000000000000ffff, 1002", // a length that fits in 16
    "82ff8000000000000000, 1002", // the top bit
    "82ffffffffffffffffff, 1002",
    "82ff80, 1002", // the top bit is there as soon as its byte is
    "82ff0000010000000000, 1009", // 2^40
    "82ff000000007fffffff, 1009", // 2^31-1
    "82ff7fffffffffffffff, 1009",
    "82ff0000000001000001, 1009", // 16 MiB and one
    "82ff7f, 1009",
    "89fe007e, 1002", // control frames are short
    "88ff0000000000010000, 1002",
  })
  void aDeclaredLengthIsJudgedBeforeAnyPayload(String hex, int code) throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.write(HexFormat.of().parseHex(hex));
      peer.expectCloseAndEnd(code);
      server.endings(1).keySet().forEach(how -> assertThat(how).startsWith("1006 unclean "));
    }
  }

  @Test
  void theFragmentsOfAMessageAreCountedTogether() throws Exception {
    Limits limits = Limits.builder().maxMessageBytes(1000).build();
    try (EchoServer server = new EchoServer(limits);
        RawPeer peer = server.open()) {
      peer.send(Frame.of(BINARY, new byte[999]), Frame.of(CONTINUATION, new byte[1]));
      peer.write(RawPeer.bytes(CONTINUATION, 0x81)); // one more is announced
      peer.expectCloseAndEnd(1009);
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean MESSAGE_TOO_BIG");
    }
  }

  @Test
  void emptyFragmentsAreCountedToo() throws Exception {
    Limits limits = Limits.builder().maxMessageFragments(100).build();
    try (EchoServer server = new EchoServer(limits);
        RawPeer peer = server.open()) {
      peer.send(Frame.of(BINARY, new byte[0]));
      for (int i = 0; i < 100; i++) {
        peer.send(Frame.of(CONTINUATION, new byte[0]));
      }
      peer.expectCloseAndEnd(1009);
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean TOO_MANY_FRAGMENTS");
    }
  }

  @Test
  void fourMebibytesInFragmentsOf64BytesComeBack() throws Exception {
    byte[] part = "0123456789abcdef".repeat(4).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    int parts = (4 << 20) / part.length;
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      Frame[] frames = new Frame[parts];
      Arrays.fill(frames, Frame.of(CONTINUATION, part));
      frames[0] = Frame.of(TEXT, part);
      frames[parts - 1] = Frame.of(FIN | CONTINUATION, part);
      peer.send(frames);
      Frame echo = peer.readFrame();
      assertThat(echo.first()).isEqualTo(FIN | TEXT);
      assertThat(echo.textPayload()).isEqualTo("0123456789abcdef".repeat(4 * parts));
    }
  }

  /** Failed at the first byte that cannot be, although the frame has not ended. */
  @ParameterizedTest
  @ValueSource(strings = {"ff", "61c0", "e080", "eda0", "f490", "f5", "80", "c3c3", "e28261"})
  void textThatIsNotUtf8IsFailedInsideAnUnfinishedFrame(String hex) throws Exception {
    byte[] bad = HexFormat.of().parseHex(hex);
    for (int cut = 0; cut <= bad.length; cut++) {
      try (EchoServer server = new EchoServer();
          RawPeer peer = server.open()) {
        byte[] frame = Frame.of(TEXT, Arrays.copyOf(bad, 1000)).bytes(true);
        if (cut > 0) {
          peer.send(Frame.of(TEXT, Arrays.copyOf(bad, cut)));
          frame = Frame.of(CONTINUATION, Arrays.copyOfRange(bad, cut, cut + 1000)).bytes(true);
        }
        peer.write(Arrays.copyOf(frame, 8 + bad.length - cut));
        peer.expectCloseAndEnd(1007);
        assertThat(server.endings(1)).containsOnlyKeys("1006 unclean TEXT_NOT_UTF8");
      }
    }
  }

  @Test
  void textThatEndsInsideACharacterIsFailed() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.send(Frame.of(TEXT, RawPeer.bytes(0xE2, 0x82)), Frame.of(FIN, new byte[0]));
      peer.expectCloseAndEnd(1007);
    }
  }

  /** The newest is answered for certain; none twice, and in their order. */
  @Test
  void aFloodOfPingsIsAnsweredUpToTheNewest() throws Exception {
    int pings = 50_000;
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      Thread flood =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < pings; i++) {
                    peer.send(Frame.ping(Integer.toString(i)));
                  }
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      int last = -1;
      while (last < pings - 1) {
        Frame pong = peer.readFrame();
        assertThat(pong.first()).isEqualTo(FIN | Rfc6455.PONG);
        int number = Integer.parseInt(pong.textPayload());
        assertThat(number).isGreaterThan(last);
        last = number;
      }
      flood.join();
      peer.send(Frame.close(1000, ""));
      peer.expectCloseAndEnd(1000);
    }
  }

  @Test
  void theEndOfTheStreamWithoutACloseIs1006() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.send(Frame.text("first"));
      peer.expect(Frame.text("first"));
      peer.halfClose();
      assertThat(server.endings(1).keySet()).singleElement().asString().startsWith("1006 unclean");
      // No Close needs to come, and nothing else may.
      byte[] rest = peer.readAll();
      assertThat(rest).isIn(new byte[0], Frame.emptyClose().bytes(false));
    }
  }

  /** A client that ends its side behind its requests still gets the answers. */
  @Test
  void theEndOfTheStreamBehindACloseIsClean() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.send(Frame.text("last"), Frame.close(1000, ""));
      peer.halfClose();
      peer.expect(Frame.text("last"));
      peer.expectCloseAndEnd(1000);
      assertThat(server.endings(1)).containsOnlyKeys("1000 clean");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 6, 9})
  void theEndOfTheStreamInsideAFrameIs1006(int cut) throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.write(Arrays.copyOf(Frame.text("cut off").bytes(true), cut));
      peer.halfClose();
      peer.readAll();
      assertThat(server.endings(1).keySet()).singleElement().asString().startsWith("1006 unclean");
    }
  }

  @Test
  void aResetIs1006() throws Exception {
    try (EchoServer server = new EchoServer();
        RawPeer peer = server.open()) {
      peer.send(Frame.text("first"));
      peer.expect(Frame.text("first"));
      peer.reset();
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean ConnectionLostException");
    }
  }

  @Test
  void aSilentClientIsLost() throws Exception {
    Limits limits =
        Limits.builder()
            .pingInterval(Duration.ofMillis(100))
            .idleTimeout(Duration.ofMillis(300))
            .closeTimeout(Duration.ofMillis(300))
            .build();
    try (EchoServer server = new EchoServer(limits);
        RawPeer peer = server.open()) {
      Frame ping = peer.readFrame();
      assertThat(ping.opcode()).isEqualTo(Rfc6455.PING);
      assertThat(server.endings(1)).containsOnlyKeys("1006 unclean DeadlineException");
      peer.readAll();
    }
  }
}
