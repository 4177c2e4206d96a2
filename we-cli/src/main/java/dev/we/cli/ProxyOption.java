package dev.we.cli;

import dev.we.net.websocket.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What connections go through, as curl has it. Nothing is taken from the environment. */
final class ProxyOption {
  private static final String FORM =
      "--proxy is http://[USER:PASSWORD@]HOST:PORT or socks5://[USER:PASSWORD@]HOST:PORT";

  @Option(
      names = "--proxy",
      paramLabel = "URL",
      description =
          "Go through this proxy: http://[USER:PASSWORD@]HOST:PORT (CONNECT) or socks5://... . It"
              + " looks the server's name up, and sees what is said over ws but not over wss. A"
              + " password in it can be seen in the list of processes.")
  private @Nullable String url;

  /** The proxy, or null for none. What is wrong with the URL is told without its text. */
  @Nullable Proxy proxy() {
    if (url == null) {
      return null;
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new UsageException(FORM + ": " + e.getReason() + " at index " + e.getIndex());
    }
    String path = uri.getPath();
    boolean more =
        path == null
            || !(path.isEmpty() || path.equals("/"))
            || uri.getQuery() != null
            || uri.getFragment() != null;
    String authority = uri.getRawAuthority();
    if (more || authority == null || uri.getScheme() == null) {
      throw new UsageException(FORM);
    }
    // By hand: to java.net.URI a name with an underscore, as containers have, is no host.
    int at = authority.lastIndexOf('@');
    int portColon = authority.lastIndexOf(':');
    if (portColon <= at || !authority.substring(portColon + 1).matches("[0-9]{1,5}")) {
      throw new UsageException(FORM);
    }
    try {
      Proxy proxy =
          new Proxy(
              kind(uri.getScheme()),
              authority.substring(at + 1, portColon),
              Integer.parseInt(authority.substring(portColon + 1)),
              Optional.empty());
      return at < 0 ? proxy : withCredentials(proxy, authority.substring(0, at));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Proxy.Kind kind(String scheme) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http" -> Proxy.Kind.HTTP;
      case "socks5", "socks5h" -> Proxy.Kind.SOCKS5;
      default -> throw new UsageException(FORM);
    };
  }

  private static Proxy withCredentials(Proxy proxy, String user) {
    int colon = user.indexOf(':');
    if (colon < 0) {
      throw new UsageException(FORM + ": there is a user without a password");
    }
    return proxy.withCredentials(
        decoded(user.substring(0, colon)), decoded(user.substring(colon + 1)));
  }

  /** Percent-decoded; URLDecoder is for forms, where a plus is a space. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
