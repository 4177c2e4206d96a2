package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.deflate.DeflateDecoder.Place;
import dev.we.deflate.DeflateDecoder.Status;
import dev.we.deflate.DeflateEncoder.Flush;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** RFC 7692 7.2.3, byte for byte. */
class Rfc7692ExamplesTest {
  private static final byte[] HELLO = "Hello".getBytes(StandardCharsets.US_ASCII);

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static void decodesToHello(DeflateDecoder decoder, String message) {
    byte[] stream = Encoding.withTail(hex(message));
    Decoding.Outcome outcome = Decoding.run(decoder, stream, () -> stream.length, () -> 5, true);
    assertThat(outcome.refusal()).isNull();
    assertThat(outcome.output()).isEqualTo(HELLO);
    assertThat(outcome.status()).isEqualTo(Status.NEEDS_INPUT);
    assertThat(outcome.place()).isEqualTo(Place.AFTER_EMPTY_STORED_BLOCK);
  }

  @Test
  void oneCompressedBlock() {
    decodesToHello(new DeflateDecoder(15), "f2 48 cd c9 c9 07 00");
    assertThat(Encoding.whole(new DeflateEncoder(15), HELLO, Flush.MESSAGE))
        .isEqualTo(hex("f2 48 cd c9 c9 07 00"));
  }

  @Test
  void sharedSlidingWindow() {
    DeflateDecoder decoder = new DeflateDecoder(15);
    decodesToHello(decoder, "f2 48 cd c9 c9 07 00");
    decodesToHello(decoder, "f2 00 11 00 00");
  }

  /** The second message is a match of five bytes, five back: that is what we send as well. */
  @Test
  void theSecondHelloIsOneMatch() {
    for (Level level : new Level[] {Level.FAST, Level.BALANCED, Level.BEST}) {
      DeflateEncoder encoder = new DeflateEncoder(15, level);
      Encoding.whole(encoder, HELLO, Flush.MESSAGE);
      byte[] second = Encoding.whole(encoder, HELLO, Flush.MESSAGE);
      assertThat(second.length).isLessThanOrEqualTo(5);
    }
  }

  @Test
  void noCompressionBlock() {
    decodesToHello(new DeflateDecoder(15), "00 05 00 fa ff 48 65 6c 6c 6f 00");
    assertThat(Encoding.whole(new DeflateEncoder(15, Level.STORED), HELLO, Flush.MESSAGE))
        .isEqualTo(hex("00 05 00 fa ff 48 65 6c 6c 6f 00"));
  }

  @Test
  void blockWithBfinalSet() {
    DeflateDecoder decoder = new DeflateDecoder(15);
    decodesToHello(decoder, "f3 48 cd c9 c9 07 00 00");
    // The window is kept for what follows.
    decodesToHello(decoder, "f2 00 11 00 00");
  }

  /** As peers send it that put nothing behind the final block; the caller sees it by the place. */
  @Test
  void blockWithBfinalSetAtTheVeryEnd() throws DeflateFormatException {
    DeflateDecoder decoder = new DeflateDecoder(15);
    byte[] message = hex("f3 48 cd c9 c9 07 00");
    byte[] output = new byte[5];
    assertThat(decoder.decode(message, 0, 7, output, 0, 5)).isEqualTo(Status.END_OF_FINAL_BLOCK);
    assertThat(decoder.inputPosition()).isEqualTo(7);
    assertThat(decoder.place()).isEqualTo(Place.AFTER_FINAL_BLOCK);
    decodesToHello(decoder, "f2 00 11 00 00");
  }

  @Test
  void twoBlocksInOneMessage() {
    decodesToHello(new DeflateDecoder(15), "f2 48 05 00 00 00 ff ff ca c9 c9 07 00");
  }

  @Test
  void emptyMessage() {
    DeflateEncoder encoder = new DeflateEncoder(15);
    assertThat(Encoding.whole(encoder, new byte[0], Flush.MESSAGE)).isEqualTo(hex("00"));
    assertThat(Encoding.whole(encoder, new byte[0], Flush.MESSAGE)).isEqualTo(hex("00"));
    byte[] stream = hex("00 00 00 ff ff");
    Decoding.Outcome outcome = Decoding.run(new DeflateDecoder(8), stream, 1, 0);
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.place()).isEqualTo(Place.AFTER_EMPTY_STORED_BLOCK);
  }

  @Test
  void anEmptyStoredBlockIsToldWhetherBfinalIsSetOrNot() throws DeflateFormatException {
    for (String end : new String[] {"07 00", "07 04", "07 00 01"}) {
      byte[] stream = Encoding.withTail(hex("f2 48 cd c9 c9 " + end));
      stream[0] |= (byte) (end.length() > 5 ? 1 : 0);
      DeflateDecoder decoder = new DeflateDecoder(15);
      byte[] output = new byte[5];
      int from = 0;
      do {
        assertThat(decoder.isAfterEmptyStoredBlock()).isFalse();
        decoder.decode(stream, from, stream.length, output, from == 0 ? 0 : 5, 5);
        from = decoder.inputPosition();
      } while (from < stream.length);
      assertThat(decoder.isAfterEmptyStoredBlock()).as(end).isTrue();
      boolean isFinal = !end.equals("07 00");
      assertThat(decoder.place())
          .isEqualTo(isFinal ? Place.AFTER_FINAL_BLOCK : Place.AFTER_EMPTY_STORED_BLOCK);
      decodesToHello(decoder, "f2 00 11 00 00");
      decoder.reset();
      assertThat(decoder.isAfterEmptyStoredBlock()).isFalse();
    }
    DeflateDecoder decoder = new DeflateDecoder(15);
    byte[] other = hex("f3 48 cd c9 c9 07 00");
    decoder.decode(other, 0, other.length, new byte[5], 0, 5);
    assertThat(decoder.isAfterEmptyStoredBlock()).isFalse();
  }

  @Test
  void aMessageCutShortNeverEndsAtAnEmptyStoredBlock() {
    byte[] message = Encoding.whole(new DeflateEncoder(15), new byte[500], Flush.MESSAGE);
    byte[] more = Encoding.whole(new DeflateEncoder(15, Level.STORED), HELLO, Flush.MESSAGE);
    for (byte[] whole : new byte[][] {message, more, hex("f2 48 cd c9 c9 07 00")}) {
      // One byte 00 is a message of its own, the empty one.
      for (int cut = whole[0] == 0 ? 2 : 1; cut < whole.length; cut++) {
        byte[] stream = Encoding.withTail(java.util.Arrays.copyOf(whole, cut));
        Decoding.Outcome outcome = Decoding.run(new DeflateDecoder(15), stream, 3, 600);
        assertThat(outcome.refusal() == null && outcome.place() == Place.AFTER_EMPTY_STORED_BLOCK)
            .as("cut at %d", cut)
            .isFalse();
      }
    }
  }
}
