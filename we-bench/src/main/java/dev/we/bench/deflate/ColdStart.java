package dev.we.bench.deflate;

import dev.we.deflate.DeflateDecoder;
import dev.we.deflate.DeflateEncoder;
import dev.we.deflate.DeflateEncoder.Flush;
import dev.we.deflate.Level;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The first thousand messages of a fresh JVM, there and back: the CPU time of the whole process,
 * the compiler's threads included. Run it once for each codec: {@code zlib1 zlib6 FAST BALANCED}.
 */
public final class ColdStart {
  private static final int MESSAGES = 1000;

  private ColdStart() {}

  /** Prints the milliseconds. */
  public static void main(String[] args) throws Exception {
    List<byte[]> messages = Corpus.messages("json512").subList(0, MESSAGES);
    com.sun.management.OperatingSystemMXBean process =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long begin = process.getProcessCpuTime();
    if (args[0].startsWith("zlib")) {
      zlib(messages, Integer.parseInt(args[0].substring(4)));
    } else {
      ours(messages, Level.valueOf(args[0]));
    }
    long cpu = process.getProcessCpuTime() - begin;
    System.out.println(args[0] + " " + cpu / 1_000_000 + " ms");
  }

  private static void zlib(List<byte[]> messages, int level) throws Exception {
    Deflater deflater = new Deflater(level, true);
    Inflater inflater = new Inflater(true);
    byte[] compressed = new byte[10_000];
    byte[] plain = new byte[10_000];
    for (byte[] message : messages) {
      deflater.setInput(message);
      int n = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
      inflater.setInput(compressed, 0, n);
      check(message, plain, inflater.inflate(plain));
    }
    deflater.end();
    inflater.end();
  }

  private static void ours(List<byte[]> messages, Level level) throws Exception {
    DeflateEncoder encoder = new DeflateEncoder(15, level);
    DeflateDecoder decoder = new DeflateDecoder(15);
    byte[] compressed = new byte[10_000];
    byte[] plain = new byte[10_000];
    for (byte[] message : messages) {
      encoder.encode(message, 0, message.length, compressed, 0, compressed.length, Flush.SYNC);
      decoder.decode(compressed, 0, encoder.outputPosition(), plain, 0, plain.length);
      check(message, plain, decoder.outputPosition());
    }
  }

  private static void check(byte[] message, byte[] plain, int length) {
    if (!Arrays.equals(message, 0, message.length, plain, 0, length)) {
      throw new AssertionError("not what was sent");
    }
  }
}
