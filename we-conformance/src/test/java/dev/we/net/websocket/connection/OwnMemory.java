package dev.we.net.websocket.connection;

/** Counts of compression memory that are not the process's, which nobody but this package makes. */
public final class OwnMemory {
  private OwnMemory() {}

  /** Of nobody yet. */
  public static CompressionMemory ofNobody() {
    return new CompressionMemory();
  }

  /** What waits for the receiver of a connection, as the connection counts it. */
  public static long waitingInput(Connection connection) {
    return connection.incoming().waitingBytes();
  }
}
