package dev.we.net.websocket;

/** Somebody waited on a connection that has been closed. */
public final class ConnectionClosedException extends WebSocketException {
  private static final long serialVersionUID = 1;

  private final transient CloseReason reason;

  /** The peer's reason. */
  public ConnectionClosedException(CloseReason reason) {
    super("the connection is closed: " + reason, null);
    this.reason = reason;
  }

  /**
   * The peer's reason; {@link CloseCode#ABNORMAL} if it gave none because the connection was lost.
   */
  public CloseReason reason() {
    return reason;
  }
}
