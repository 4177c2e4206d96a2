package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.deflate.DeflateDecoder.Status;
import dev.we.deflate.DeflateEncoder.Flush;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The output's limit, and every length at every kind of distance, across every border. */
class LimitsAndWindowTest {
  private static final Level[] LEVELS = Level.values();

  private static BitString stored(BitString to, byte[] octets) {
    return to.bits(0, 3).align().bits(octets.length, 16).bits(~octets.length, 16).octets(octets);
  }

  private static void match(BitString to, int length, int distance) {
    int symbol = Alphabet.lengthSymbol(length);
    to.fixedSymbol(257 + symbol)
        .bits(length - Alphabet.lengthBase(symbol), Alphabet.lengthExtraBits(symbol));
    symbol = Alphabet.distanceSymbol(distance);
    to.code(symbol, 5)
        .bits(distance - Alphabet.distanceBase(symbol), Alphabet.distanceExtraBits(symbol));
  }

  @Test
  void everyLengthAtEveryDistanceBaseAndBesideIt() {
    for (int windowBits = 8; windowBits <= 15; windowBits++) {
      int window = 1 << windowBits;
      Random random = new Random(windowBits);
      byte[] plain = Arrays.copyOf(Samples.noise(random, window), 500 * 300 + window);
      int made = window;
      BitString bits = stored(new BitString(), Arrays.copyOf(plain, window)).bits(0, 1).bits(1, 2);
      int symbol = 0;
      for (int length = 3; length <= 258; length++) {
        for (int beside = -1; beside <= 1; beside++) {
          symbol = (symbol + 1) % (2 * windowBits);
          int distance = Math.clamp(Alphabet.distanceBase(symbol) + beside, 1, window);
          if (made + length > plain.length) {
            break;
          }
          match(bits, length, distance);
          for (int end = made + length; made < end; made++) {
            plain[made] = plain[made - distance];
          }
        }
      }
      byte[] stream = bits.fixedSymbol(256).toBytes();
      byte[] expected = Arrays.copyOf(plain, made);
      for (int room : new int[] {1, 13, 100, 257, 1000, window, made}) {
        Decoding.Outcome outcome =
            Decoding.run(new DeflateDecoder(windowBits), stream, stream.length, room);
        assertThat(outcome.refusal()).isNull();
        assertThat(outcome.output()).as("window %d room %d", windowBits, room).isEqualTo(expected);
      }
    }
  }

  @Test
  void theFarthestDistanceIsTheWindowAndOneMoreIsRefused() {
    for (int windowBits = 8; windowBits <= 15; windowBits++) {
      int window = 1 << windowBits;
      byte[] noise = Samples.noise(new Random(1), Math.min(window + 1, 65_535));
      BitString good = stored(new BitString(), noise).bits(1, 1).bits(1, 2);
      match(good, 258, window);
      byte[] stream = good.fixedSymbol(256).toBytes();
      byte[] output = Decoding.run(new DeflateDecoder(windowBits), stream, 1, 1).output();
      assertThat(Arrays.copyOfRange(output, noise.length, noise.length + 258))
          .isEqualTo(Arrays.copyOfRange(output, 1, 259));
      if (windowBits < 15) {
        BitString bad = stored(new BitString(), noise).bits(1, 1).bits(1, 2);
        match(bad, 3, window + 1);
        for (int room : new int[] {1, 70_000}) {
          assertThat(
                  Decoding.run(new DeflateDecoder(windowBits), bad.toBytes(), 5, room)
                      .refused()
                      .reason())
              .isEqualTo(DeflateFormatException.Reason.DISTANCE_BEYOND_WINDOW);
        }
      }
    }
  }

