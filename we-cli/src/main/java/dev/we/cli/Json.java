package dev.we.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259) in one line. */
final class Json {
  private Json() {}

  /**
   * A value: strings, booleans, whole numbers and null as themselves; maps as objects, in their
   * order; lists as arrays.
   */
  static String of(@Nullable Object value) {
    StringBuilder json = new StringBuilder();
    write(value, json);
    return json.toString();
  }

  private static void write(@Nullable Object value, StringBuilder json) {
    switch (value) {
      case null -> json.append("null");
      case String text -> writeString(text, json);
      case Boolean bool -> json.append(bool);
      case Integer number -> json.append(number);
      case Long number -> json.append(number);
      case List<?> list -> {
        json.append('[');
        String comma = "";
        for (Object element : list) {
          json.append(comma);
          write(element, json);
          comma = ",";
        }
        json.append(']');
      }
      case Map<?, ?> map -> {
        json.append('{');
        String comma = "";
        for (Map.Entry<?, ?> member : map.entrySet()) {
          json.append(comma);
          writeString(String.valueOf(member.getKey()), json);
          json.append(':');
          write(member.getValue(), json);
          comma = ",";
        }
        json.append('}');
      }
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private static void writeString(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (mustBeEscaped(c)) {
            json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }

  /** Control characters, the two line ends that JavaScript knows besides. */
  private static boolean mustBeEscaped(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
