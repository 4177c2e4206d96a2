package dev.we.conformance.interop;

import java.util.Optional;

/** An implementation by others that our ends are joined with. */
interface Peer {
  /** As people call it. */
  String title();

  /** Why it cannot run here; empty where it can. */
  Optional<String> missing();

  /** What it can be asked for, and what it does otherwise than the rest. */
  Traits traits(boolean asServer);

  /** Whether it answers TLS itself, so that what is behind it speaks without. */
  default boolean endsTls() {
    return false;
  }

  /**
   * Starts its server.
   *
   * @throws UnsupportedOperationException if it has none of this kind
   */
  Server server(boolean secure, boolean compressed) throws Exception;

  /**
   * Starts its client.
   *
   * @throws UnsupportedOperationException if it has none of this kind
   */
  Client client(boolean secure, boolean compressed) throws Exception;

  /** A running server. */
  interface Server extends AutoCloseable {
    int port();

    @Override
    void close();
  }

  /** A running client. */
  interface Client extends AutoCloseable {
    /** Starts to connect; returns when it is connected. */
    void connect(String url) throws Exception;

    @Override
    void close();
  }
}
