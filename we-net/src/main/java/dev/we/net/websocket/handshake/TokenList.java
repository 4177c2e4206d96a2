package dev.we.net.websocket.handshake;

import java.util.ArrayList;
import java.util.List;

/** A header's comma-separated list, over all its lines (RFC 9110, section 5.6.1). */
final class TokenList {
  private TokenList() {}

  /** The elements without surrounding white space; empty ones do not count. */
  static List<String> of(List<String> lines) {
    List<String> elements = new ArrayList<>();
    for (String line : lines) {
      int start = 0;
      while (start <= line.length()) {
        int comma = line.indexOf(',', start);
        int end = comma < 0 ? line.length() : comma;
        String element = line.substring(start, end).strip();
        if (!element.isEmpty()) {
          elements.add(element);
        }
        start = end + 1;
      }
    }
    return elements;
  }

  /** Whether one of the elements is this one, in upper or lower case. */
  static boolean contains(List<String> lines, String token) {
    return of(lines).stream().anyMatch(token::equalsIgnoreCase);
  }
}
