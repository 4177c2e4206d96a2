package dev.we.net.websocket.handshake;

import static dev.we.net.websocket.handshake.Heads.bytes;
import static dev.we.net.websocket.handshake.Heads.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.Headers;
import java.nio.ByteBuffer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** RFC 9112, sections 2 to 5. */
class HttpHeadReaderTest {
  private static HttpHeadReader reader() {
    return new HttpHeadReader(1000, 5, false);
  }

  private static HttpHead read(String head) throws HttpSyntaxException {
    return whole(reader(), bytes(head));
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(String head) {
    return assertThatThrownBy(() -> read(head)).isInstanceOf(HttpSyntaxException.class);
  }

  @Test
  void aHeadIsAStartLineAndFieldsInTheirOrder() throws Exception {
    assertThat(read("start line\r\nA: 1\r\nb:2\r\nA:\t 3 4 \t\r\nempty:\r\n\r\n"))
        .isEqualTo(
            new HttpHead(
                "start line",
                Headers.of().with("A", "1").with("b", "2").with("A", "3 4").with("empty", "")));
  }

  @Test
  void theBytesBehindTheHeadStayInTheBuffer() throws Exception {
    ByteBuffer in = bytes("start\r\nA: 1\r\n\r\n\u0081\u0002hi");
    assertThat(reader().read(in)).isNotNull();
    assertThat(Heads.text(in)).isEqualTo("\u0081\u0002hi");
  }

  @Test
  void bytesAbove7fAreKeptAsTheyCame() throws Exception {
    String all = "\u0080\u0085\u00a0\u00e4\u00ff";
    assertThat(read("start\r\nA: " + all + "\r\n\r\n").headers().first("a")).contains(all);
  }

  @Test
  void aBareLineFeedEndsNoLine() {
    assertRefused("start\nA: 1\r\n\r\n").hasMessageStartingWith("the start line ends with a line");
    assertRefused("start\r\nA: 1\n\r\n")
        .hasMessageContaining("header line 1 ends with a line feed");
    assertRefused("start\r\nA: 1\r\n\n")
        .hasMessageContaining("header line 2 ends with a line feed");
  }

  @Test
  void aBareCarriageReturnEndsNoLineAndIsNoContent() {
    assertRefused("start\r\nA: 1\rB: 2\r\n\r\n").hasMessageContaining("carriage return");
    assertRefused("start\r\nA: 1\r\r\n\r\n").hasMessageContaining("carriage return");
  }

  @Test
  void aFoldedLineIsRefused() {
    assertRefused("start\r\nA: 1\r\n 2\r\n\r\n").hasMessageContaining("folded");
    assertRefused("start\r\nA: 1\r\n\t2\r\n\r\n").hasMessageContaining("section 5.2");
    assertRefused("start\r\n A: 1\r\n\r\n").hasMessageContaining("folded");
  }

  @Test
  void whiteSpaceBeforeTheColonIsRefused() {
    assertRefused("start\r\nA : 1\r\n\r\n").hasMessageContaining("white space before the colon");
    assertRefused("start\r\nA\t: 1\r\n\r\n").hasMessageContaining("white space before the colon");
  }

  @Test
  void aNameIsAToken() {
    assertRefused("start\r\n: 1\r\n\r\n").hasMessageContaining("not a token: \"\"");
    assertRefused("start\r\nA B: 1\r\n\r\n").hasMessageContaining("not a token: \"A B\"");
    assertRefused("start\r\n\u00e4: 1\r\n\r\n").hasMessageContaining("not a token: \"?\"");
    assertRefused("start\r\nno colon\r\n\r\n").hasMessageContaining("no colon");
  }

  @Test
  void controlCharactersAreRefusedWhereverTheyStand() {
    for (int c = 0; c < 0x20; c++) {
      if (c != '\t' && c != '\r') {
        assertRefused("start\r\nA: x" + (char) c + "y\r\n\r\n");
        assertRefused("st" + (char) c + "art\r\n\r\n");
        assertRefused("start\r\nA" + (char) c + ": x\r\n\r\n");
      }
    }
    assertRefused("start\r\nA: \u0000\r\n\r\n").hasMessageContaining("control character, 0x00");
    assertRefused("start\r\nA: \u007f\r\n\r\n").hasMessageContaining("control character, 0x7F");
  }

  @Test
  void aHeadOfExactlyTheBoundPassesAndOneByteMoreDoesNot() throws Exception {
    String head = "start\r\nA: 1\r\n\r\n";
    assertThat(new HttpHeadReader(head.length(), 1, false).read(bytes(head))).isNotNull();
    assertThatThrownBy(() -> new HttpHeadReader(head.length() - 1, 1, false).read(bytes(head)))
        .hasMessage("the head is longer than 14 bytes")
        .extracting(e -> ((HttpSyntaxException) e).status())
        .isEqualTo(431);
    assertThatThrownBy(() -> new HttpHeadReader(4, 1, false).read(bytes(head)))
        .hasMessage("the start line is longer than 4 bytes")
        .extracting(e -> ((HttpSyntaxException) e).status())
        .isEqualTo(414);
  }

  @Test
  void oneFieldTooManyIsRefused() throws Exception {
    String fields = "A: 1\r\n".repeat(5);
    assertThat(read("start\r\n" + fields + "\r\n").headers().fields()).hasSize(5);
    assertRefused("start\r\n" + fields + "A: 1\r\n\r\n")
        .hasMessage("the head has more than 5 header lines")
        .extracting(e -> ((HttpSyntaxException) e).status())
        .isEqualTo(431);
  }

  @Test
  void aLineWithoutEndIsRefusedAtTheBoundHoweverItComes() {
    HttpHeadReader reader = reader();
    assertThatThrownBy(
            () -> {
              while (true) {
                assertThat(reader.read(bytes("x"))).isNull();
              }
            })
        .hasMessage("the start line is longer than 1000 bytes");
  }

  /** Were each byte looked at again with each arrival, this would take hours. */
  @Test
  void aLargeHeadByteByByteIsNotReadAgainAndAgain() throws Exception {
    int size = 2 << 20;
    HttpHeadReader reader = new HttpHeadReader(size, 1 << 20, false);
    ByteBuffer head = bytes("start\r\n" + "A: 1\r\n".repeat(100_000) + "B: " + "x".repeat(1 << 20));
    while (head.hasRemaining()) {
      assertThat(reader.read(head.slice(head.position(), 1))).isNull();
      head.position(head.position() + 1);
    }
    assertThat(whole(reader, bytes("\r\n\r\n")).headers().fields()).hasSize(100_001);
  }

  @Test
  void oneEmptyLineBeforeARequestIsSkippedASecondIsNot() throws Exception {
    HttpHead head = new HttpHeadReader(1000, 5, true).read(bytes("\r\nstart\r\n\r\n"));
    assertThat(head).isEqualTo(new HttpHead("start", Headers.of()));
    HttpHead none = new HttpHeadReader(1000, 5, true).read(bytes("\r\n\r\n\r\nstart\r\n\r\n"));
    assertThat(none).isEqualTo(new HttpHead("", Headers.of()));
  }
}
