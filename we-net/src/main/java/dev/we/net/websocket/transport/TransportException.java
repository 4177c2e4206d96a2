package dev.we.net.websocket.transport;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The network or the peer failed a transport.
 *
 * <p>The message is one line that names the peer and what was wrong. It holds nothing secret.
 */
public final class TransportException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /** What was under way. */
  public enum Stage {
    /** Finding the addresses of a host name. */
    NAME_LOOKUP,
    /** Establishing TCP. */
    CONNECT,
    /** Having a proxy open the way. */
    PROXY,
    /** The TLS handshake, or a violation of TLS after it. */
    TLS,
    /** Receiving. */
    READ,
    /** Sending. */
    WRITE
  }

  private final Stage stage;
  private final boolean timedOut;

  TransportException(Stage stage, String message, @Nullable Throwable cause) {
    this(stage, false, message, cause);
  }

  private TransportException(
      Stage stage, boolean timedOut, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.stage = stage;
    this.timedOut = timedOut;
  }

  static TransportException timeout(Stage stage, String message) {
    return new TransportException(stage, true, message, null);
  }

  /** What was under way. */
  public Stage stage() {
    return stage;
  }

  /** Whether a deadline passed, as opposed to an error that somebody reported. */
  public boolean timedOut() {
    return timedOut;
  }
}
