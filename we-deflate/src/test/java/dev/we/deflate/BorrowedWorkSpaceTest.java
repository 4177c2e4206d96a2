package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Work space goes back on every path out of a block or a call, and is never two codecs' at once.
 */
class BorrowedWorkSpaceTest {
  private static final byte[] DYNAMIC = JavaUtilZip.deflate(Samples.text(new Random(4), 900));

  /** Puts tables that will be known again where a new decoder looks first. */
  private static DecodeTables planted() {
    DecodeTables tables = DecodeTables.POOL.take(new ScratchPool.Borrower());
    DecodeTables.POOL.give(new ScratchPool.Borrower(), tables);
    return tables;
  }

  private static boolean areBack(DecodeTables tables) {
    DecodeTables found = DecodeTables.POOL.take(new ScratchPool.Borrower());
    DecodeTables.POOL.give(new ScratchPool.Borrower(), found);
    return found == tables;
  }

  @Test
  void tablesStayAsLongAsTheirBlockDoes() throws DeflateFormatException {
    byte[] output = new byte[1000];
    for (int cut = 1; cut < DYNAMIC.length; cut++) {
      DecodeTables tables = planted();
      DeflateDecoder decoder = new DeflateDecoder(15);
      decoder.decode(DYNAMIC, 0, cut, output, 0, output.length);
      assertThat(areBack(tables)).as("cut at %d", cut).isFalse();
      assertThat(decoder.retainedBytes()).isGreaterThanOrEqualTo(DecodeTables.BYTES);
      decoder.decode(DYNAMIC, cut, DYNAMIC.length, output, 0, output.length);
      assertThat(areBack(tables)).as("cut at %d", cut).isTrue();
      assertThat(decoder.retainedBytes()).isLessThan(DecodeTables.BYTES);
    }
  }

  @Test
  void tablesAreBackAfterARefusalAndAfterAReset() {
    byte[] output = new byte[40_000];
    int refused = 0;
    for (int bit = 3; bit < DYNAMIC.length * 8; bit += 5) {
      byte[] damaged = DYNAMIC.clone();
      damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
      DecodeTables tables = planted();
      DeflateDecoder decoder = new DeflateDecoder(8);
      try {
        for (int at = 0; at < damaged.length; at = decoder.inputPosition()) {
          int to = Math.min(damaged.length, at + 3);
          decoder.decode(damaged, at, to, output, 0, output.length);
        }
        decoder.reset();
      } catch (DeflateFormatException e) {
        refused++;
      }
      assertThat(areBack(tables)).as("bit %d", bit).isTrue();
      assertThat(decoder.retainedBytes()).isZero();
    }
    assertThat(refused).isGreaterThan(30);
  }

  @Test
  void codecsOfManyThreadsDoNotDisturbEachOther() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<?>> conversations = new ArrayList<>();
      for (int seed = 0; seed < 16; seed++) {
        Random random = new Random(seed);
        conversations.add(threads.submit(() -> converse(random)));
      }
      for (Future<?> conversation : conversations) {
        conversation.get();
      }
    }
  }

  private static void converse(Random random) {
    Level[] levels = Level.values();
    DeflateEncoder encoder = new DeflateEncoder(11, levels[random.nextInt(levels.length)]);
    DeflateDecoder decoder = new DeflateDecoder(11);
    for (int message = 0; message < 40; message++) {
      byte[] plain = Samples.any(random, random.nextInt(4000));
      byte[] stream =
          Encoding.withTail(Encoding.whole(encoder, plain, DeflateEncoder.Flush.MESSAGE));
      // Suspended inside blocks, so that others come in between; and now and then left for good.
      Decoding.Outcome outcome = Decoding.split(decoder, stream, random);
      if (!Arrays.equals(outcome.output(), plain)) {
        throw new AssertionError("message " + message + ": " + outcome.refusal());
      }
      Decoding.run(new DeflateDecoder(15), Arrays.copyOf(DYNAMIC, 60), 7, 1000);
    }
  }
}
