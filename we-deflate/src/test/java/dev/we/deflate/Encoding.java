package dev.we.deflate;

import dev.we.deflate.DeflateEncoder.Flush;
import dev.we.deflate.DeflateEncoder.Status;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Drives a {@link DeflateEncoder}, cut as the test likes it. */
final class Encoding {
  private Encoding() {}

  static byte[] whole(DeflateEncoder encoder, byte[] plain, Flush flush) {
    byte[] output = new byte[DeflateEncoder.maxEncodedBytes(plain.length)];
    Status status = encoder.encode(plain, 0, plain.length, output, 0, output.length, flush);
    if (status != Status.DONE || encoder.inputPosition() != plain.length) {
      throw new AssertionError("maxEncodedBytes was not enough for " + plain.length);
    }
    return Arrays.copyOf(output, encoder.outputPosition());
  }

  /** Input and output in pieces of random sizes, in arrays that are not the encoder's to keep. */
  static byte[] split(DeflateEncoder encoder, byte[] plain, Flush flush, Random random) {
    int mostIn = 1 + random.nextInt(1 << random.nextInt(18));
    int mostOut = 1 + random.nextInt(1 << random.nextInt(16));
    ByteArrayOutputStream made = new ByteArrayOutputStream();
    int at = 0;
    Status status = Status.NEEDS_OUTPUT;
    while (at < plain.length || status == Status.NEEDS_OUTPUT) {
      int take = Math.min(plain.length - at, random.nextInt(mostIn + 1));
      boolean last = at + take == plain.length;
      byte[] in = Arrays.copyOfRange(plain, at, at + take);
      do {
        byte[] out = new byte[random.nextInt(mostOut + 1)];
        int from = encoderInput(in, take);
        status = encoder.encode(in, from, take, out, 0, out.length, last ? flush : Flush.NONE);
        at += encoder.inputPosition() - from;
        in = Arrays.copyOfRange(in, encoder.inputPosition(), take);
        take = in.length;
        made.write(out, 0, encoder.outputPosition());
      } while (status == Status.NEEDS_OUTPUT);
    }
    return made.toByteArray();
  }

  private static int encoderInput(byte[] in, int take) {
    return in.length - take;
  }

  /** A message as RFC 7692 has it, with the four bytes that it leaves out. */
  static byte[] withTail(byte[] message) {
    byte[] stream = Arrays.copyOf(message, message.length + 4);
    stream[message.length + 2] = (byte) 0xFF;
    stream[message.length + 3] = (byte) 0xFF;
    return stream;
  }
}
