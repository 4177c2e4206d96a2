package dev.we.net.websocket.handshake;

import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.HandshakeException.Refusal;
import dev.we.net.websocket.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where a server's 3xx leads, for a client that follows it (RFC 6455, section 4.1: "clients are not
 * required to follow them"), and what may go along.
 *
 * <p>A redirect starts a new handshake, on a new connection and with a new key. It never leads from
 * TLS to plain text, and what was meant for one origin is not told to another.
 */
public final class Redirect {
  /** How many redirects in a row are followed. */
  public static final int MAX_REDIRECTS = 10;

  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  /** What is for the origin that the caller named; a Host of the caller's own is, too. */
  private static final Set<String> FOR_ONE_ORIGIN =
      Set.of("authorization", "cookie", "proxy-authorization", "host");

  private Redirect() {}

  /** Whether this refusal names another place to ask. */
  public static boolean isRedirect(Refusal refusal) {
    return STATUSES.contains(refusal.status()) && refusal.headers().first("Location").isPresent();
  }

  /**
   * What to ask for at the place that the refusal names.
   *
   * @param asked what was asked for and refused
   * @param refusal the answer, a {@linkplain #isRedirect redirect}
   * @param followed how many redirects led to {@code asked}
   * @throws HandshakeException if it leads nowhere, to plain text from TLS, or on and on
   */
  public static ClientOffer follow(ClientOffer asked, Refusal refusal, int followed)
      throws HandshakeException {
    if (followed >= MAX_REDIRECTS) {
      throw new HandshakeException(
          "the server redirects again after " + MAX_REDIRECTS + " redirects", refusal);
    }
    List<String> locations = refusal.headers().all("Location");
    if (locations.size() != 1) {
      throw new HandshakeException(
          "a redirect has one Location, this one has " + locations.size(), refusal);
    }
    WebSocketUri target = target(asked.uri(), locations.get(0), refusal);
    if (asked.uri().secure() && !target.secure()) {
      throw new HandshakeException(
          "the server redirects from TLS to plain text, to " + target, refusal);
    }
    return new ClientOffer(
        target,
        asked.subprotocols(),
        asked.extensions(),
        asked.origin(),
        target.sameOrigin(asked.uri()) ? asked.headers() : withoutSecrets(asked.headers()));
  }

  private static WebSocketUri target(WebSocketUri base, String location, Refusal refusal)
      throws HandshakeException {
    try {
      return WebSocketUri.parse(resolve(base, encoded(location)));
    } catch (IllegalArgumentException e) {
      throw new HandshakeException(
          "the server redirects to a place that is " + e.getMessage(), refusal);
    }
  }

  private static Headers withoutSecrets(Headers headers) {
    List<Headers.Field> kept = new ArrayList<>();
    for (Headers.Field field : headers.fields()) {
      if (!FOR_ONE_ORIGIN.contains(field.name().toLowerCase(Locale.ROOT))) {
        kept.add(field);
      }
    }
    return Headers.of(kept);
  }

  /** Bytes above 0x7F, which no URI has but servers send, percent-encoded as they came. */
  private static String encoded(String location) {
    StringBuilder encoded = new StringBuilder(location.length());
    for (int i = 0; i < location.length(); i++) {
      char c = location.charAt(i);
      if (c > 0x7F) {
        encoded.append("%%%02X".formatted((int) c));
      } else {
        encoded.append(c);
      }
    }
    return encoded.toString();
  }

  /** Reference resolution, RFC 3986, section 5.2; the fragment has no use here and goes. */
  private static String resolve(WebSocketUri base, String location) {
    int fragment = location.indexOf('#');
    String reference = fragment < 0 ? location : location.substring(0, fragment);
    if (hasScheme(reference)) {
      return reference;
    }
    String scheme = base.secure() ? "wss:" : "ws:";
    if (reference.startsWith("//")) {
      return scheme + reference;
    }
    return scheme + "//" + base.authority() + resolvePath(base.resource(), reference);
  }

  private static boolean hasScheme(String reference) {
    for (int i = 0; i < reference.length(); i++) {
      char c = reference.charAt(i);
      if (c == ':') {
        return i > 0;
      }
      if (c == '/' || c == '?') {
        return false;
      }
    }
    return false;
  }

  private static String resolvePath(String base, String reference) {
    int baseQuery = base.indexOf('?');
    String basePath = baseQuery < 0 ? base : base.substring(0, baseQuery);
    int query = reference.indexOf('?');
    String path = query < 0 ? reference : reference.substring(0, query);
    String rest = query < 0 ? "" : reference.substring(query);
    if (path.isEmpty()) {
      return query < 0 ? base : basePath + rest;
    }
    String merged =
        path.startsWith("/") ? path : basePath.substring(0, basePath.lastIndexOf('/') + 1) + path;
    return withoutDotSegments(merged) + rest;
  }

  /** RFC 3986, section 5.2.4, for a path that begins with a slash. */
  private static String withoutDotSegments(String path) {
    List<String> kept = new ArrayList<>();
    int start = 1;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      boolean last = slash < 0;
      String segment = path.substring(start, last ? path.length() : slash);
      if (segment.equals("..") && !kept.isEmpty()) {
        kept.remove(kept.size() - 1);
      }
      if (!segment.equals(".") && !segment.equals("..")) {
        kept.add(segment);
      } else if (last) {
        kept.add("");
      }
      start = last ? path.length() + 1 : slash + 1;
    }
    return "/" + String.join("/", kept);
  }
}
