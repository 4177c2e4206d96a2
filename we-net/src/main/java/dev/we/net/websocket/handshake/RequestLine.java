package dev.we.net.websocket.handshake;

import java.util.Locale;
import java.util.Optional;

/**
 * The first line of a request (RFC 9112, section 3), its method and version checked.
 *
 * @param target path and query as they were written, beginning with a slash
 * @param authority host and port, where the target was a whole URI
 */
record RequestLine(String target, Optional<String> authority) {

  /** request-line = method SP request-target SP HTTP-version. */
  static RequestLine parse(String line) throws HttpSyntaxException {
    int first = line.indexOf(' ');
    int second = line.indexOf(' ', first + 1);
    boolean threeWords = first > 0 && second > first + 1 && line.indexOf(' ', second + 1) < 0;
    if (!threeWords || line.length() != second + 9) {
      throw malformed(Quote.of(line) + " is not a request line", "3");
    }
    HttpVersion.require(line, second + 1);
    if (!line.startsWith("GET ")) {
      throw new HttpSyntaxException(
          405,
          "the method is "
              + Quote.of(line.substring(0, first))
              + ", not GET (RFC 6455, section 4.2.1)");
    }
    return target(line.substring(first + 1, second));
  }

  /** "The /resource name/ […], or an absolute HTTP/HTTPS URI containing" it (RFC 6455, 4.2.1). */
  private static RequestLine target(String target) throws HttpSyntaxException {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= 0x20 || c >= 0x7F || c == '#') {
        throw malformed("the request target has a character that no URI has, at index " + i, "3.2");
      }
    }
    if (target.startsWith("/")) {
      return new RequestLine(target, Optional.empty());
    }
    String lower = target.toLowerCase(Locale.ROOT);
    int authority = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
    if (authority < 0) {
      throw malformed("the request target " + Quote.of(target) + " is no path", "3.2");
    }
    int path = authority;
    while (path < target.length() && target.charAt(path) != '/' && target.charAt(path) != '?') {
      path++;
    }
    String rest = target.substring(path);
    return new RequestLine(
        rest.startsWith("/") ? rest : "/" + rest, Optional.of(target.substring(authority, path)));
  }

  private static HttpSyntaxException malformed(String what, String section) {
    return new HttpSyntaxException(400, what + " (RFC 9112, section " + section + ")");
  }
}
