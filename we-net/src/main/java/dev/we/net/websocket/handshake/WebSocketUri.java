package dev.we.net.websocket.handshake;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A WebSocket URI (RFC 6455, section 3), ready for a connection and for a request line.
 *
 * @param secure whether TLS is spoken: {@code wss}
 * @param host a name in lower case and ASCII, or an IP address; an IPv6 address without brackets
 * @param port 1 to 65535, the scheme's own where the URI gave none
 * @param resource the path, at least {@code /}, and the query, in ASCII
 */
public record WebSocketUri(boolean secure, String host, int port, String resource) {
  /** The port of {@code ws}. */
  private static final int WS_PORT = 80;

  /** The port of {@code wss}. */
  private static final int WSS_PORT = 443;

  /**
   * The parts as given.
   *
   * @throws IllegalArgumentException if one could not have come out of {@link #parse}
   */
  public WebSocketUri {
    boolean ascii = HostSyntax.toAscii(host).equals(host);
    if (!ascii || !(HostSyntax.isName(host) || HostSyntax.isIpv6(host))) {
      throw malformed("its host " + Quote.of(host) + " is not a host name or IP address");
    }
    if (port < 1 || port > 65_535) {
      throw malformed("its port " + port + " is not a number of 1 to 65535");
    }
    if (!resource.startsWith("/") || resource.indexOf('#') >= 0 || !isEncoded(resource)) {
      throw malformed("its resource is not a percent-encoded path and query");
    }
  }

  /**
   * Parses an absolute URI. The schemes are {@code ws} and {@code wss}, and {@code http} and {@code
   * https}, which mean the same, as in browsers. Characters beyond ASCII are translated: the host
   * as IDNA has it, the path and query to percent-encoded UTF-8 (RFC 3987, section 3.1).
   *
   * <p>Refused are a fragment, which RFC 6455, section 3, forbids, and user information, for which
   * its grammar has no place: a password in a URI ends up in logs and process lists.
   *
   * @throws IllegalArgumentException if the text is no such URI; the message says what is wrong and
   *     repeats neither user information nor query, which may hold secrets
   */
  public static WebSocketUri parse(String text) {
    int colon = text.indexOf(':');
    boolean secure = isSecure(colon < 0 ? "" : text.substring(0, colon));
    if (!text.startsWith("//", colon + 1)) {
      throw malformed("there is no // behind the scheme");
    }
    int authority = colon + 3;
    int path = endOfAuthority(text, authority);
    if (text.indexOf('#', path) >= 0) {
      throw malformed("it has a fragment (#), which RFC 6455, section 3, forbids");
    }
    String hostAndPort = text.substring(authority, path);
    int portColon = portColon(hostAndPort);
    // A password with a slash in it ends the authority too soon, and would be told as the port.
    boolean password = portColon >= 0 && text.indexOf('@', path) >= 0;
    if (hostAndPort.indexOf('@') >= 0
        || (password && HostSyntax.port(hostAndPort.substring(portColon + 1)) < 1)) {
      throw malformed(
          "it has user information before the host;"
              + " send credentials in an Authorization header instead");
    }
    String host = checkedHost(portColon < 0 ? hostAndPort : hostAndPort.substring(0, portColon));
    int port =
        portColon < 0
            ? defaultPort(secure)
            : checkedPort(hostAndPort.substring(portColon + 1), secure);
    return new WebSocketUri(secure, host, port, checkedResource(text, path));
  }

  private static boolean isSecure(String scheme) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "ws", "http" -> false;
      case "wss", "https" -> true;
      case "" -> throw malformed("it has no scheme, such as ws: or wss:");
      default ->
          throw malformed("its scheme is " + Quote.of(scheme) + ", not ws, wss, http or https");
    };
  }

  private static int endOfAuthority(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '?' || c == '#') {
        return i;
      }
    }
    return text.length();
  }

  /** Where the port's colon stands, or -1; the colons of an IPv6 address stand in brackets. */
  private static int portColon(String hostAndPort) {
    return hostAndPort.indexOf(':', Math.max(0, hostAndPort.indexOf(']')));
  }

  private static String checkedHost(String host) {
    if (host.isEmpty()) {
      throw malformed("it has no host");
    }
    if (host.charAt(0) == '[') {
      String address = host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
      if (!HostSyntax.isIpv6(address)) {
        throw malformed("its host " + Quote.of(host) + " is not an IPv6 address in brackets");
      }
      return address.toLowerCase(Locale.ROOT);
    }
    String ascii = HostSyntax.toAscii(host);
    if (!HostSyntax.isName(ascii)) {
      throw malformed("its host " + Quote.of(host) + " is not a host name");
    }
    return ascii;
  }

  private static int checkedPort(String digits, boolean secure) {
    if (digits.isEmpty()) {
      return defaultPort(secure);
    }
    int port = HostSyntax.port(digits);
    if (port < 1) {
      throw malformed("its port " + Quote.of(digits) + " is not a number of 1 to 65535");
    }
    return port;
  }

  private static String checkedResource(String text, int from) {
    StringBuilder resource = new StringBuilder(text.length() - from + 1);
    if (from == text.length() || text.charAt(from) == '?') {
      resource.append('/');
    }
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7F) {
        i = appendEncoded(resource, text, i);
      } else if (!isUriCharacter(c)) {
        throw malformed("the character at index " + i + " has to be percent-encoded");
      } else {
        resource.append(c);
      }
    }
    return resource.toString();
  }

  private static boolean isEncoded(String resource) {
    return resource.chars().allMatch(c -> isUriCharacter((char) c));
  }

  /**
   * Visible ASCII but for three delimiters; browsers send the rest of RFC 3986's "unwise" as is.
   */
  private static boolean isUriCharacter(char c) {
    return c > 0x20 && c < 0x7F && c != '"' && c != '<' && c != '>';
  }

  /** Appends the code point at {@code i} and returns the index of its last char. */
  private static int appendEncoded(StringBuilder resource, String text, int i) {
    int codePoint = text.codePointAt(i);
    if (Character.getType(codePoint) == Character.SURROGATE) {
      throw malformed("there is half a surrogate pair at index " + i);
    }
    for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
      resource.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
    }
    return i + Character.charCount(codePoint) - 1;
  }

  private static int defaultPort(boolean secure) {
    return secure ? WSS_PORT : WS_PORT;
  }

  private static IllegalArgumentException malformed(String what) {
    return new IllegalArgumentException("not a WebSocket URI: " + what);
  }

  /** The host, in brackets if it is an IPv6 address. */
  private String bracketed() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** Host and port, the port always written: what a proxy is asked to connect to. */
  public String authority() {
    return bracketed() + ":" + port;
  }

  /** The value of the Host header: the port is left out where it is the scheme's own. */
  public String hostHeader() {
    return port == defaultPort(secure) ? bracketed() : authority();
  }

  /**
   * Whether scheme, host and port are the same: what may be told to one may be told to the other.
   */
  public boolean sameOrigin(WebSocketUri other) {
    return secure == other.secure && port == other.port && host.equals(other.host);
  }

  /** The URI again, without its query, which may hold secrets. */
  @Override
  public String toString() {
    int query = resource.indexOf('?');
    return (secure ? "wss://" : "ws://")
        + hostHeader()
        + (query < 0 ? resource : resource.substring(0, query) + "?...");
  }
}
