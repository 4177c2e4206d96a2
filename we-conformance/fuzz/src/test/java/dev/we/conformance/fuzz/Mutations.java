package dev.we.conformance.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Inputs made of a corpus by small damages, the same ones for the same seed. */
final class Mutations {
  private static final int MAX_BYTES = 4096;
  private static final byte[] TELLING = {0, 1, 0x7D, 0x7E, 0x7F, -128, -1, '\r', '\n', ',', ';', 4};

  private final List<byte[]> corpus;
  private final Random random;

  Mutations(List<byte[]> corpus, long seed) {
    this.corpus = corpus;
    this.random = new Random(seed);
  }

  byte[] next() {
    byte[] input = any();
    for (int edits = random.nextInt(5); edits >= 0; edits--) {
      input = edited(input);
    }
    return input;
  }

  private byte[] any() {
    return corpus.get(random.nextInt(corpus.size())).clone();
  }

  private byte[] edited(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int end = Math.min(input.length, at + 1 + random.nextInt(1 << random.nextInt(6)));
    return switch (random.nextInt(7)) {
      case 0, 1 -> with(input, at, b -> (byte) (b ^ 1 << random.nextInt(8)));
      case 2 -> with(input, at, b -> random.nextBoolean() ? (byte) random.nextInt() : telling());
      case 3 -> joined(Arrays.copyOf(input, at), Arrays.copyOfRange(input, end, input.length));
      // Some bytes once more.
      case 4 -> joined(Arrays.copyOf(input, end), Arrays.copyOfRange(input, at, input.length));
      case 5 -> { // from here on another one
        byte[] other = any();
        int from = random.nextInt(other.length + 1);
        yield joined(Arrays.copyOf(input, at), Arrays.copyOfRange(other, from, other.length));
      }
      default -> {
        byte[] noise = new byte[random.nextInt(8)];
        random.nextBytes(noise);
        byte[] tail = Arrays.copyOfRange(input, at, input.length);
        yield joined(joined(Arrays.copyOf(input, at), noise), tail);
      }
    };
  }

  private static byte[] with(byte[] input, int at, UnaryOperator<Byte> change) {
    if (at < input.length) {
      input[at] = change.apply(input[at]);
    }
    return input;
  }

  private byte telling() {
    return TELLING[random.nextInt(TELLING.length)];
  }

  private static byte[] joined(byte[] head, byte[] tail) {
    byte[] all = Arrays.copyOf(head, Math.min(MAX_BYTES, head.length + tail.length));
    int room = Math.max(0, all.length - head.length);
    System.arraycopy(tail, 0, all, Math.min(head.length, all.length), Math.min(room, tail.length));
    return all;
  }
}
