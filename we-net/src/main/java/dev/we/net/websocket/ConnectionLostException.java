package dev.we.net.websocket;

import org.jspecify.annotations.Nullable;

/** The stream ended or failed without a Close frame (RFC 6455, section 7.1.5: code 1006). */
public final class ConnectionLostException extends WebSocketException {
  private static final long serialVersionUID = 1;

  /** One line that names the peer and what happened. */
  public ConnectionLostException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
