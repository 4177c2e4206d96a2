package dev.we.net.websocket;

/** The peer broke the protocol after the opening handshake; the connection was failed for it. */
public final class ProtocolException extends WebSocketException {
  private static final long serialVersionUID = 1;

  private final ProtocolViolation violation;

  /**
   * A violation as it was met.
   *
   * @param violation what was wrong
   * @param detail the figures of this case, such as {@code "opcode 3"}; empty where there are none
   */
  public ProtocolException(ProtocolViolation violation, String detail) {
    super(
        violation.description()
            + (detail.isEmpty() ? "" : " (" + detail + ")")
            + ": RFC 6455, section "
            + violation.section(),
        null);
    this.violation = violation;
  }

  /** What was wrong. */
  public ProtocolViolation violation() {
    return violation;
  }
}
