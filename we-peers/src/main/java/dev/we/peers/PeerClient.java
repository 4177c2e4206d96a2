package dev.we.peers;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** A peer's client, from which connections are made. */
public interface PeerClient extends AutoCloseable {
  /**
   * Opens a connection.
   *
   * @param uri {@code ws:} or {@code wss:}
   * @param listener who receives what comes; {@link PeerListener#onOpen} is its first call
   * @return done when {@link PeerListener#onOpen} was called, or with why there is no connection
   */
  CompletableFuture<PeerSocket> connect(URI uri, PeerListener listener);

  /** Ends it, with its connections and threads. */
  @Override
  void close();
}
