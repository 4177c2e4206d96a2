package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.deflate.DeflateFormatException.Reason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each rule of RFC 1951 broken by hand; the same refusal at the same bit, however it is cut. */
class RefusalTest {
  private static void refused(Reason reason, long bit, BitString stream) {
    refused(15, reason, bit, stream);
  }

  private static void refused(int windowBits, Reason reason, long bit, BitString stream) {
    byte[] bytes = Arrays.copyOf(stream.toBytes(), stream.toBytes().length + 20);
    for (int piece : new int[] {1, 2, 3, 7, bytes.length}) {
      for (int room : new int[] {1, 5, 70_000}) {
        DeflateDecoder decoder = new DeflateDecoder(windowBits);
        Decoding.Outcome outcome = Decoding.run(decoder, bytes, piece, room);
        DeflateFormatException refusal = outcome.refused();
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.byteOffset() * 8 + refusal.bitPosition()).isEqualTo(bit);
        assertThat(refusal).hasMessageEndingWith(" at byte %d, bit %d", bit / 8, bit % 8);
        assertThatThrownBy(() -> decoder.decode(bytes, 0, 1, new byte[1], 0, 1))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("reset it first");
      }
    }
  }

  private static BitString bits() {
    return new BitString();
  }

  /** BFINAL 1, BTYPE 10, HLIT, HDIST, HCLEN. */
  private static BitString dynamic(int hlit, int hdist, int hclen) {
    return bits().bits(1, 1).bits(2, 2).bits(hlit, 5).bits(hdist, 5).bits(hclen, 4);
  }

  /**
   * A head whose code length code has one-bit codes 0 → symbol 1 (a code of one bit) and 1 → symbol
   * 18 (a run of zeros).
   */
  private static BitString onesAndZeroRuns(int hlit, int hdist) {
    BitString head = dynamic(hlit, hdist, 14);
    // The order is 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1.
    for (int i = 0; i < 18; i++) {
      head.bits(i == 2 || i == 17 ? 1 : 0, 3);
    }
    return head;
  }

  private static BitString zeros(BitString to, int count) {
    int left = count;
    for (; left > 0; left -= Math.min(left, 138)) {
      to.bits(1, 1).bits(Math.min(left, 138) - 11, 7);
    }
    return to;
  }

  @Test
  void blockType3() {
    refused(Reason.RESERVED_BLOCK_TYPE, 0, bits().bits(1, 1).bits(3, 2));
  }

  @Test
  void storedLengthWithoutItsComplement() {
    refused(
        Reason.STORED_LENGTH_MISMATCH, 8, bits().bits(0, 3).align().bits(5, 16).bits(0xFFFB, 16));
  }

  @Test
  void moreThan286LiteralCodes() {
    refused(Reason.TOO_MANY_LITERAL_CODES, 3, dynamic(30, 0, 0));
  }

  @Test
  void moreThan30DistanceCodes() {
    refused(Reason.TOO_MANY_DISTANCE_CODES, 3, dynamic(0, 30, 0));
  }

  @Test
  void emptyCodeLengthCode() {
    BitString stream = dynamic(0, 0, 0).bits(0, 12);
    refused(Reason.CODE_LENGTH_CODE_EMPTY, stream.bitCount(), stream);
  }

  @Test
  void oversubscribedCodeLengthCode() {
    BitString stream = dynamic(0, 0, 0).bits(1, 3).bits(1, 3).bits(1, 3).bits(0, 3);
    refused(Reason.CODE_LENGTH_CODE_OVERSUBSCRIBED, stream.bitCount(), stream);
  }

  @Test
  void incompleteCodeLengthCodeEvenWithASingleCode() {
    BitString stream = dynamic(0, 0, 0).bits(0, 3).bits(0, 3).bits(1, 3).bits(0, 3);
    refused(Reason.CODE_LENGTH_CODE_INCOMPLETE, stream.bitCount(), stream);
  }

  @Test
  void repeatWithNothingBeforeIt() {
    // 16 → code 1, 0 → code 0.
    BitString stream = dynamic(0, 0, 0).bits(1, 3).bits(0, 3).bits(0, 3).bits(1, 3);
    refused(Reason.REPEAT_WITHOUT_PREVIOUS, stream.bitCount(), stream.bits(1, 1).bits(0, 2));
  }

  @Test
  void repeatPastTheLastLength() {
    BitString stream = zeros(onesAndZeroRuns(0, 0), 138);
    refused(Reason.REPEAT_PAST_END, stream.bitCount(), stream.bits(1, 1).bits(127, 7));
  }

  @Test
  void noCodeForTheEndOfBlock() {
    BitString stream = zeros(onesAndZeroRuns(0, 0).bits(0, 1).bits(0, 1), 256);
    refused(Reason.NO_END_OF_BLOCK_CODE, stream.bitCount(), stream);
  }

  @Test
  void oversubscribedLiteralCode() {
    BitString stream = zeros(onesAndZeroRuns(0, 0).bits(0, 2), 254).bits(0, 2);
    refused(Reason.LITERAL_CODE_OVERSUBSCRIBED, stream.bitCount(), stream);
  }

  /** Symbols 2, 0 and 18 have codes 10, 0 and 11: the end of block alone, with two bits. */
  @Test
  void incompleteLiteralCode() {
    BitString stream = dynamic(0, 0, 12);
    for (int i = 0; i < 16; i++) {
      stream.bits(i == 15 || i == 2 ? 2 : i == 3 ? 1 : 0, 3);
    }
    stream.code("11").bits(127, 7).code("11").bits(107, 7).code("10").code("0");
    refused(Reason.LITERAL_CODE_INCOMPLETE, stream.bitCount(), stream);
  }

  @Test
  void oversubscribedDistanceCode() {
    BitString stream = zeros(onesAndZeroRuns(0, 2).bits(0, 1), 255).bits(0, 1).bits(0, 3);
    refused(Reason.DISTANCE_CODE_OVERSUBSCRIBED, stream.bitCount(), stream);
  }

  /** One distance code, of two bits. */
  @Test
  void incompleteDistanceCode() {
    BitString stream = dynamic(0, 0, 14);
    for (int i = 0; i < 18; i++) {
      stream.bits(i == 15 || i == 2 ? 2 : i == 17 ? 1 : 0, 3);
    }
    // 1 → 0, 2 → 10, 18 → 11: literal 0 and the end of block have one bit, distance 0 two.
    stream.code("0").code("11").bits(127, 7).code("11").bits(106, 7).code("0").code("10");
    refused(Reason.DISTANCE_CODE_INCOMPLETE, stream.bitCount(), stream);
  }

  @Test
  void unassignedHalfOfASingleLiteralCode() {
    BitString stream = zeros(onesAndZeroRuns(0, 0), 256).bits(0, 1).bits(0, 1);
    refused(Reason.UNASSIGNED_LITERAL_CODE, stream.bitCount(), stream.bits(1, 1));
  }

  /** Literal 0 → 00 would need a literal first; 257 (length 3) and 256 have one bit each. */
  @Test
  void unassignedHalfOfASingleDistanceCode() {
    BitString stream = zeros(onesAndZeroRuns(1, 0), 256).bits(0, 2).bits(0, 1);
    refused(Reason.UNASSIGNED_DISTANCE_CODE, stream.bitCount(), stream.bits(1, 1).bits(1, 1));
  }

  @Test
  void aLengthWhereThereAreNoDistanceCodes() {
    BitString stream = dynamic(1, 0, 14);
    for (int i = 0; i < 18; i++) {
      stream.bits(i == 3 || i == 2 ? 2 : i == 17 ? 1 : 0, 3);
    }
    // 1 → 0, 0 → 10, 18 → 11: 256 and 257 have one bit, the only distance has none.
    stream.code("11").bits(127, 7).code("11").bits(107, 7).code("0").code("0").code("10");
    refused(Reason.UNASSIGNED_DISTANCE_CODE, stream.bitCount(), stream.bits(1, 1));
  }

  @Test
  void lengthSymbols286And287() {
    for (int symbol = 286; symbol <= 287; symbol++) {
      BitString stream = bits().bits(1, 1).bits(1, 2).fixedSymbol('x');
      refused(Reason.RESERVED_LENGTH_SYMBOL, stream.bitCount(), stream.fixedSymbol(symbol));
    }
  }

  @Test
  void distanceSymbols30And31() {
    for (int symbol = 30; symbol <= 31; symbol++) {
      BitString stream = bits().bits(1, 1).bits(1, 2).fixedSymbol('x');
      refused(
          Reason.RESERVED_DISTANCE_SYMBOL,
          stream.bitCount(),
          stream.fixedSymbol(257).code(symbol, 5));
    }
  }

  @Test
  void distanceBeforeTheFirstByte() {
    BitString stream = bits().bits(1, 1).bits(1, 2).fixedSymbol('x');
    refused(Reason.DISTANCE_BEFORE_START, stream.bitCount(), stream.fixedSymbol(257).code(1, 5));
  }

  @Test
  void distanceBeyondTheWindow() {
    for (int windowBits = 8; windowBits <= 14; windowBits++) {
      int window = 1 << windowBits;
      BitString stream = bits().bits(0, 3).align().bits(window + 9, 16);
      stream.bits(~(window + 9) & 0xFFFF, 16).octets(new byte[window + 9]);
      stream.bits(1, 1).bits(1, 2);
      // The symbol behind the one whose last distance is 2^windowBits begins at 2^windowBits + 1.
      int symbol = 2 * windowBits;
      refused(
          windowBits,
          Reason.DISTANCE_BEYOND_WINDOW,
          stream.bitCount(),
          stream.fixedSymbol(257).code(symbol, 5).bits(0, windowBits - 1));
    }
  }

  @Test
  void aResetDecoderIsAsNew() throws DeflateFormatException {
    DeflateDecoder decoder = new DeflateDecoder(15);
    byte[] bad = {7};
    assertThatThrownBy(() -> decoder.decode(bad, 0, 1, bad, 0, 0))
        .isInstanceOf(DeflateFormatException.class);
    decoder.reset();
    byte[] hello = JavaUtilZip.deflate("Hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(Decoding.run(decoder, hello, 1, 1).output()).asString().isEqualTo("Hello");
  }

  @Test
  void windowBitsOutOfRange() {
    assertThatThrownBy(() -> new DeflateDecoder(7)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DeflateDecoder(16))
        .hasMessage("windowBits must be 8 to 15, not 16");
  }
}
