package dev.we.deflate;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Drives a {@link DeflateDecoder} over whole inputs, cut as the test likes it. */
final class Decoding {
  /** What came of it: the output, and how it ended. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
  record Outcome(
      byte[] output,
      DeflateDecoder.@Nullable Status status,
      DeflateDecoder.Place place,
      @Nullable DeflateFormatException refusal,
      int consumed) {
    DeflateFormatException refused() {
      return java.util.Objects.requireNonNull(refusal, "the stream was not refused");
    }
  }

  private Decoding() {}

  static byte[] whole(byte[] stream) {
    Outcome outcome = run(new DeflateDecoder(15), stream, stream.length + 1, 1 << 20);
    if (outcome.refusal() != null) {
      throw new AssertionError(outcome.refusal());
    }
    return outcome.output();
  }

  static Outcome run(DeflateDecoder decoder, byte[] stream, int inputPiece, int outputPiece) {
    return run(decoder, stream, () -> inputPiece, () -> outputPiece, false);
  }

  static Outcome split(DeflateDecoder decoder, byte[] stream, Random random) {
    int mostIn = 1 + random.nextInt(1 << random.nextInt(12));
    int mostOut = 1 + random.nextInt(1 << random.nextInt(12));
    return run(
        decoder,
        stream,
        () -> random.nextInt(mostIn + 1),
        () -> random.nextInt(mostOut + 1),
        false);
  }

  /**
   * Decodes all of {@code stream}. Each call is given fresh arrays of random surroundings, so that
   * a decoder that held on to one, or wrote outside its room, is found out.
   */
  static Outcome run(
      DeflateDecoder decoder,
      byte[] stream,
      java.util.function.IntSupplier inputPiece,
      java.util.function.IntSupplier outputPiece,
      boolean goOnAfterFinal) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    int at = 0;
    DeflateDecoder.Status status = DeflateDecoder.Status.NEEDS_INPUT;
    while (true) {
      int take = Math.min(stream.length - at, inputPiece.getAsInt());
      byte[] in = new byte[take + 5];
      Arrays.fill(in, (byte) 0xA5);
      System.arraycopy(stream, at, in, 2, take);
      int room = outputPiece.getAsInt();
      byte[] out = new byte[room + 7];
      Arrays.fill(out, (byte) 0x5A);
      DeflateFormatException refusal = null;
      try {
        status = decoder.decode(in, 2, 2 + take, out, 3, 3 + room);
      } catch (DeflateFormatException e) {
        refusal = e;
      }
      checkInputPosition(decoder.inputPosition() - 2, take);
      at += decoder.inputPosition() - 2;
      output.write(out, 3, decoder.outputPosition() - 3);
      checkUntouched(out, room);
      if (refusal != null) {
        return new Outcome(output.toByteArray(), null, decoder.place(), refusal, at);
      }
      boolean stop =
          switch (status) {
            case NEEDS_INPUT -> at == stream.length;
            case NEEDS_OUTPUT -> false;
            case END_OF_FINAL_BLOCK -> !goOnAfterFinal;
          };
      if (stop) {
        return new Outcome(output.toByteArray(), status, decoder.place(), null, at);
      }
    }
  }

  private static void checkInputPosition(int taken, int given) {
    if (taken < 0 || taken > given) {
      throw new AssertionError("says that it took " + taken + " of " + given + " bytes");
    }
  }

  private static void checkUntouched(byte[] out, int room) {
    for (int i : new int[] {0, 1, 2, room + 3, room + 4, room + 5, room + 6}) {
      if (out[i] != 0x5A) {
        throw new AssertionError("wrote outside its room, at " + (i - 3) + " of " + room);
      }
    }
  }
}
