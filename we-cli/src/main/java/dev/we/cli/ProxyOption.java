package dev.we.cli;

import dev.we.net.websocket.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
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
    if (more || uri.getHost() == null || uri.getPort() < 0 || uri.getScheme() == null) {
      throw new UsageException(FORM);
    }
    try {
      Proxy proxy =
          switch (uri.getScheme()) {
            case "http" -> Proxy.http(uri.getHost(), uri.getPort());
            case "socks5", "socks5h" -> Proxy.socks5(uri.getHost(), uri.getPort());
            default -> throw new UsageException(FORM);
          };
      String user = uri.getUserInfo();
      if (user == null) {
        return proxy;
      }
      int colon = user.indexOf(':');
      if (colon < 0) {
        throw new UsageException(FORM + ": there is a user without a password");
      }
      return proxy.withCredentials(user.substring(0, colon), user.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
