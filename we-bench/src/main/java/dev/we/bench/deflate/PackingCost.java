package dev.we.bench.deflate;

import dev.we.deflate.DeflateDecoder;
import dev.we.deflate.DeflateEncoder;
import dev.we.deflate.DeflateEncoder.Flush;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What it takes to pack an encoder and a decoder, and to use them again, with a history of 7 KiB
 * and with a whole window; and what they hold. Medians of the second half of the rounds.
 */
public final class PackingCost {
  private static final int ROUNDS = 200;
  private static final int[] HISTORIES = {7 << 10, 32 << 10};

  private PackingCost() {}

  /** Prints a row of a Markdown table for each corpus and history. */
  public static void main(String[] args) throws Exception {
    System.out.println(
        "| corpus, history | held | packed | pack encoder, decoder us | use again us |");
    System.out.println("|---|---|---|---|---|");
    for (String corpus : new String[] {"json512", "text512"}) {
      for (int history : HISTORIES) {
        System.out.println(row(corpus, Corpus.messages(corpus), history));
      }
    }
  }

  private static String row(String name, List<byte[]> corpus, int history) throws Exception {
    double[][] micros = new double[4][ROUNDS];
    long[] held = new long[4];
    byte[] out = new byte[1 << 17];
    byte[] back = new byte[1 << 17];
    for (int round = 0; round < ROUNDS; round++) {
      DeflateEncoder encoder = new DeflateEncoder(15);
      encoder.limitHistory(history);
      DeflateDecoder decoder = new DeflateDecoder(15);
      for (int i = 0; i < 160; i++) {
        byte[] message = corpus.get((round * 37 + i) % corpus.size());
        decode(decoder, out, encode(encoder, message, out), back);
      }
      held[0] = encoder.retainedBytes();
      held[1] = decoder.retainedBytes();
      long begin = System.nanoTime();
      encoder.pack();
      long packed = System.nanoTime();
      decoder.pack();
      long both = System.nanoTime();
      held[2] = encoder.retainedBytes();
      held[3] = decoder.retainedBytes();
      byte[] message = corpus.get(round % corpus.size());
      long again = System.nanoTime();
      int length = encode(encoder, message, out);
      long encoded = System.nanoTime();
      decode(decoder, out, length, back);
      long decoded = System.nanoTime();
      long[] times = {packed - begin, both - packed, encoded - again, decoded - encoded};
      for (int i = 0; i < times.length; i++) {
        micros[i][round] = times[i] / 1000.0;
      }
    }
    return String.format(
        Locale.ROOT,
        "| %s, %d | %d, %d | %d, %d | %.0f, %.0f | %.0f, %.0f |",
        name,
        history,
        held[0],
        held[1],
        held[2],
        held[3],
        median(micros[0]),
        median(micros[1]),
        median(micros[2]),
        median(micros[3]));
  }

  private static int encode(DeflateEncoder encoder, byte[] message, byte[] out) {
    encoder.encode(message, 0, message.length, out, 0, out.length, Flush.MESSAGE);
    int length = encoder.outputPosition();
    // The tail that RFC 7692, 7.2.2, has appended.
    out[length] = 0;
    out[length + 1] = 0;
    out[length + 2] = (byte) 0xFF;
    out[length + 3] = (byte) 0xFF;
    return length + 4;
  }

  private static void decode(DeflateDecoder decoder, byte[] in, int length, byte[] out)
      throws Exception {
    decoder.decode(in, 0, length, out, 0, out.length);
  }

  private static double median(double[] all) {
    double[] late = Arrays.copyOfRange(all, all.length / 2, all.length);
    Arrays.sort(late);
    return late[late.length / 2];
  }
}
