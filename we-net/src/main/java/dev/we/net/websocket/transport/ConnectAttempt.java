package dev.we.net.websocket.transport;

/** A connection that is being established. */
public interface ConnectAttempt {

  /**
   * Gives the attempt up; a transport that has come of it already is closed. The handler gets
   * {@link TransportHandler#onClosed} unless it had it. Any thread; idempotent.
   */
  void cancel();
}
