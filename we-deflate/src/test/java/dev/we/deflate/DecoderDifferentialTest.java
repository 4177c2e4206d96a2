package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** What zlib makes, in every level and strategy and cut anywhere, must come out as it went in. */
class DecoderDifferentialTest {
  private static final int[] STRATEGIES = {
    Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY
  };

  @Test
  void whatZlibCompressesComesBackForEveryLevelStrategyAndSplit() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      byte[] plain = Samples.any(random, Samples.size(random, 200_000));
      byte[] stream = JavaUtilZip.deflate(plain, seed % 10, STRATEGIES[seed / 10 % 3]);
      Decoding.Outcome outcome =
          seed % 2 == 0
              ? Decoding.run(new DeflateDecoder(15), stream, stream.length, plain.length + 300)
              : Decoding.split(new DeflateDecoder(15), stream, random);
      assertThat(outcome.refusal()).as("seed %d", seed).isNull();
      assertThat(outcome.output()).as("seed %d", seed).isEqualTo(plain);
      assertThat(outcome.status()).isEqualTo(DeflateDecoder.Status.END_OF_FINAL_BLOCK);
      assertThat(outcome.place()).isEqualTo(DeflateDecoder.Place.AFTER_FINAL_BLOCK);
      assertThat(outcome.consumed()).isEqualTo(stream.length);
    }
  }

  @Test
  void messagesThatShareAContextComeBackEachAtItsSyncFlush() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Deflater deflater = new Deflater(1 + seed % 9, true);
      DeflateDecoder decoder = new DeflateDecoder(15);
      for (int i = 0; i < 30; i++) {
        byte[] plain = Samples.any(random, Samples.size(random, 20_000));
        byte[] stream = JavaUtilZip.message(deflater, plain);
        Decoding.Outcome outcome =
            random.nextBoolean()
                ? Decoding.run(decoder, stream, stream.length, plain.length + 20)
                : Decoding.split(decoder, stream, random);
        assertThat(outcome.output()).as("seed %d message %d", seed, i).isEqualTo(plain);
        assertThat(outcome.place()).isEqualTo(DeflateDecoder.Place.AFTER_EMPTY_STORED_BLOCK);
      }
      deflater.end();
    }
  }

  @Test
  void generatedLegalStreamsComeOutAsTheirGeneratorSays() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      int windowBits = 8 + random.nextInt(8);
      LegalStream legal = new LegalStream(random, windowBits);
      int most = 1 + random.nextInt(1 << random.nextInt(15));
      Decoding.Outcome outcome =
          Decoding.run(
              new DeflateDecoder(windowBits),
              legal.stream(),
              () -> upTo(random, most),
              () -> upTo(random, most),
              true);
      assertThat(outcome.refusal()).as("seed %d", seed).isNull();
      assertThat(outcome.output()).as("seed %d", seed).isEqualTo(legal.plain());
      assertThat(outcome.place()).isEqualTo(DeflateDecoder.Place.AFTER_FINAL_BLOCK);
    }
  }

  private static int upTo(Random random, int most) {
    return random.nextInt(most + 1);
  }

  /**
   * Flipped bits, cut ends and bytes that were moved: zlib and we accept and refuse the same and
   * agree on every byte before. The one known difference is that an empty code length code is
   * refused at once here, and by zlib when it is first used.
   */
  @Test
  void damagedStreamsAreAcceptedAndRefusedAsZlibDoes() {
    Inflater inflater = new Inflater(true);
    int refused = 0;
    for (int seed = 0; seed < 4_000; seed++) {
      Random random = new Random(seed);
      byte[] stream = damaged(random);
      int limit = 40_000;
      JavaUtilZip.Outcome expected = JavaUtilZip.inflate(inflater, stream, limit);
      Decoding.Outcome outcome = limited(stream, limit);
      if (outcome.refusal() != null
          && outcome.refusal().reason() == DeflateFormatException.Reason.CODE_LENGTH_CODE_EMPTY) {
        continue;
      }
      assertThat(outcome.refusal() != null)
          .as("seed %d: %s", seed, outcome.refusal())
          .isEqualTo(expected.refused());
      assertThat(outcome.output()).as("seed %d", seed).isEqualTo(expected.output());
      Decoding.Outcome split = Decoding.split(new DeflateDecoder(15), stream, random);
      if (outcome.status() != DeflateDecoder.Status.NEEDS_OUTPUT) {
        assertThat(split.output()).as("seed %d", seed).isEqualTo(outcome.output());
        if (outcome.refusal() != null) {
          refused++;
          assertThat(split.refusal()).hasMessage(outcome.refusal().getMessage());
        }
      }
    }
    inflater.end();
    assertThat(refused).isGreaterThan(1000);
  }

  private static byte[] damaged(Random random) {
    byte[] stream =
        random.nextInt(3) == 0
            ? new LegalStream(random, 15).stream()
            : JavaUtilZip.deflate(
                Samples.any(random, Samples.size(random, 4000)), random.nextInt(10), 0);
    for (int n = 1 + random.nextInt(3); n > 0 && stream.length > 0; n--) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(stream.length, 40) : stream.length);
      switch (random.nextInt(4)) {
        case 0, 1 -> stream[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> stream[at] = (byte) random.nextInt();
        default -> stream = java.util.Arrays.copyOf(stream, at);
      }
    }
    return stream;
  }

  private static Decoding.Outcome limited(byte[] stream, int limit) {
    byte[] output = new byte[limit];
    DeflateDecoder decoder = new DeflateDecoder(15);
    DeflateDecoder.Status status = null;
    DeflateFormatException refusal = null;
    try {
      status = decoder.decode(stream, 0, stream.length, output, 0, limit);
    } catch (DeflateFormatException e) {
      refusal = e;
    }
    return new Decoding.Outcome(
        java.util.Arrays.copyOf(output, decoder.outputPosition()),
        status,
        decoder.place(),
        refusal,
        decoder.inputPosition());
  }
}
