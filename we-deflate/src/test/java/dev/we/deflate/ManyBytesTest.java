package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.deflate.DeflateEncoder.Flush;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More bytes than an int can count. */
class ManyBytesTest {
  private static final int PIECE = 64 * 1024 * 1024;

  @Test
  void moreThanTwoGibibytesThroughADecoder() throws DeflateFormatException {
    byte[] noise = Samples.noise(new Random(31), 1000);
    DeflateEncoder encoder = new DeflateEncoder(15, Level.FAST);
    byte[] zeros = Encoding.whole(encoder, new byte[PIECE], Flush.SYNC);
    byte[] literally = Encoding.whole(encoder, noise, Flush.SYNC);
    byte[] again = Encoding.whole(encoder, noise, Flush.SYNC);
    DeflateDecoder decoder = new DeflateDecoder(15);
    byte[] output = new byte[PIECE + 1];
    long in = 0;
    long out = 0;
    while (out < (1L << 31) + PIECE) {
      for (byte[] stream : new byte[][] {zeros, literally, again}) {
        assertThat(decoder.decode(stream, 0, stream.length, output, 0, output.length))
            .isEqualTo(DeflateDecoder.Status.NEEDS_INPUT);
        in += stream.length;
        out += decoder.outputPosition();
        assertThat(decoder.totalInputBytes()).isEqualTo(in);
        assertThat(decoder.totalOutputBytes()).isEqualTo(out);
      }
      assertThat(again.length).isLessThan(60);
      assertThat(Arrays.copyOf(output, decoder.outputPosition())).isEqualTo(noise);
    }
  }

  /** Positions wrap round at 2^31 and 2^32; what lies before is found from behind. */
  @ParameterizedTest
  @EnumSource(names = {"FAST", "BALANCED"})
  void matchesAreFoundAcrossTheWrappingOfPositions(Level level) {
    byte[] noise = Samples.noise(new Random(32), 20_000);
    byte[] twice = Arrays.copyOf(noise, 2 * noise.length);
    System.arraycopy(noise, 0, twice, noise.length, noise.length);
    for (int wrap : new int[] {Integer.MAX_VALUE, -1}) {
      for (int before = 0; before <= 45_000; before += 4_500) {
        MatchFinder finder =
            level == Level.FAST ? new GreedyMatchFinder(32_768) : ChainMatchFinder.toKeep(32_768);
        finder.next = wrap - before;
        finder.index(twice, 0, noise.length);
        Sequences sequences = new Sequences();
        assertThat(finder.find(twice, 0, noise.length, twice.length, 32_768, level, sequences))
            .isEqualTo(twice.length);
        assertThat(finder.next).isEqualTo(wrap - before + twice.length);
        assertThat(sequences.symbols()).as("%d before %d", before, wrap).isLessThan(1000);
        for (int i = 0; i < sequences.matches(); i++) {
          assertThat(Sequences.distance(sequences.get(i))).isEqualTo(noise.length);
        }
      }
    }
  }
}
