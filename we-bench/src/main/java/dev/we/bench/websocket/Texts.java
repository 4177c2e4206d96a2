package dev.we.bench.websocket;

import java.nio.charset.StandardCharsets;

/** Texts of different alphabets, of nearly the same length in bytes. */
public final class Texts {
  private Texts() {}

  /** So many bytes or a little less of this kind: ascii, mixed, cjk, emoji. */
  public static byte[] utf8(String kind, int bytes) {
    String unit =
        switch (kind) {
          case "ascii" -> "The quick brown fox jumps over the lazy dog. ";
          case "mixed" -> "Müller aß 3 Äpfel für 2,50 € in Århus. ";
          case "cjk" -> "道可道非常道名可名非常名";
          case "emoji" -> "😀🎉🚀🌍";
          default -> throw new IllegalArgumentException("no kind of text: " + kind);
        };
    int each = unit.getBytes(StandardCharsets.UTF_8).length;
    return unit.repeat(Math.max(1, bytes / each)).getBytes(StandardCharsets.UTF_8);
  }
}
