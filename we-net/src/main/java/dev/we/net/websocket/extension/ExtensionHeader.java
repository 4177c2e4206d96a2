package dev.we.net.websocket.extension;

import dev.we.net.websocket.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The grammar of Sec-WebSocket-Extensions (RFC 6455, section 9.1), the same in a client's offers
 * and a server's answer. It says what is written, not what it means: that is the extension's own
 * affair.
 *
 * <pre>
 *   extension-list  = 1#extension
 *   extension       = extension-token *( ";" extension-param )
 *   extension-param = token [ "=" ( token | quoted-string ) ]
 * </pre>
 *
 * <p>As the RFC's grammar is that of RFC 2616, white space may stand round every word and list
 * elements may be empty. Reading is one pass over the text, without backtracking.
 */
public final class ExtensionHeader {
  /**
   * One element of the list.
   *
   * @param name the extension's token; upper and lower case differ
   * @param params its parameters in their order, none, or the same name several times
   * @param text the element as it was written, without surrounding white space
   */
  public record Entry(String name, List<Param> params, String text) {}

  /**
   * One parameter.
   *
   * @param name a token
   * @param value what stands behind the equals sign, a quoted string without its quotes and
   *     escapes; a quoted string may hold what is not a token, which no extension allows
   */
  public record Param(String name, Optional<String> value) {}

  private final String text;
  private int at;

  private ExtensionHeader(String text) {
    this.text = text;
  }

  /**
   * Reads the values of all header lines of that name, in their order: they are one list.
   *
   * @throws IllegalArgumentException if they do not follow the grammar, in which case RFC 6455,
   *     section 9.1, has both sides fail the connection; the message says where
   */
  public static List<Entry> parse(List<String> lines) {
    List<Entry> entries = new ArrayList<>();
    for (String line : lines) {
      new ExtensionHeader(line).list(entries);
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("it names no extension");
    }
    return List.copyOf(entries);
  }

  private void list(List<Entry> entries) {
    while (true) {
      skipSpace();
      if (at < text.length() && text.charAt(at) != ',') {
        entries.add(entry());
      }
      if (at == text.length()) {
        return;
      }
      expect(',');
    }
  }

  private Entry entry() {
    int start = at;
    String name = token("an extension's name");
    int end = at;
    List<Param> params = new ArrayList<>();
    skipSpace();
    while (at < text.length() && text.charAt(at) == ';') {
      at++;
      skipSpace();
      params.add(param());
      end = at;
      skipSpace();
    }
    return new Entry(name, List.copyOf(params), text.substring(start, end));
  }

  private Param param() {
    String name = token("a parameter's name");
    int end = at;
    skipSpace();
    if (at == text.length() || text.charAt(at) != '=') {
      at = end;
      return new Param(name, Optional.empty());
    }
    at++;
    skipSpace();
    boolean quoted = at < text.length() && text.charAt(at) == '"';
    return new Param(name, Optional.of(quoted ? quotedString() : token("a parameter's value")));
  }

  private String token(String what) {
    int start = at;
    while (at < text.length() && " \t,;=\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String token = text.substring(start, at);
    if (!Headers.isToken(token)) {
      at = start;
      throw expected(what);
    }
    return token;
  }

  private String quotedString() {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\') {
        if (at == text.length()) {
          break;
        }
        c = text.charAt(at++);
      }
      // A caller's text comes here, too, and must not write header lines of its own.
      if ((c < 0x20 && c != '\t') || c == 0x7F || c > 0xFF) {
        throw new IllegalArgumentException(
            "a quoted string has a character that a header cannot carry at index " + (at - 1));
      }
      value.append(c);
    }
    throw expected("the end of a quoted string");
  }

  private void expect(char c) {
    if (text.charAt(at) != c) {
      throw expected("a comma or semicolon");
    }
    at++;
  }

  private void skipSpace() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private IllegalArgumentException expected(String what) {
    return new IllegalArgumentException(what + " is missing at index " + at);
  }
}
