package dev.we.net.websocket;

import org.jspecify.annotations.Nullable;

/**
 * There is no connection to the server: its name, its address, the proxy before it or its TLS did
 * not work out.
 */
public final class ConnectFailedException extends WebSocketException {
  private static final long serialVersionUID = 1;

  /** How far it came. */
  public enum Stage {
    /** The name service knows no address for the host. */
    NAME_LOOKUP,
    /** No address of the host could be reached: refused, unreachable. */
    CONNECT,
    /** The proxy opened no way: it refused, or does not speak its protocol. */
    PROXY,
    /** The TLS handshake failed: certificate not trusted, wrong host name, no common version. */
    TLS
  }

  /** How far it came. */
  private final Stage stage;

  /** One line that names host, port and fault, and what caused it. */
  public ConnectFailedException(Stage stage, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.stage = stage;
  }

  /** How far it came. */
  public Stage stage() {
    return stage;
  }
}
