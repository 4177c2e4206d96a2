package dev.we.net.websocket.connection;

import dev.we.net.websocket.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The head of an opening handshake on its way out, which may take more than one write. Loop. */
public final class HeadOutput {
  private final Transport transport;
  private final ByteBuffer[] rest;

  /** {@code head}, to be sent by {@link #flush}. */
  public HeadOutput(Transport transport, ByteBuffer head) {
    this.transport = transport;
    this.rest = new ByteBuffer[] {head};
  }

  /**
   * Writes what the socket takes; what it does not take goes with a later call, for which {@code
   * onWritable} is the time.
   *
   * @return whether all is written
   */
  public boolean flush() throws IOException {
    if (rest[0].hasRemaining()) {
      transport.write(rest, 0, 1);
    }
    if (!rest[0].hasRemaining()) {
      return true;
    }
    transport.awaitWritable();
    return false;
  }
}
