package dev.we.net.websocket.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.we.conformance.fuzz.Cuts;
import dev.we.conformance.fuzz.FuzzInput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Any bytes are heads (RFC 6455, section 5.2), the same ones however they are cut, and those that a
 * plain reading of the whole input finds.
 *
 * <p>Data: two bytes of seed for the cuts, then heads, each with so many bytes of payload behind it
 * as the lowest three bits of its length say.
 */
class FrameDecoderFuzzTest {
  @FuzzTest
  void headsAreReadAsThePictureInTheRfcHasThem(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    int seed = input.number();
    byte[] stream = input.rest();
    List<FrameHeader> expected = plainReading(stream);
    for (Cuts cuts : Cuts.all(seed)) {
      assertThat(new Reading(stream, new Random(seed)).inPieces(cuts)).isEqualTo(expected);
    }
  }

  private static int payload(FrameHeader head) {
    return (int) head.payloadLength() & 7;
  }

  private static List<FrameHeader> plainReading(byte[] stream) {
    List<FrameHeader> heads = new ArrayList<>();
    int at = 0;
    while (stream.length - at >= 2) {
      int first = stream[at] & 0xFF;
      int second = stream[at + 1] & 0xFF;
      boolean masked = second > 127;
      int form = second % 128;
      int lengthBytes = form == 126 ? 2 : form == 127 ? 8 : 0;
      int end = at + 2 + lengthBytes + (masked ? 4 : 0);
      if (end > stream.length) {
        break;
      }
      long length = lengthBytes == 0 ? form : bigEndian(stream, at + 2, lengthBytes);
      int key = masked ? (int) bigEndian(stream, end - 4, 4) : 0;
      FrameHeader head =
          new FrameHeader(first > 127, first / 16 % 8, first % 16, masked, length, key);
      heads.add(head);
      at = end + payload(head);
    }
    return heads;
  }

  private static long bigEndian(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      value = value * 256 + (bytes[i] & 0xFF);
    }
    return value;
  }

  /** The decoder under test, asked sometimes for a whole head and sometimes for steps. */
  private static final class Reading {
    private final byte[] stream;
    private final Random random;
    private final FrameDecoder decoder = new FrameDecoder();
    private final List<FrameHeader> heads = new ArrayList<>();
    private FrameDecoder.Step last = FrameDecoder.Step.HEADER;
    private long leastLength;
    private int skip;

    Reading(byte[] stream, Random random) {
      this.stream = stream;
      this.random = random;
    }

    List<FrameHeader> inPieces(Cuts cuts) {
      for (int at = 0; at < stream.length; ) {
        int count = cuts.next(stream.length - at);
        read(ByteBuffer.wrap(stream, at, count));
        at += count;
      }
      return heads;
    }

    private void read(ByteBuffer in) {
      while (true) {
        int skipped = Math.min(skip, in.remaining());
        in.position(in.position() + skipped);
        skip -= skipped;
        if (skip > 0) {
          return;
        }
        boolean between = last == FrameDecoder.Step.HEADER;
        if (random.nextBoolean() && decoder.whole(in)) {
          assertThat(between).isTrue();
          atHead();
          continue;
        }
        int before = in.position();
        FrameDecoder.Step step = decoder.next(in);
        if (step == FrameDecoder.Step.NEEDS_INPUT) {
          assertThat(in.hasRemaining()).isFalse();
          return;
        }
        assertThat(in.position() - before).isBetween(0, 4);
        requireOrder(step);
        last = step;
        if (step == FrameDecoder.Step.HEADER) {
          atHead();
        }
      }
    }

    private void requireOrder(FrameDecoder.Step step) {
      boolean inOrder =
          last == FrameDecoder.Step.HEADER
              ? step == FrameDecoder.Step.FIRST_BYTE
              : step.compareTo(last) > 0
                  || (step == FrameDecoder.Step.LENGTH_SO_FAR && last == step);
      assertThat(inOrder).as("%s behind %s", step, last).isTrue();
      if (step.compareTo(FrameDecoder.Step.LENGTH_SO_FAR) >= 0) {
        assertThat(Long.compareUnsigned(decoder.payloadLength(), leastLength)).isNotNegative();
        leastLength = decoder.payloadLength();
      }
    }

    private void atHead() {
      heads.add(decoder.header());
      skip = payload(decoder.header());
      leastLength = 0;
      last = FrameDecoder.Step.HEADER;
    }
  }
}
