package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.deflate.DeflateEncoder.Flush;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A codec that was packed goes on as if it had not been, wherever it stood. */
class PackingTest {
  private static final byte[] EMPTY = {};

  /** Each call is one that the decoder may have been packed before: amid heads, symbols, copies. */
  @Test
  void aDecoderThatIsPackedAnywhereInAnyStreamMakesTheSameOfIt() {
    for (int seed = 0; seed < 120; seed++) {
      Random random = new Random(seed);
      int windowBits = 8 + random.nextInt(8);
      LegalStream legal = new LegalStream(random, windowBits);
      int most = 20 + random.nextInt(1 << random.nextInt(8, 15));
      DeflateDecoder decoder = new DeflateDecoder(windowBits);
      Decoding.Outcome outcome =
          Decoding.run(
              decoder,
              legal.stream(),
              () -> packedSometimes(decoder, random, most),
              () -> random.nextInt(most + 1),
              true);
      assertThat(outcome.refusal()).as("seed %d", seed).isNull();
      assertThat(outcome.output()).as("seed %d", seed).isEqualTo(legal.plain());
    }
  }

  private static int packedSometimes(DeflateDecoder decoder, Random random, int most) {
    if (random.nextInt(3) == 0) {
      decoder.pack();
    }
    return random.nextInt(most + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
  void aPackedDecoderKeepsItsWholeWindowWhereverTheRingStands(int windowBits) throws Exception {
    int window = 1 << windowBits;
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      DeflateDecoder decoder = new DeflateDecoder(windowBits);
      DeflateEncoder encoder = new DeflateEncoder(windowBits, Level.BALANCED);
      // A row of messages of random sizes leaves the ring's head anywhere; the first is cut short
      // of a full ring or has just filled it.
      int before = seed % 3 == 0 ? window : seed % 3 == 1 ? window - 1 : random.nextInt(4 * window);
      byte[] past = Samples.text(random, before);
      decode(decoder, Encoding.withTail(Encoding.whole(encoder, past, Flush.MESSAGE)), past);
      decoder.pack();
      // A stream of one match from as far back as there is.
      int reach = Math.min(window, before);
      if (reach == 0) {
        continue;
      }
      byte[] old = Arrays.copyOfRange(past, before - reach, before - reach + Math.min(3, reach));
      byte[] again = Encoding.withTail(Encoding.whole(encoder, old, Flush.MESSAGE));
      decode(decoder, again, old);
    }
  }

  private static void decode(DeflateDecoder decoder, byte[] stream, byte[] plain) {
    Decoding.Outcome outcome = Decoding.run(decoder, stream, stream.length, plain.length + 9);
    assertThat(outcome.refusal()).isNull();
    assertThat(outcome.output()).isEqualTo(plain);
  }

  @Test
  void aDistanceBeforeTheFirstByteIsRefusedByAPackedDecoderAsByAnother() {
    // Fixed block: a match of 3 bytes from 2 back, after a history of one byte.
    byte[] stream = new BitString().bits(1, 1).bits(1, 2).fixedSymbol(257).code(1, 5).toBytes();
    for (boolean packed : new boolean[] {false, true}) {
      DeflateDecoder decoder = new DeflateDecoder(15);
      byte[] one = {'a'};
      DeflateEncoder encoder = new DeflateEncoder(15);
      decode(decoder, Encoding.withTail(Encoding.whole(encoder, one, Flush.MESSAGE)), one);
      if (packed) {
        decoder.pack();
      }
      Decoding.Outcome outcome = Decoding.run(decoder, stream, stream.length, 100);
      assertThat(outcome.refused().reason())
          .isEqualTo(DeflateFormatException.Reason.DISTANCE_BEFORE_START);
    }
  }

  @Test
  void packedBetweenMessagesOfZlibADecoderUnderstandsThemAll() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Deflater deflater = new Deflater(1 + seed % 9, true);
      DeflateDecoder decoder = new DeflateDecoder(15);
      for (int i = 0; i < 30; i++) {
        byte[] plain = Samples.any(random, Samples.size(random, 20_000));
        decode(decoder, JavaUtilZip.message(deflater, plain), plain);
        if (random.nextBoolean()) {
          decoder.pack();
        }
      }
      deflater.end();
    }
  }

  /** Whatever is done to an encoder before and after, in every order. */
  @ParameterizedTest
  @EnumSource
  void anEncoderThatIsPackedAnywhereIsUnderstood(Level level) {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int windowBits = 8 + random.nextInt(8);
      DeflateEncoder encoder = new DeflateEncoder(windowBits, level);
      DeflateDecoder decoder = new DeflateDecoder(windowBits);
      String seen = "seed " + seed + ", window " + windowBits + ":";
      for (int i = 0; i < 30; i++) {
        int action = random.nextInt(10);
        seen += " " + action;
        byte[] plain = Samples.any(random, Samples.size(random, 2 << windowBits));
        switch (action) {
          case 0, 1, 2 -> encoder.pack();
          case 3 -> {
            Encoding.whole(encoder, plain, Flush.MESSAGE);
            if (random.nextBoolean()) {
              encoder.pack();
            }
            encoder.rollback();
          }
          case 4 -> {
            byte[] shared = Encoding.whole(new DeflateEncoder(windowBits), plain, Flush.MESSAGE);
            decode(decoder, Encoding.withTail(shared), plain);
            encoder.append(plain, 0, plain.length);
          }
          case 5 -> encoder.limitHistory(random.nextInt(2 << windowBits));
          case 6 -> {
            int half = plain.length / 2;
            byte[] first = Arrays.copyOf(plain, half);
            decode(decoder, Encoding.whole(encoder, first, Flush.SYNC), first);
            encoder.pack();
            byte[] rest = Arrays.copyOfRange(plain, half, plain.length);
            decode(decoder, Encoding.withTail(Encoding.whole(encoder, rest, Flush.MESSAGE)), rest);
          }
          default -> {
            byte[] message = Encoding.split(encoder, plain, Flush.MESSAGE, random);
            Decoding.Outcome outcome = Decoding.split(decoder, Encoding.withTail(message), random);
            assertThat(outcome.refusal()).as(seen).isNull();
            assertThat(outcome.output()).as(seen).isEqualTo(plain);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FAST", "BALANCED", "BEST"})
  void aPackedEncoderStillKnowsWhatItSent(Level level) {
    for (boolean shrinks : new boolean[] {true, false}) {
      Random random = new Random(7);
      byte[] old = shrinks ? Samples.text(random, 3000) : Samples.noise(random, 3000);
      DeflateEncoder encoder = new DeflateEncoder(15, level);
      Encoding.whole(encoder, old, Flush.MESSAGE);
      Encoding.whole(encoder, Samples.text(random, 20_000), Flush.MESSAGE);
      encoder.pack();
      byte[] again = Encoding.whole(encoder, old, Flush.MESSAGE);
      assertThat(again.length).as("%s", shrinks).isLessThan(shrinks ? 450 : 120);
    }
  }

  @Test
  void packingMakesTheMemorySmall() {
    Random random = new Random(9);
    byte[] plain = Samples.records(random, 60_000);
    DeflateEncoder encoder = new DeflateEncoder(15);
    DeflateDecoder decoder = new DeflateDecoder(15);
    for (int at = 0; at < plain.length; at += 400) {
      byte[] message = Arrays.copyOfRange(plain, at, at + 400);
      byte[] stream = Encoding.withTail(Encoding.whole(encoder, message, Flush.MESSAGE));
      decode(decoder, stream, message);
    }
    assertThat(encoder.retainedBytes()).isGreaterThan(100_000);
    assertThat(decoder.retainedBytes()).isGreaterThan(32_768);
    encoder.pack();
    decoder.pack();
    assertThat(encoder.retainedBytes()).isBetween(1000L, 32_768L / 2);
    assertThat(decoder.retainedBytes()).isBetween(1000L, 32_768L / 2);
    long packed = decoder.retainedBytes();
    decoder.pack();
    assertThat(decoder.retainedBytes()).as("packed twice").isEqualTo(packed);
  }

  @Test
  void whatHasNothingToPackStaysAsItIs() {
    DeflateEncoder encoder = new DeflateEncoder(15);
    DeflateDecoder decoder = new DeflateDecoder(15);
    encoder.pack();
    decoder.pack();
    assertThat(encoder.retainedBytes()).isZero();
    assertThat(decoder.retainedBytes()).isZero();
    byte[] noise = Samples.noise(new Random(1), 5000);
    decode(decoder, Encoding.withTail(Encoding.whole(encoder, noise, Flush.MESSAGE)), noise);
    long before = decoder.retainedBytes();
    decoder.pack();
    assertThat(decoder.retainedBytes()).isEqualTo(before);
    decoder.reset();
    encoder.pack();
    encoder.reset();
    assertThat(encoder.retainedBytes()).isZero();
    assertThat(Encoding.whole(encoder, EMPTY, Flush.MESSAGE)).containsExactly(0);
  }

  @Test
  void whatIsForgottenWhilePackedIsForgotten() {
    byte[] old = Samples.text(new Random(3), 2000);
    DeflateEncoder encoder = new DeflateEncoder(15);
    int fresh = Encoding.whole(encoder, old, Flush.MESSAGE).length;
    encoder.pack();
    encoder.dropHistory();
    assertThat(encoder.retainedBytes()).isZero();
    assertThat(Encoding.whole(encoder, old, Flush.MESSAGE)).hasSize(fresh);
  }
}
