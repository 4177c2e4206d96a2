package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.we.conformance.fuzz.Cuts;
import dev.we.conformance.fuzz.FuzzInput;
import dev.we.deflate.DeflateEncoder.Flush;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A conversation of messages of any bytes, with any settings, cut anywhere, with history dropped,
 * limited, appended to and rolled back between them: java.util.zip and our own decoder, which knows
 * no greater window than the one agreed on, read every message as it was meant, and each is no
 * longer and holds no more memory than is promised.
 *
 * <p>Data: a byte each of window and level, two of seed for the cuts, then up to eight steps: what
 * to do, and the bytes to do it with ({@link #plain}).
 */
class DeflateEncoderFuzzTest {
  private static final int MAX_STEPS = 8;
  private static final byte[] TAIL = {0, 0, -1, -1};

  @FuzzTest
  void everyMessageIsReadAsItWasMeant(byte[] data) throws Exception {
    FuzzInput input = new FuzzInput(data);
    int windowBits = 15 - input.upTo(7);
    Conversation conversation =
        new Conversation(windowBits, input.oneOf(Level.values()), input.number());
    try {
      for (int step = 0; step < MAX_STEPS && !input.isEmpty(); step++) {
        conversation.step(input);
      }
    } finally {
      conversation.zlib.end();
    }
  }

  /** Up to 16 KiB out of few bytes: some of them, repeated, with a number woven in. */
  private static byte[] plain(FuzzInput input) {
    int kind = input.octet();
    byte[] seed = input.bytes(1 + input.octet());
    if ((kind & 3) == 0 || seed.length == 0) {
      return seed;
    }
    byte[] plain = new byte[input.number() >> (2 + (kind >> 4))];
    int every = 1 + (kind >> 2 & 3) * 50;
    for (int i = 0; i < plain.length; i++) {
      plain[i] = seed[i % seed.length];
      if (i % every == 0 && (kind & 2) != 0) {
        plain[i] += (byte) (i / every * 7);
      }
    }
    return plain;
  }

  /** An encoder, and two that read what it sends. */
  private static final class Conversation {
    private final int windowBits;
    private final Cuts inputs;
    private final Cuts outputs;
    private final DeflateEncoder encoder;
    private final DeflateEncoder other = new DeflateEncoder(8, Level.FAST);
    private final DeflateDecoder decoder;
    private final Inflater zlib = new Inflater(true);

    Conversation(int windowBits, Level level, int seed) {
      this.windowBits = windowBits;
      this.inputs = seed % 3 == 0 ? Cuts.whole() : Cuts.random(seed);
      this.outputs = seed % 5 == 0 ? Cuts.whole() : Cuts.random(~seed);
      this.encoder = new DeflateEncoder(windowBits, level);
      this.decoder = new DeflateDecoder(windowBits);
    }

    void step(FuzzInput input) throws DeflateFormatException, DataFormatException {
      int what = input.octet();
      byte[] plain = plain(input);
      switch (what % 8) {
        case 0 -> encoder.dropHistory();
        case 1 -> encoder.limitHistory(input.number());
        case 2 -> {
          encoded(encoder, plain, Flush.MESSAGE);
          encoder.rollback();
        }
        case 3 -> {
          encoder.encode(plain, 0, plain.length / 2, new byte[10], 0, 10, Flush.NONE);
          encoder.rollback();
        }
        case 4 -> {
          requireRead(encoded(other, plain, Flush.MESSAGE_AND_FORGET), plain);
          encoder.append(plain, 0, plain.length);
        }
        case 5 -> {
          byte[] first = encoded(encoder, plain, Flush.SYNC);
          byte[] second = encoded(encoder, plain, Flush.MESSAGE);
          requireRead(joined(first, second), joined(plain, plain));
        }
        case 6 -> {
          requireRead(encoded(encoder, plain, Flush.MESSAGE_AND_FORGET), plain);
          assertThat(encoder.retainedBytes()).isZero();
        }
        default -> requireRead(encoded(encoder, plain, Flush.MESSAGE), plain);
      }
      assertThat(encoder.retainedBytes()).isLessThan((5L << windowBits) / 4 + (104 << 10) + 1024);
    }

    private byte[] encoded(DeflateEncoder with, byte[] plain, Flush flush) {
      ByteArrayOutputStream made = new ByteArrayOutputStream();
      int at = 0;
      while (true) {
        int to = at + inputs.next(plain.length - at);
        byte[] out = new byte[outputs.next(1 << 20) + 20];
        Flush now = to == plain.length ? flush : Flush.NONE;
        DeflateEncoder.Status status = with.encode(plain, at, to, out, 10, out.length - 10, now);
        at = with.inputPosition();
        made.write(out, 10, with.outputPosition() - 10);
        for (int i = 0; i < 10; i++) {
          if (out[i] != 0 || out[out.length - 1 - i] != 0) {
            throw new AssertionError("wrote outside its room");
          }
        }
        if (status == DeflateEncoder.Status.DONE && at == plain.length && now == flush) {
          break;
        }
      }
      assertThat(made.size()).isLessThanOrEqualTo(DeflateEncoder.maxEncodedBytes(plain.length));
      return made.toByteArray();
    }

    private void requireRead(byte[] message, byte[] plain)
        throws DeflateFormatException, DataFormatException {
      byte[] stream = joined(message, TAIL);
      byte[] ours = new byte[plain.length];
      DeflateDecoder.Status status = decoder.decode(stream, 0, stream.length, ours, 0, ours.length);
      assertThat(status).isEqualTo(DeflateDecoder.Status.NEEDS_INPUT);
      assertThat(decoder.outputPosition()).isEqualTo(plain.length);
      assertThat(decoder.place()).isEqualTo(DeflateDecoder.Place.AFTER_EMPTY_STORED_BLOCK);
      assertThat(ours).isEqualTo(plain);
      byte[] theirs = new byte[plain.length + 1];
      zlib.setInput(stream);
      assertThat(zlib.inflate(theirs)).isEqualTo(plain.length);
      assertThat(Arrays.copyOf(theirs, plain.length)).isEqualTo(plain);
    }

    private static byte[] joined(byte[] head, byte[] tail) {
      byte[] all = Arrays.copyOf(head, head.length + tail.length);
      System.arraycopy(tail, 0, all, head.length, tail.length);
      return all;
    }
  }
}
