package dev.we.net.websocket;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the peer or the network did wrong. The message is one line that names what was wrong and
 * where.
 *
 * <p>The caller's own mistakes are never of this type: they are {@link IllegalArgumentException}
 * and {@link IllegalStateException}.
 */
public abstract sealed class WebSocketException extends IOException
    permits ConnectFailedException,
        HandshakeException,
        ProtocolException,
        ConnectionClosedException,
        ConnectionLostException,
        DeadlineException {
  private static final long serialVersionUID = 1;

  WebSocketException(String message, @Nullable Throwable cause) {
    super(message);
    if (cause != null) {
      initCause(cause);
    }
  }
}
