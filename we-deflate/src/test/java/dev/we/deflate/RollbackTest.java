package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.deflate.DeflateEncoder.Flush;
import dev.we.deflate.DeflateEncoder.Status;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is taken back leaves no trace: neither for the peer nor in what later messages take. */
class RollbackTest {
  private static final byte[] EMPTY = {};

  private final byte[] first = Samples.noise(new Random(1), 300);
  private final byte[] second = Samples.noise(new Random(2), 100);

  private static void sent(DeflateEncoder encoder, DeflateDecoder decoder, byte[] plain) {
    byte[] stream = Encoding.withTail(Encoding.whole(encoder, plain, Flush.MESSAGE));
    assertThat(Decoding.run(decoder, stream, stream.length, plain.length).output())
        .isEqualTo(plain);
  }

  @Test
  void givingUpAMessageWithoutBytesDoesNotTakeBackTheOneBefore() {
    DeflateEncoder encoder = new DeflateEncoder(15);
    DeflateDecoder decoder = new DeflateDecoder(15);
    sent(encoder, decoder, first);
    sent(encoder, decoder, second);
    assertThat(encoder.encode(EMPTY, 0, 0, new byte[9], 0, 9, Flush.NONE)).isEqualTo(Status.DONE);
    encoder.rollback();
    sent(encoder, decoder, first);
  }

  @Test
  void aSecondRollbackTakesNothingBack() {
    DeflateEncoder encoder = new DeflateEncoder(15);
    DeflateDecoder decoder = new DeflateDecoder(15);
    sent(encoder, decoder, first);
    sent(encoder, decoder, second);
    Encoding.whole(encoder, second, Flush.MESSAGE);
    encoder.rollback();
    encoder.rollback();
    sent(encoder, decoder, first);
  }

  @Test
  void whatWasAppendedStays() {
    DeflateEncoder encoder = new DeflateEncoder(15);
    DeflateDecoder decoder = new DeflateDecoder(15);
    sent(encoder, decoder, first);
    sent(new DeflateEncoder(15), decoder, second);
    encoder.append(second, 0, second.length);
    encoder.rollback();
    sent(encoder, decoder, first);
  }

  /** In every state: before, amid and behind its output, its flush written or not. */
  @ParameterizedTest
  @EnumSource(names = {"FAST", "BALANCED", "BEST"})
  void afterwardsTheHistoryIsFoundAsIfNothingHadBeen(Level level) {
    byte[] never = Samples.noise(new Random(3), 200);
    for (int room = 0; room <= 220; room += 20) {
      for (Flush flush : Flush.values()) {
        DeflateEncoder encoder = new DeflateEncoder(15, level);
        DeflateDecoder decoder = new DeflateDecoder(15);
        sent(encoder, decoder, first);
        encoder.encode(never, 0, never.length, new byte[room], 0, room, flush);
        encoder.rollback();
        if (flush != Flush.MESSAGE_AND_FORGET && flush != Flush.FINISH) {
          assertThat(encoder.retainedBytes()).isGreaterThanOrEqualTo(first.length);
          byte[] again = Encoding.whole(encoder, first, Flush.MESSAGE);
          assertThat(again.length).as("room %d, %s", room, flush).isLessThan(15);
          encoder.rollback();
        }
        sent(encoder, decoder, first);
      }
    }
  }
}
