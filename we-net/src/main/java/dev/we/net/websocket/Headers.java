package dev.we.net.websocket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The header fields of an HTTP message (RFC 9110, section 5): in order, names without regard to
 * case, several values for one name allowed. Immutable.
 */
public final class Headers {
  /**
   * One field line.
   *
   * @param name a token, as it was written
   * @param value the value without surrounding white space; bytes above 0x7F as ISO-8859-1
   */
  public record Field(String name, String value) {
    /** The name alone: the value may be a secret. */
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Headers EMPTY = new Headers("", new int[0]);

  /** All names and values, one behind the other: a connection keeps them as long as it lives. */
  private final String text;

  /** Where each name and each value ends in the text, in turn. */
  private final int[] ends;

  private Headers(String text, int[] ends) {
    this.text = text;
    this.ends = ends;
  }

  /** No field at all. */
  public static Headers of() {
    return EMPTY;
  }

  /** These fields, in this order. */
  public static Headers of(List<Field> fields) {
    if (fields.isEmpty()) {
      return EMPTY;
    }
    StringBuilder text = new StringBuilder();
    int[] ends = new int[2 * fields.size()];
    int count = 0;
    for (Field field : fields) {
      ends[count++] = text.append(field.name()).length();
      ends[count++] = text.append(field.value()).length();
    }
    return new Headers(text.toString(), ends);
  }

  /**
   * These fields and one more behind them.
   *
   * @throws IllegalArgumentException if the name is not a token or the value holds CR, LF or NUL,
   *     with which a caller's data could write lines of its own
   */
  public Headers with(String name, String value) {
    if (!isToken(name)) {
      throw new IllegalArgumentException("not a header name: " + named(name));
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < 0x20 && c != '\t') || c == 0x7F || c > 0xFF) {
        throw new IllegalArgumentException(
            "the value of header "
                + name
                + " has a character that a header cannot carry, at index "
                + i);
      }
    }
    List<Field> more = new ArrayList<>(fields());
    more.add(new Field(name, value.strip()));
    return of(more);
  }

  /** All fields in their order, in a list made for the caller. */
  public List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      fields.add(new Field(text.substring(nameStart(i), ends[2 * i]), value(i)));
    }
    return fields;
  }

  /** The first value of that name. */
  public Optional<String> first(String name) {
    for (int i = 0; i < count(); i++) {
      if (isNamed(i, name)) {
        return Optional.of(value(i));
      }
    }
    return Optional.empty();
  }

  /** All values of that name in their order. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      if (isNamed(i, name)) {
        values.add(value(i));
      }
    }
    return values;
  }

  private int count() {
    return ends.length / 2;
  }

  private int nameStart(int field) {
    return field == 0 ? 0 : ends[2 * field - 1];
  }

  private boolean isNamed(int field, String name) {
    int start = nameStart(field);
    int length = ends[2 * field] - start;
    return length == name.length() && text.regionMatches(true, start, name, 0, length);
  }

  private String value(int field) {
    return text.substring(ends[2 * field], ends[2 * field + 1]);
  }

  /**
   * Whether {@code text} is a token (RFC 9110, section 5.6.2): the form of names and subprotocols.
   */
  public static boolean isToken(String text) {
    if (text.isEmpty()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric =
          (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers that
        && text.equals(that.text)
        && Arrays.equals(ends, that.ends);
  }

  @Override
  public int hashCode() {
    return 31 * text.hashCode() + Arrays.hashCode(ends);
  }

  /** The names alone: values may be secrets. */
  @Override
  public String toString() {
    return fields().stream().map(f -> f.name().toLowerCase(Locale.ROOT)).toList().toString();
  }

  /** As much of it as is a token: somebody may have given the whole line for the name. */
  private static String named(String text) {
    int end = 0;
    while (end < text.length() && isToken(text.substring(end, end + 1))) {
      end++;
    }
    return end == text.length()
        ? "it is empty"
        : "\"%s\" is followed by a character that a name cannot have, at index %d"
            .formatted(text.substring(0, Math.min(end, 40)), end);
  }
}