  /** What fits exactly is complete; one byte less room, and it is not, with every byte there is. */
  @Test
  void theLimitIsExact() throws DeflateFormatException {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      byte[] plain = Samples.any(random, 1 + random.nextInt(3000));
      byte[] stream =
          Encoding.withTail(
              Encoding.whole(
                  new DeflateEncoder(15, LEVELS[seed % LEVELS.length]),
                  plain,
                  DeflateEncoder.Flush.MESSAGE));
      byte[] output = new byte[plain.length + 1];
      output[plain.length] = 77;
      DeflateDecoder decoder = new DeflateDecoder(15);
      assertThat(decoder.decode(stream, 0, stream.length, output, 0, plain.length))
          .isEqualTo(Status.NEEDS_INPUT);
      assertThat(decoder.place()).isEqualTo(DeflateDecoder.Place.AFTER_EMPTY_STORED_BLOCK);
      assertThat(output[plain.length]).isEqualTo((byte) 77);
      decoder.reset();
      Arrays.fill(output, (byte) 77);
      assertThat(decoder.decode(stream, 0, stream.length, output, 0, plain.length - 1))
          .isEqualTo(Status.NEEDS_OUTPUT);
      assertThat(decoder.outputPosition()).isEqualTo(plain.length - 1);
      assertThat(output[plain.length - 1]).isEqualTo((byte) 77);
      assertThat(Arrays.copyOf(output, plain.length - 1))
          .isEqualTo(Arrays.copyOf(plain, plain.length - 1));
    }
  }

  /** Zeros by the gigabyte: nothing is kept but the window. */
  @Test
  void aBombStaysInItsRoom() throws DeflateFormatException {
    BitString bits = new BitString().bits(0, 1).bits(1, 2).fixedSymbol(0);
    for (int i = 0; i < 40_000; i++) {
      match(bits, 258, 1);
    }
    byte[] stream = bits.toBytes();
    DeflateDecoder decoder = new DeflateDecoder(9);
    byte[] output = new byte[1000];
    int at = 0;
    long made = 0;
    Status status = Status.NEEDS_OUTPUT;
    while (status == Status.NEEDS_OUTPUT) {
      status = decoder.decode(stream, at, stream.length, output, 0, output.length);
      at = decoder.inputPosition();
      made += decoder.outputPosition();
    }
    assertThat(made).isEqualTo(40_000L * 258 + 1).isEqualTo(decoder.totalOutputBytes());
    assertThat(decoder.retainedBytes()).isLessThan(600);
  }

  @Test
  void memoryGrowsWithUseAndGoesWithReset() throws DeflateFormatException {
    DeflateDecoder decoder = new DeflateDecoder(15);
    assertThat(decoder.retainedBytes()).isZero();
    DeflateEncoder encoder = new DeflateEncoder(15);
    byte[] output = new byte[70_000];
    long before = 0;
    for (int i = 0; i < 60; i++) {
      byte[] plain = Samples.records(new Random(i), 700);
      byte[] stream =
          Encoding.withTail(Encoding.whole(encoder, plain, DeflateEncoder.Flush.MESSAGE));
      decoder.decode(stream, 0, stream.length, output, 0, output.length);
      assertThat(decoder.retainedBytes())
          .isBetween(before, Math.min(32_784, 2L * 700 * (i + 1) + 272));
      before = decoder.retainedBytes();
    }
    assertThat(encoder.retainedBytes()).isLessThanOrEqualTo(137_216);
    encoder.limitHistory(512);
    assertThat(encoder.retainedBytes()).isLessThanOrEqualTo(640);
    encoder.dropHistory();
    assertThat(encoder.retainedBytes()).isZero();
    decoder.reset();
    assertThat(decoder.retainedBytes()).isZero();
  }

  @Test
  void aMessageThatIsForgottenLeavesNothing() throws DeflateFormatException {
    DeflateDecoder decoder = new DeflateDecoder(15);
    byte[] plain = Samples.text(new Random(3), 5000);
    DeflateEncoder encoder = new DeflateEncoder(15);
    byte[] output = new byte[5000];
    for (int i = 0; i < 3; i++) {
      byte[] stream =
          Encoding.withTail(
              Encoding.whole(encoder, plain, DeflateEncoder.Flush.MESSAGE_AND_FORGET));
      assertThat(encoder.retainedBytes()).isZero();
      // Nothing is forgotten while more room is needed.
      assertThat(decoder.decodeAndForget(stream, 0, stream.length, output, 0, 3000))
          .isEqualTo(Status.NEEDS_OUTPUT);
      int at = decoder.inputPosition();
      assertThat(decoder.decodeAndForget(stream, at, stream.length, output, 3000, 5000))
          .isEqualTo(Status.NEEDS_INPUT);
      assertThat(output).isEqualTo(plain);
      assertThat(decoder.retainedBytes()).isZero();
    }
  }

  @Test
  void whatWasGatheredIsGivenBackThoughTheFlushFindsNoRoomAtOnce() {
    DeflateEncoder encoder = new DeflateEncoder(15, Level.STORED);
    byte[] plain = new byte[1000];
    byte[] out = new byte[600];
    encoder.encode(plain, 0, plain.length, out, 0, out.length, Flush.NONE);
    assertThat(encoder.retainedBytes()).isGreaterThanOrEqualTo(plain.length);
    assertThat(encoder.encode(plain, 0, 0, out, 0, out.length, Flush.MESSAGE))
        .isEqualTo(DeflateEncoder.Status.NEEDS_OUTPUT);
    assertThat(encoder.encode(plain, 0, 0, out, 0, out.length, Flush.MESSAGE))
        .isEqualTo(DeflateEncoder.Status.DONE);
    assertThat(encoder.retainedBytes()).isZero();
  }

  /** History, an eighth more; chains of two bytes for each byte of it; heads a quarter as long. */
  @Test
  void aLimitedHistoryLimitsItsTablesToo() {
    byte[] plain = Samples.records(new Random(1), 400);
    int[][] most = {{2 << 10, 2_304}, {4 << 10, 15_872}, {8 << 10, 30_720}, {16 << 10, 60_416}};
    for (int[] history : most) {
      DeflateEncoder encoder = new DeflateEncoder(15);
      encoder.limitHistory(history[0]);
      for (int message = 0; message < 150; message++) {
        Encoding.whole(encoder, plain, DeflateEncoder.Flush.MESSAGE);
      }
      assertThat(encoder.retainedBytes())
          .as("history of %d bytes", history[0])
          .isBetween((long) history[0], (long) history[1]);
    }
  }

  @Test
  void roomThatNoArrayHasIsNotPromised() {
    for (int input : new int[] {Integer.MAX_VALUE, 2_147_200_000}) {
      assertThatThrownBy(() -> DeflateEncoder.maxEncodedBytes(input))
          .isInstanceOf(ArithmeticException.class);
    }
    assertThat(DeflateEncoder.maxEncodedBytes(2_000_000_000)).isGreaterThan(2_000_000_000);
  }

  @Test
  void fixedBlocksWithoutContentAreTheSameInEverySplit() {
    BitString bits = new BitString();
    for (int block = 0; block < 100; block++) {
      bits.bits(0, 1).bits(1, 2).fixedSymbol(256);
    }
    bits.bits(0, 1).bits(1, 2).fixedSymbol('a').fixedSymbol(256);
    byte[] stream = bits.bits(1, 1).bits(1, 2).fixedSymbol(256).toBytes();
    for (int piece = 1; piece <= stream.length; piece++) {
      Decoding.Outcome outcome = Decoding.run(new DeflateDecoder(8), stream, piece, 1);
      assertThat(outcome.refusal()).isNull();
      assertThat(outcome.output()).as("pieces of %d", piece).containsExactly('a');
      assertThat(outcome.place()).isEqualTo(DeflateDecoder.Place.AFTER_FINAL_BLOCK);
      assertThat(outcome.consumed()).isEqualTo(stream.length);
    }
  }
}
