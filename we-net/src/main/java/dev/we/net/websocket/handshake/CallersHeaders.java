package dev.we.net.websocket.handshake;

import dev.we.net.websocket.Headers;
import java.util.Locale;
import java.util.Set;

/** The header fields that a caller adds to a handshake, and what they may not do. */
final class CallersHeaders {
  private CallersHeaders() {}

  /**
   * Checks that no field writes a line of its own and none speaks for the handshake.
   *
   * @param reserved names in lower case, besides all that begin with {@code Sec-WebSocket-}
   * @throws IllegalArgumentException if one does
   */
  static void check(Headers headers, Set<String> reserved) {
    for (Headers.Field field : headers.fields()) {
      // Headers.of(List) takes fields unseen; with(…) is where names and values are checked.
      Headers.of().with(field.name(), field.value());
      String name = field.name().toLowerCase(Locale.ROOT);
      if (name.startsWith("sec-websocket-") || reserved.contains(name)) {
        throw new IllegalArgumentException(
            "header " + field.name() + " belongs to the handshake and cannot be set");
      }
    }
  }
}
