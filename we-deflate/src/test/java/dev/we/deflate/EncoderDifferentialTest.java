package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.deflate.DeflateEncoder.Flush;
import java.util.Random;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** What is encoded here, zlib and our own, stricter decoder must both understand. */
class EncoderDifferentialTest {
  private static final Level[] LEVELS = Level.values();

  @Test
  void streamsOfEveryLevelAndWindowAndSplit() {
    Inflater zlib = new Inflater(true);
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      byte[] plain = Samples.any(random, Samples.size(random, 200_000));
      int windowBits = 8 + random.nextInt(8);
      DeflateEncoder encoder = new DeflateEncoder(windowBits, LEVELS[seed % 5]);
      byte[] stream =
          random.nextBoolean()
              ? Encoding.whole(encoder, plain, Flush.FINISH)
              : Encoding.split(encoder, plain, Flush.FINISH, random);
      Decoding.Outcome own =
          Decoding.run(new DeflateDecoder(windowBits), stream, stream.length, plain.length + 1);
      assertThat(own.refusal()).as("seed %d", seed).isNull();
      assertThat(own.output()).as("seed %d", seed).isEqualTo(plain);
      assertThat(own.status()).isEqualTo(DeflateDecoder.Status.END_OF_FINAL_BLOCK);
      assertThat(own.consumed()).isEqualTo(stream.length);
      JavaUtilZip.Outcome theirs = JavaUtilZip.inflate(zlib, stream, plain.length + 1);
      assertThat(theirs.finished()).as("seed %d", seed).isTrue();
      assertThat(theirs.output()).as("seed %d", seed).isEqualTo(plain);
    }
    zlib.end();
  }

  /**
   * Every message, every way to handle the context between them, one decoder each for the stream.
   */
  @Test
  void conversationsWithTakeoverRollbackForgettingAppendingAndLimits() throws Exception {
    for (int seed = 0; seed < 120; seed++) {
      Random random = new Random(seed);
      int windowBits = 8 + random.nextInt(8);
      DeflateEncoder encoder = new DeflateEncoder(windowBits, LEVELS[1 + seed % 4]);
      DeflateEncoder other = new DeflateEncoder(8, Level.FAST);
      DeflateDecoder decoder = new DeflateDecoder(windowBits);
      Inflater zlib = new Inflater(true);
      int most = 1 << (3 + random.nextInt(13));
      for (int i = 0; i < 40; i++) {
        byte[] plain = Samples.any(random, random.nextInt(most));
        byte[] message = message(encoder, other, plain, random);
        byte[] stream = Encoding.withTail(message);
        Decoding.Outcome outcome =
            Decoding.run(decoder, stream, stream.length, plain.length + random.nextInt(9));
        assertThat(outcome.refusal()).as("seed %d message %d", seed, i).isNull();
        assertThat(outcome.output()).as("seed %d message %d", seed, i).isEqualTo(plain);
        assertThat(outcome.place()).isEqualTo(DeflateDecoder.Place.AFTER_EMPTY_STORED_BLOCK);
        zlib.setInput(stream);
        byte[] theirs = new byte[plain.length + 1];
        assertThat(zlib.inflate(theirs)).isEqualTo(plain.length);
        assertThat(java.util.Arrays.copyOf(theirs, plain.length)).isEqualTo(plain);
      }
      zlib.end();
    }
  }

  private static byte[] message(
      DeflateEncoder encoder, DeflateEncoder other, byte[] plain, Random random) {
    switch (random.nextInt(12)) {
      case 0 -> encoder.dropHistory();
      case 1 -> encoder.limitHistory(random.nextInt(40_000));
      case 2 -> {
        // Encoded, then taken back: the peer never sees it.
        byte[] never = Samples.any(random, random.nextInt(2 * plain.length + 10));
        Encoding.split(encoder, never, Flush.MESSAGE, random);
        encoder.rollback();
      }
      case 3 -> {
        // Taken back half-way.
        byte[] out = new byte[10];
        encoder.encode(plain, 0, plain.length / 2, out, 0, 10, Flush.NONE);
        encoder.rollback();
      }
      case 4 -> {
        byte[] message = Encoding.whole(other, plain, Flush.MESSAGE_AND_FORGET);
        encoder.append(plain, 0, plain.length);
        return message;
      }
      case 5 -> {
        byte[] message = Encoding.whole(other, plain, Flush.MESSAGE_AND_FORGET);
        encoder.dropHistory();
        return message;
      }
      default -> {}
    }
    Flush flush = random.nextInt(9) == 0 ? Flush.MESSAGE_AND_FORGET : Flush.MESSAGE;
    return random.nextBoolean()
        ? Encoding.whole(encoder, plain, flush)
        : Encoding.split(encoder, plain, flush, random);
  }

  /** Positions are kept in 16 bits, and the history moves when it is full: sizes around both. */
  @Test
  void messagesAroundTheWindowAndPastTheWrapOfPositions() {
    for (Level level : new Level[] {Level.FAST, Level.BALANCED}) {
      for (int windowBits : new int[] {8, 9, 11, 13, 15}) {
        int window = 1 << windowBits;
        DeflateEncoder encoder = new DeflateEncoder(windowBits, level);
        DeflateDecoder decoder = new DeflateDecoder(windowBits);
        Random random = new Random(windowBits);
        byte[] text = Samples.text(random, 90_000);
        int[] sizes = {window - 1, window, window + 1, window / 4, window * 5 / 4, 65_535, 65_536};
        for (int i = 0; i < 60; i++) {
          int size = sizes[random.nextInt(sizes.length)] + random.nextInt(5) - 2;
          int from = random.nextInt(text.length - size + 1);
          byte[] plain = java.util.Arrays.copyOfRange(text, from, from + size);
          byte[] stream = Encoding.withTail(Encoding.whole(encoder, plain, Flush.MESSAGE));
          Decoding.Outcome outcome = Decoding.run(decoder, stream, stream.length, size);
          assertThat(outcome.refusal()).isNull();
          assertThat(outcome.output()).isEqualTo(plain);
        }
      }
    }
  }
}
