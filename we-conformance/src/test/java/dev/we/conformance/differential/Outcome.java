package dev.we.conformance.differential;

import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What an implementation made of a stream.
 *
 * @param events what was delivered, in order: text, binary, ping or pong, and the bytes
 * @param end {@code open}, if more may come; {@code closed CODE}, by the peer's Close; {@code
 *     failed CODE}, with the code that was told or none; {@code crashed NAME}, by an exception that
 *     is no answer to a peer
 * @param cause the name of the violation, where the implementation is ours and there was one
 */
record Outcome(List<String> events, String end, String cause) {
  static final String OPEN = "open";
  private static final int SHOWN = 32;

  static Outcome of(List<String> events, String end) {
    return new Outcome(List.copyOf(events), end, "");
  }

  /** An event as all tell it; of many bytes the number and a checksum. */
  static String event(String kind, byte[] bytes) {
    if (bytes.length <= SHOWN) {
      return kind + " " + HexFormat.of().formatHex(bytes);
    }
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return kind + " " + bytes.length + "#" + sum.getValue();
  }

  boolean failed() {
    return end.startsWith("failed");
  }

  boolean closed() {
    return end.startsWith("closed");
  }

  boolean sameAs(Outcome other) {
    return end.equals(other.end) && events.equals(other.events);
  }
}
