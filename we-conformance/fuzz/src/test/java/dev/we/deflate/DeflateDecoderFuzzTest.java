package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.we.conformance.fuzz.Cuts;
import dev.we.conformance.fuzz.FuzzInput;
import dev.we.deflate.DeflateDecoder.Status;
import dev.we.deflate.DeflateFormatException.Reason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes are accepted or refused as zlib does, with the same output before; the same for every
 * way to cut input and output; with not a byte written outside the room, and no more memory held
 * than the window and a block's tables.
 *
 * <p>Two differences are meant: zlib refuses an empty code length code only when it is first used,
 * and knows no window smaller than 2^15, for which {@link GreatestDistance} is asked.
 *
 * <p>Data: a byte of window, two of output limit, two of seed for the cuts, then the stream.
 */
class DeflateDecoderFuzzTest {
  private static final int TABLES = 12 << 10;

  @FuzzTest
  void isAcceptedAndRefusedAsByZlib(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    int windowBits = 15 - input.upTo(7);
    int limit = input.number();
    int seed = input.number();
    byte[] stream = input.rest();
    Outcome whole = Outcome.of(windowBits, stream, limit, Cuts.whole(), Cuts.whole());
    compare(whole, ZlibOracle.inflate(stream, true, limit), limit);
    Outcome wide = Outcome.of(15, stream, limit, Cuts.whole(), Cuts.whole());
    if (wide.refusal == null && wide.status != Status.NEEDS_OUTPUT) {
      boolean beyond = GreatestDistance.in(stream) > 1 << windowBits;
      assertThat(whole.refusal != null).isEqualTo(beyond);
    }
    Cuts[][] cuts = {
      {Cuts.single(), Cuts.random(seed)},
      {Cuts.whole(), Cuts.random(seed)},
      {Cuts.random(seed), Cuts.random(~seed)},
    };
    for (Cuts[] pair : cuts) {
      Outcome split = Outcome.of(windowBits, stream, limit, pair[0], pair[1]);
      assertThat(split.told()).isEqualTo(whole.told());
      assertThat(split.output).isEqualTo(whole.output);
    }
  }

  private static void compare(Outcome ours, ZlibOracle theirs, int limit) {
    DeflateFormatException refusal = ours.refusal;
    if (refusal == null) {
      int common = Math.min(limit, theirs.output().length);
      assertThat(ours.output).isEqualTo(Arrays.copyOf(theirs.output(), common));
      if (ours.status == Status.NEEDS_OUTPUT) {
        assertThat(ours.output).hasSize(limit); // and what is behind the limit was not looked at
        return;
      }
      assertThat(theirs.output()).hasSize(common);
      assertThat(theirs.refused()).isFalse();
      assertThat(theirs.finished()).isEqualTo(ours.status == Status.END_OF_FINAL_BLOCK);
      if (theirs.finished()) {
        assertThat((long) ours.consumed).isEqualTo(theirs.read());
      }
      return;
    }
    assertThat(theirs.output()).startsWith(ours.output);
    if (refusal.reason() == Reason.DISTANCE_BEYOND_WINDOW) {
      return;
    }
    assertThat(theirs.output()).isEqualTo(ours.output);
    boolean later = refusal.reason() == Reason.CODE_LENGTH_CODE_EMPTY && !theirs.finished();
    assertThat(theirs.refused() || later).as("%s", refusal).isTrue();
  }

  /** What came of a stream. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
  private record Outcome(
      byte[] output,
      @Nullable Status status,
      DeflateDecoder.Place place,
      @Nullable DeflateFormatException refusal,
      int consumed) {

    static Outcome of(int windowBits, byte[] stream, int limit, Cuts inputs, Cuts outputs) {
      DeflateDecoder decoder = new DeflateDecoder(windowBits);
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      int at = 0;
      while (true) {
        int count = inputs.next(stream.length - at);
        byte[] in = framed(count, 0xA5);
        System.arraycopy(stream, at, in, 3, count);
        int room = outputs.next(limit - output.size());
        byte[] out = framed(room, 0x5A);
        Status status = null;
        DeflateFormatException refusal = null;
        try {
          status = decoder.decode(in, 3, 3 + count, out, 3, 3 + room);
        } catch (DeflateFormatException e) {
          refusal = e;
        }
        requireFrame(out, room);
        at += decoder.inputPosition() - 3;
        output.write(out, 3, decoder.outputPosition() - 3);
        assertThat(decoder.retainedBytes()).isBetween(0L, (1L << windowBits) + TABLES);
        boolean over =
            status == null
                || switch (status) {
                  case NEEDS_INPUT -> at == stream.length;
                  case NEEDS_OUTPUT -> output.size() == limit;
                  case END_OF_FINAL_BLOCK -> true;
                };
        if (over) {
          return new Outcome(output.toByteArray(), status, decoder.place(), refusal, at);
        }
      }
    }

    private static byte[] framed(int count, int filling) {
      byte[] array = new byte[count + 6];
      Arrays.fill(array, (byte) filling);
      return array;
    }

    private static void requireFrame(byte[] out, int room) {
      for (int i = 0; i < 3; i++) {
        if (out[i] != 0x5A || out[room + 3 + i] != 0x5A) {
          throw new AssertionError("wrote outside its room of " + room);
        }
      }
    }

    String told() {
      String where = status == Status.END_OF_FINAL_BLOCK ? " at " + consumed : "";
      return refusal == null ? status + " " + place + where : refusal.toString();
    }
  }
}
