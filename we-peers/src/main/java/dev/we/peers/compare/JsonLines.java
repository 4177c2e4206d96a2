package dev.we.peers.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Messages of about 400 bytes as a feed of prices sends them: the same names, other values. */
final class JsonLines {
  private static final int LINES = 512;
  private static final String[] SYMBOLS = {"ACME", "GLOBEX", "INITECH", "UMBRELLA", "HOOLI"};

  private JsonLines() {}

  static void write(Path file) throws IOException {
    Random random = new Random(20261122);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      lines.add(line(i, random));
    }
    Files.write(file, lines, StandardCharsets.UTF_8);
  }

  private static String line(int number, Random random) {
    double price = 10 + random.nextInt(100_000) / 100.0;
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "{\"type\":\"quote\",\"sequence\":%d,\"symbol\":\"%s\",\"venue\":\"XNYS\","
                + "\"currency\":\"USD\",\"price\":%.2f,\"bids\":[",
            1_000_000 + number,
            SYMBOLS[random.nextInt(SYMBOLS.length)],
            price));
    for (int level = 1; level <= 6; level++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s{\"price\":%.2f,\"size\":%d}",
              level == 1 ? "" : ",",
              price - level * 0.05,
              100 * (1 + random.nextInt(50))));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "],\"timestamp\":\"2026-11-22T17:%02d:%02d.%03dZ\",\"conditions\":[\"regular\"],"
                    + "\"session\":\"%08x\"}",
                random.nextInt(60),
                random.nextInt(60),
                random.nextInt(1000),
                random.nextInt()))
        .toString();
  }
}
