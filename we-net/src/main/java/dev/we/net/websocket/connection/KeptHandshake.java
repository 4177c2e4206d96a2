package dev.we.net.websocket.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.we.net.websocket.Headers;
import dev.we.net.websocket.OpeningHandshake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An opening handshake as a connection keeps it, as long as it lives, though few ever ask: one
 * array instead of a dozen objects.
 *
 * <p>Each string ends with a line feed, which none of them can hold, and each list with an empty
 * one. The words that all handshakes share are a single control character, which none can hold
 * either: RFC 9110, section 5.5, allows no other than the tab.
 *
 * <pre>
 *   target LF  subprotocol or nothing LF  { extension LF } LF  { name LF value LF } LF  { name LF value LF } LF
 *                                                              request                  response
 * </pre>
 */
final class KeptHandshake {
  private static final char END = '\n';

  /** The code of the first word; those before are END, the tab and others best left alone. */
  private static final char FIRST_CODE = 0x0E;

  private static final List<String> WORDS =
      List.of(
          "Host",
          "Upgrade",
          "Connection",
          "Sec-WebSocket-Key",
          "Sec-WebSocket-Version",
          "Sec-WebSocket-Accept",
          "Sec-WebSocket-Extensions",
          "Sec-WebSocket-Protocol",
          "Origin",
          "User-Agent",
          "Pragma",
          "Cache-Control",
          "Accept-Encoding",
          "Accept-Language",
          "Cookie",
          "websocket",
          "13",
          "no-cache");

  private static final Map<String, Character> CODES = new HashMap<>();

  static {
    for (int i = 0; i < WORDS.size(); i++) {
      CODES.put(WORDS.get(i), (char) (FIRST_CODE + i));
    }
  }

  private KeptHandshake() {}

  /** The handshake in one array. */
  static byte[] pack(OpeningHandshake handshake) {
    StringBuilder all = new StringBuilder();
    put(all, handshake.target());
    put(all, handshake.subprotocol().orElse(""));
    for (String extension : handshake.extensions()) {
      put(all, extension);
    }
    put(all, "");
    put(all, handshake.request());
    put(all, handshake.response());
    return all.toString().getBytes(ISO_8859_1);
  }

  private static void put(StringBuilder all, Headers headers) {
    for (Headers.Field field : headers.fields()) {
      put(all, field.name());
      put(all, field.value());
    }
    put(all, "");
  }

  private static void put(StringBuilder all, String text) {
    Character code = CODES.get(text);
    if (code == null) {
      all.append(text).append(END);
    } else {
      all.append(code.charValue());
    }
  }

  /** The handshake that was packed. */
  static OpeningHandshake unpack(byte[] packed) {
    Reader reader = new Reader(new String(packed, ISO_8859_1));
    String target = reader.next();
    Optional<String> subprotocol = reader.optional();
    List<String> extensions = new ArrayList<>();
    for (String next = reader.next(); !next.isEmpty(); next = reader.next()) {
      extensions.add(next);
    }
    Headers request = reader.headers();
    Headers response = reader.headers();
    return new OpeningHandshake(target, request, response, subprotocol, List.copyOf(extensions));
  }

  /** The subprotocol alone, which a server may ask of thousands when it sends to some of them. */
  static Optional<String> subprotocol(byte[] packed) {
    Reader reader = new Reader(new String(packed, ISO_8859_1));
    reader.next();
    return reader.optional();
  }

  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    String next() {
      int code = text.charAt(at) - FIRST_CODE;
      if (code >= 0 && code < WORDS.size()) {
        at++;
        return WORDS.get(code);
      }
      int end = text.indexOf(END, at);
      String next = text.substring(at, end);
      at = end + 1;
      return next;
    }

    Optional<String> optional() {
      String next = next();
      return next.isEmpty() ? Optional.empty() : Optional.of(next);
    }

    Headers headers() {
      List<Headers.Field> fields = new ArrayList<>();
      for (String name = next(); !name.isEmpty(); name = next()) {
        fields.add(new Headers.Field(name, next()));
      }
      return Headers.of(fields);
    }
  }
}
