package dev.we.peers;

/**
 * A running echo server on 127.0.0.1: sends every message back with its type, on the path {@code
 * /}.
 */
public interface EchoServer extends AutoCloseable {
  /** The port it listens on. */
  int port();

  /** Stops it, with its connections and threads. */
  @Override
  void close();
}
