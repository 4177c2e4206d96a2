package dev.we.bench.deflate;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The messages that {@code we-bench/fetch-corpora.py} made of real data. */
final class Corpus {
  static final List<String> NAMES =
      List.of(
          "json64", "json512", "json700", "json4k", "json64k", "text64", "text512", "text4k",
          "text64k");

  /** So many bytes of a workload are enough to go through once. */
  private static final int ENOUGH = 1 << 21;

  private Corpus() {}

  static List<byte[]> messages(String name) throws IOException {
    Path folder = Path.of(System.getProperty("corpora", "we-bench/target/corpora"));
    Path file = folder.resolve(name + ".messages");
    if (!Files.exists(file)) {
      throw new IOException(file + " is missing; run we-bench/fetch-corpora.py");
    }
    List<byte[]> messages = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      for (int bytes = 0; bytes < ENOUGH && in.available() > 0; ) {
        byte[] message = new byte[in.readInt()];
        in.readFully(message);
        messages.add(message);
        bytes += message.length;
      }
    }
    return messages;
  }
}
