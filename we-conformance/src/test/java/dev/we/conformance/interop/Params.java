package dev.we.conformance.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The four parameters of permessage-deflate (RFC 7692, 7.1), in an offer, an answer or a setting.
 *
 * @param serverNoTakeover whether server_no_context_takeover is there
 * @param clientNoTakeover whether client_no_context_takeover is there
 * @param serverBits server_max_window_bits, 8 to 15, or {@link #ABSENT}
 * @param clientBits client_max_window_bits, 8 to 15, {@link #ABSENT} or {@link #NO_VALUE}
 */
record Params(boolean serverNoTakeover, boolean clientNoTakeover, int serverBits, int clientBits) {
  static final int ABSENT = 0;
  static final int NO_VALUE = -1;

  /** As browsers have it. */
  static final Params USUAL = new Params(false, false, ABSENT, NO_VALUE);

  static final Params NONE = new Params(false, false, ABSENT, ABSENT);

  /** Every combination that an offer may have: 2 × 2 × 9 × 10. */
  static List<Params> offers() {
    return combinations(true);
  }

  /** Every combination that an answer may have: 2 × 2 × 9 × 9. */
  static List<Params> answers() {
    return combinations(false);
  }

  private static List<Params> combinations(boolean offer) {
    int[] server = IntStream.concat(IntStream.of(ABSENT), IntStream.rangeClosed(8, 15)).toArray();
    int[] client =
        offer ? IntStream.concat(IntStream.of(NO_VALUE), IntStream.of(server)).toArray() : server;
    List<Params> all = new ArrayList<>();
    for (int flags = 0; flags < 4; flags++) {
      for (int serverBits : server) {
        for (int clientBits : client) {
          all.add(new Params((flags & 1) != 0, (flags & 2) != 0, serverBits, clientBits));
        }
      }
    }
    return all;
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    if (serverNoTakeover) {
      parts.add("server_no_context_takeover");
    }
    if (clientNoTakeover) {
      parts.add("client_no_context_takeover");
    }
    if (serverBits != ABSENT) {
      parts.add("server_max_window_bits=" + serverBits);
    }
    if (clientBits != ABSENT) {
      parts.add("client_max_window_bits" + (clientBits == NO_VALUE ? "" : "=" + clientBits));
    }
    return parts;
  }

  /** As an element of Sec-WebSocket-Extensions. */
  String text() {
    return "permessage-deflate" + parts().stream().map("; "::concat).collect(Collectors.joining());
  }

  /** For a peer; {@code x} stands for no parameters, as an empty query for its defaults. */
  String query() {
    return parts().isEmpty() ? "x" : String.join("&", parts());
  }

  /** The same parameters in some other order are equal. */
  static Params read(String element) {
    List<String> parts = List.of(element.split("; *"));
    return new Params(
        parts.contains("server_no_context_takeover"),
        parts.contains("client_no_context_takeover"),
        bits(parts, "server_max_window_bits"),
        bits(parts, "client_max_window_bits"));
  }

  private static int bits(List<String> parts, String name) {
    for (String part : parts) {
      if (part.equals(name)) {
        return NO_VALUE;
      }
      if (part.startsWith(name + "=")) {
        return Integer.parseInt(part.substring(name.length() + 1));
      }
    }
    return ABSENT;
  }

  @Override
  public String toString() {
    return text();
  }
}
