package dev.we.net.websocket.transport;

import dev.we.net.websocket.transport.TransportException.Stage;

/** The failures of a stream that nobody but this package can make. */
public final class LostConnection {
  private LostConnection() {}

  /** The stream turned out to be gone when it was read. */
  public static TransportException whileReading() {
    return new TransportException(Stage.READ, "the connection was reset", null);
  }

  /** The stream turned out to be gone when it was written to. */
  public static TransportException whileWriting() {
    return new TransportException(Stage.WRITE, "the connection was reset", null);
  }

  /** Nobody listens at the address. */
  public static TransportException refused() {
    return new TransportException(Stage.CONNECT, "cannot connect: connection refused", null);
  }

  /** Nobody answers at the address. */
  public static TransportException swallowed() {
    return TransportException.timeout(Stage.CONNECT, "no answer");
  }
}
