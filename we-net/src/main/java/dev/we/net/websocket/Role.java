package dev.we.net.websocket;

/**
 * Which end of the connection one is (RFC 6455, section 1.2): it decides who masks and who closes
 * first.
 */
public enum Role {
  /**
   * Opens the connection, masks every frame it sends, and waits for the server to end the stream.
   */
  CLIENT,
  /**
   * Accepts the connection, never masks, and ends the stream first once both Closes have passed.
   */
  SERVER;

  /** The other end. */
  public Role peer() {
    return this == CLIENT ? SERVER : CLIENT;
  }
}
