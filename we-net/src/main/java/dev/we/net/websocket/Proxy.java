package dev.we.net.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * A proxy that a client's connections go through, {@code ws} and {@code wss} alike: it is asked for
 * a way to the server's host and port, and from then on passes bytes on (RFC 6455, section 4.1).
 * The server's name is looked up by the proxy. TLS is spoken with the server, through the proxy;
 * with the proxy itself it is plain TCP. Immutable.
 *
 * @param kind how the proxy is spoken to
 * @param host the proxy's name or IP address; IPv6 without brackets
 * @param port 1 to 65535
 * @param credentials what the proxy lets its users in by, if it asks for that. They go to it in
 *     clear text, as both protocols have it
 */
public record Proxy(Kind kind, String host, int port, Optional<Credentials> credentials) {
  /** How a proxy is spoken to. */
  public enum Kind {
    /** The CONNECT request of HTTP/1.1 (RFC 9110, section 9.3.6). */
    HTTP,
    /** SOCKS version 5 (RFC 1928). */
    SOCKS5
  }

  /**
   * A user and a password. HTTP sends them as Basic authentication (RFC 7617): the user must not
   * have a colon. SOCKS sends them as RFC 1929 has it: each is 1 to 255 bytes long in UTF-8.
   */
  public record Credentials(String user, String password) {
    private static final int MAX_SOCKS_BYTES = 255;

    /**
     * Checks both, and never repeats them.
     *
     * @throws IllegalArgumentException if one has a control character
     */
    public Credentials {
      requirePrintable(user, "user");
      requirePrintable(password, "password");
    }

    private static void requirePrintable(String text, String what) {
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("the proxy's " + what + " has a control character");
      }
    }

    private void requireFitFor(Kind kind) {
      switch (kind) {
        case HTTP -> {
          if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                "the proxy's user must not have a colon (RFC 7617, section 2)");
          }
        }
        case SOCKS5 -> {
          requireSocks(user, "user");
          requireSocks(password, "password");
        }
      }
    }

    private static void requireSocks(String text, String what) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes < 1 || bytes > MAX_SOCKS_BYTES) {
        throw new IllegalArgumentException(
            "a SOCKS proxy's " + what + " is 1 to 255 bytes long (RFC 1929), not " + bytes);
      }
    }

    /** Says nothing of either. */
    @Override
    public String toString() {
      return "Credentials[...]";
    }
  }

  /**
   * The parts as given, brackets of an IPv6 address taken off.
   *
   * @throws IllegalArgumentException if the host is no name or address in ASCII, the port out of
   *     range, or the credentials nothing that this kind can send
   */
  public Proxy {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(credentials, "credentials");
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    // Told without its text: a host that is none may be a URL with a password in it.
    if (!host.matches("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?")) {
      throw new IllegalArgumentException("the proxy's host is not a host name or IP address");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("the proxy's port is 1 to 65535, not " + port);
    }
    credentials.ifPresent(known -> known.requireFitFor(kind));
  }

  /** A proxy that understands HTTP's CONNECT. */
  public static Proxy http(String host, int port) {
    return new Proxy(Kind.HTTP, host, port, Optional.empty());
  }

  /** A proxy that understands SOCKS 5. */
  public static Proxy socks5(String host, int port) {
    return new Proxy(Kind.SOCKS5, host, port, Optional.empty());
  }

  /** The same proxy for this user. */
  public Proxy withCredentials(String user, String password) {
    return new Proxy(kind, host, port, Optional.of(new Credentials(user, password)));
  }

  /** The proxy as a URL has it, without credentials. */
  @Override
  public String toString() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return (kind == Kind.HTTP ? "http://" : "socks5://") + shown + ":" + port;
  }
}
