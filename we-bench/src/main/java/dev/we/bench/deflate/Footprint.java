package dev.we.bench.deflate;

import dev.we.deflate.DeflateDecoder;
import dev.we.deflate.DeflateEncoder;
import dev.we.deflate.DeflateEncoder.Flush;
import dev.we.deflate.DeflateFormatException;
import dev.we.deflate.Level;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Size for each window, memory of a connection, and streams made to cost much. */
public final class Footprint {
  private static final int[] WINDOWS = {15, 13, 12, 11, 10, 9, 8};
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Footprint() {}

  /** Prints the tables in Markdown. */
  public static void main(String[] args) throws Exception {
    System.out.println("| workload, context kept | 15 | 13 | 12 | 11 | 10 | 9 | 8 |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (Level level : new Level[] {Level.FAST, Level.BALANCED}) {
      for (String name : List.of("json64", "json512", "json4k", "text512")) {
        sizes(name, level);
      }
    }
    System.out.println("\n| bytes after 150 messages of 400 B | 15 | 13 | 12 | 11 | 10 | 9 | 8 |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    memory();
    System.out.println(
        "\n| history kept of a window of 2^15 | bytes held | json64 | json512 | json4k | text512 |");
    System.out.println("|---|---|---|---|---|---|");
    for (Level level : new Level[] {Level.FAST, Level.BALANCED}) {
      for (int history : new int[] {8 << 10, 10 << 10, 12 << 10, 16 << 10, 32 << 10}) {
        limited(level, history);
      }
    }
    System.out.println("\n| stream | zlib | ours |");
    System.out.println("|---|---|---|");
    bomb("zeros, ns per KiB of output", zeros(), true);
    bomb("empty fixed blocks, ns per byte of input", emptyFixedBlocks(), false);
    bomb("smallest dynamic blocks, ns per byte of input", dynamicBlocks(), false);
  }

  private static void sizes(String name, Level level) throws IOException {
    List<byte[]> messages = Corpus.messages(name);
    long plain = messages.stream().mapToLong(m -> m.length).sum();
    StringBuilder row = new StringBuilder("| " + name + " " + level);
    for (int windowBits : WINDOWS) {
      long made = Codecs.encode(messages, windowBits, level, true);
      row.append(String.format(Locale.ROOT, " | %.3f", (double) made / plain));
    }
    System.out.println(row + " |");
  }

  private static void memory() throws IOException, DeflateFormatException {
    List<byte[]> messages = Corpus.messages("json512").subList(0, 150);
    for (Level level : new Level[] {Level.FAST, Level.BALANCED}) {
      StringBuilder row = new StringBuilder("| encoder, " + level);
      for (int windowBits : WINDOWS) {
        DeflateEncoder encoder = new DeflateEncoder(windowBits, level);
        encode(encoder, messages);
        row.append(" | ").append(encoder.retainedBytes());
      }
      System.out.println(row + " |");
    }
    StringBuilder row = new StringBuilder("| decoder");
    for (int windowBits : WINDOWS) {
      DeflateEncoder encoder = new DeflateEncoder(windowBits);
      DeflateDecoder decoder = new DeflateDecoder(windowBits);
      byte[] compressed = new byte[100_000];
      byte[] plain = new byte[100_000];
      for (byte[] message : messages) {
        encoder.encode(message, 0, message.length, compressed, 0, 100_000, Flush.SYNC);
        decoder.decode(compressed, 0, encoder.outputPosition(), plain, 0, 100_000);
      }
      row.append(" | ").append(decoder.retainedBytes());
    }
    System.out.println(row + " |");
  }

  /** What a limit on the history saves in memory, and costs in size: a ratio to zlib's level 6. */
  private static void limited(Level level, int history) throws IOException {
    StringBuilder row = new StringBuilder("| " + level + ", " + history);
    DeflateEncoder encoder = new DeflateEncoder(15, level);
    encoder.limitHistory(history);
    encode(encoder, Corpus.messages("json512").subList(0, 150));
    row.append(" | ").append(encoder.retainedBytes());
    for (String name : List.of("json64", "json512", "json4k", "text512")) {
      List<byte[]> messages = Corpus.messages(name);
      encoder = new DeflateEncoder(15, level);
      encoder.limitHistory(history);
      double ratio = (double) encode(encoder, messages) / Codecs.deflate(messages, 6, true);
      row.append(String.format(Locale.ROOT, " | %.3f", ratio));
    }
    System.out.println(row + " |");
  }

  private static long encode(DeflateEncoder encoder, List<byte[]> messages) {
    byte[] output = new byte[100_000];
    long made = 0;
    for (byte[] message : messages) {
      encoder.encode(message, 0, message.length, output, 0, output.length, Flush.MESSAGE);
      made += encoder.outputPosition();
    }
    return made;
  }

  private static byte[] zeros() {
    DeflateEncoder encoder = new DeflateEncoder(15);
    byte[] output = new byte[100_000];
    byte[] plain = new byte[1 << 24];
    encoder.encode(plain, 0, plain.length, output, 0, output.length, Flush.SYNC);
    return java.util.Arrays.copyOf(output, encoder.outputPosition());
  }

  /** Ten bits each: BFINAL 0, BTYPE 01, and the end of block. */
  private static byte[] emptyFixedBlocks() {
    int[] bits = new int[1 << 23];
    int n = 0;
    while (n < bits.length - 10) {
      n = put(bits, n, 2, 10);
    }
    return packed(bits, n);
  }

  /** Blocks whose head is as short as it may be: the end of block and one distance, a bit each. */
  private static byte[] dynamicBlocks() {
    int[] bits = new int[1 << 23];
    int n = 0;
    while (n < bits.length - 200) {
      // BFINAL 0, BTYPE 10, HLIT 0, HDIST 0, HCLEN 14, then 1 and 18 with a code of one bit each.
      n = put(bits, n, 2 << 1, 3);
      n = put(bits, n, 14 << 10, 14);
      for (int i = 0; i < 18; i++) {
        n = put(bits, n, i == 2 || i == 17 ? 1 : 0, 3);
      }
      n = put(bits, n, 1 | 127 << 1, 8);
      n = put(bits, n, 1 | 107 << 1, 8);
      n = put(bits, n, 0, 2);
      n = put(bits, n, 0, 1);
    }
    return packed(bits, n);
  }

  private static byte[] packed(int[] bits, int n) {
    byte[] stream = new byte[n / 8];
    for (int i = 0; i < stream.length * 8; i++) {
      stream[i / 8] |= (byte) (bits[i] << (i & 7));
    }
    return stream;
  }

  private static int put(int[] bits, int at, int value, int count) {
    for (int i = 0; i < count; i++) {
      bits[at + i] = value >>> i & 1;
    }
    return at + count;
  }

  private static void bomb(String name, byte[] stream, boolean byOutput) throws Exception {
    List<Double> theirs = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    for (int round = 0; round < 25; round++) {
      long begin = THREADS.getCurrentThreadCpuTime();
      long made = inflate(stream);
      long middle = THREADS.getCurrentThreadCpuTime();
      decode(stream);
      long end = THREADS.getCurrentThreadCpuTime();
      double units = byOutput ? made / 1024.0 : stream.length;
      theirs.add((middle - begin) / units);
      ours.add((end - middle) / units);
    }
    System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f |%n", name, median(theirs), median(ours));
  }

  private static double median(List<Double> values) {
    return values.subList(10, values.size()).stream().sorted().toList().get(7);
  }

  private static long inflate(byte[] stream) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    inflater.setInput(stream);
    byte[] output = new byte[1 << 16];
    long made = 0;
    int n;
    do {
      n = inflater.inflate(output);
      made += n;
    } while (n > 0);
    inflater.end();
    return made;
  }

  private static void decode(byte[] stream) throws DeflateFormatException {
    DeflateDecoder decoder = new DeflateDecoder(15);
    byte[] output = new byte[1 << 16];
    int at = 0;
    while (decoder.decode(stream, at, stream.length, output, 0, output.length)
        == DeflateDecoder.Status.NEEDS_OUTPUT) {
      at = decoder.inputPosition();
    }
  }
}
