package dev.we.net.websocket;

/** Where a connection stands (RFC 6455, sections 4.1 and 7.1). It only ever moves downwards. */
public enum State {
  /** The opening handshake is under way. */
  CONNECTING,
  /** Messages flow both ways. */
  OPEN,
  /**
   * A Close frame was sent or received, or the connection is being failed; no new message is taken.
   */
  CLOSING,
  /** The stream has ended. */
  CLOSED
}
