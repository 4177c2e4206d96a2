package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.deflate.DeflateEncoder.Flush;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an encoder is expected to make use of: its whole window, and the shortest form of block. */
class EncoderPromisesTest {
  /** Noise that comes again is found exactly where a distance can reach it. */
  @ParameterizedTest
  @EnumSource(names = {"FAST", "BALANCED", "BEST"})
  void theWholeWindowAndNotAByteMore(Level level) {
    for (int windowBits = 8; windowBits <= 15; windowBits++) {
      int window = 1 << windowBits;
      assertThat(noiseAgain(window, windowBits, level)).isLessThan(window / 8);
      assertThat(noiseAgain(window + 1, windowBits, level)).isGreaterThan(window);
    }
  }

  /** How many bytes the second of two equal messages takes. */
  private static int noiseAgain(int length, int windowBits, Level level) {
    byte[] noise = Samples.noise(new Random(length), length);
    DeflateEncoder encoder = new DeflateEncoder(windowBits, level);
    Encoding.whole(encoder, noise, Flush.MESSAGE);
    return Encoding.whole(encoder, noise, Flush.MESSAGE).length;
  }

  private static int blockType(byte[] plain) {
    return Encoding.whole(new DeflateEncoder(15), plain, Flush.MESSAGE)[0] >> 1 & 3;
  }

  @Test
  void noiseIsStoredFewSymbolsAreFixedAndManyAreDynamic() {
    assertThat(blockType(Samples.noise(new Random(1), 2000))).isEqualTo(Alphabet.STORED);
    assertThat(blockType("Hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .isEqualTo(Alphabet.FIXED);
    assertThat(blockType(Samples.text(new Random(1), 3000))).isEqualTo(Alphabet.DYNAMIC);
  }

  /** Gigabytes go through in pieces; what is held is the history, its tables and one piece. */
  @ParameterizedTest
  @EnumSource
  void longInputIsNotHeldWhole(Level level) {
    DeflateEncoder encoder = new DeflateEncoder(12, level);
    byte[] piece = Samples.noise(new Random(7), 10_000);
    byte[] output = new byte[100_000];
    for (int i = 0; i < 300; i++) {
      assertThat(encoder.encode(piece, 0, piece.length, output, 0, output.length, Flush.NONE))
          .isEqualTo(DeflateEncoder.Status.DONE);
      assertThat(encoder.retainedBytes()).isLessThanOrEqualTo((64 << 10) + 15_872);
    }
  }

  @Test
  void aSyncFlushMakesAllOfItDecodableAndEndsInAnEmptyStoredBlock() {
    byte[] plain = Samples.text(new Random(5), 1000);
    byte[] stream = Encoding.whole(new DeflateEncoder(15), plain, Flush.SYNC);
    assertThat(Arrays.copyOfRange(stream, stream.length - 4, stream.length))
        .isEqualTo(new byte[] {0, 0, -1, -1});
    assertThat(Decoding.whole(stream)).isEqualTo(plain);
  }
}
