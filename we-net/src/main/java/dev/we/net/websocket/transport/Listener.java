package dev.we.net.websocket.transport;

import java.net.InetSocketAddress;

/** A listening socket of an event loop. */
public interface Listener extends AutoCloseable {

  /** The address that it is bound to, with the port that the system chose if none was given. */
  InetSocketAddress localAddress();

  /**
   * Stops accepting with the loop's next turn; connections that were accepted go on. Any thread;
   * idempotent.
   */
  @Override
  void close();
}
