package dev.we.conformance.differential;

import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code docs/differences.md}: what was found, rule by rule. */
final class Page {
  /** An example longer than this is not shown whole. */
  private static final int SHOWN = 24;

  private static final String HEAD =
      """
      # Differences

      The same bytes, sent by a client that negotiated no extension, through our `Protocol` and through what others made of RFC 6455. Made by
      `we-conformance/long differential`, not by hand; `./we test` runs some thousand of the streams and fails where it meets a difference that is not below.

      | name | what it is |
      |---|---|
      | Netty | 4.2.20: `WebSocket13FrameDecoder`, `Utf8FrameValidator` and `WebSocketFrameAggregator` in an `EmbeddedChannel` |
      | Java-WebSocket | 1.6.0: `Draft_6455` and the `WebSocketImpl` that keeps its state |
      | websockets | 10.4 (python): the sans-I/O `websockets.connection.Connection`. It ends at frames; the test joins them and decodes text at the end of a message |

      All take messages of up to 1 MiB and read a stream frame by frame, up to the one that breaks a rule. Compared are the messages, pings and pongs that are told, and how
      it ends: open, closed by the client's Close with its code, or failed with a code. Each section has the sentence that decides and what ours makes of it. "Waits for
      more" is a matter of time: ours fails a frame at its head, others when its payload is there, which may never come.

      """;

  private static final class Found {
    int streams;
    byte[] shortest = {};

    void add(byte[] stream) {
      if (streams++ == 0 || stream.length < shortest.length) {
        shortest = stream;
      }
    }
  }

  private final Map<Difference, Found> found =
      new TreeMap<>(
          Comparator.comparing(Difference::rule, Comparator.nullsFirst(Comparator.naturalOrder()))
              .thenComparing(Difference::who)
              .thenComparing(Difference::instead));

  private long bytes;

  /** These pieces of a stream were given to all. */
  void compared(List<byte[]> pieces) {
    pieces.forEach(piece -> bytes += piece.length);
  }

  void add(Difference difference, byte[] stream) {
    found.computeIfAbsent(difference, d -> new Found()).add(stream);
  }

  /** The differences that no rule explains, with an example each. */
  List<String> unexplained() {
    return found.entrySet().stream()
        .filter(entry -> entry.getKey().rule() == null)
        .map(entry -> entry.getKey() + ": " + HexFormat.of().formatHex(entry.getValue().shortest))
        .toList();
  }

  /** The differences that a page does not have, with an example each. */
  List<String> missingIn(String page) {
    return found.entrySet().stream()
        .filter(entry -> !has(page, entry.getKey()))
        .map(entry -> entry.getKey() + ": " + HexFormat.of().formatHex(entry.getValue().shortest))
        .toList();
  }

  private static boolean has(String page, Difference difference) {
    if (difference.rule() == null) {
      return false;
    }
    int section = page.indexOf("## " + difference.rule() + "\n");
    int end = section < 0 ? -1 : page.indexOf("\n## ", section);
    String text = section < 0 ? "" : page.substring(section, end < 0 ? page.length() : end);
    return text.contains(row(difference));
  }

  private static String row(Difference difference) {
    return "| %s | %s |".formatted(difference.who(), difference.instead());
  }

  /** The page, for so many streams. */
  String text(long generated, long recorded) {
    StringBuilder text = new StringBuilder(HEAD);
    text.append(
        "%,d streams from seeds and %d recorded ones: %,d bytes for each.%n"
            .formatted(generated, recorded, bytes));
    Rule last = null;
    for (Map.Entry<Difference, Found> entry : found.entrySet()) {
      Rule rule = entry.getKey().rule();
      if (rule == null) {
        continue;
      }
      if (rule != last) {
        text.append(
            "%n## %s%n%nRFC 6455, %s: \"%s\" Ours %s.%n%n| who | what it does | streams | the shortest |%n|---|---|---|---|%n"
                .formatted(rule, rule.section, rule.sentence, rule.ours));
        last = rule;
      }
      Found streams = entry.getValue();
      text.append(
          "%s %,d | `%s` |%n"
              .formatted(row(entry.getKey()), streams.streams, shown(streams.shortest)));
    }
    return text.toString();
  }

  private static String shown(byte[] stream) {
    String hex = HexFormat.of().formatHex(stream, 0, Math.min(SHOWN, stream.length));
    return stream.length <= SHOWN ? hex : hex + "... (" + stream.length + " bytes)";
  }
}
