package dev.we.net.websocket.server;

import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.HandshakeRequest;

/** What a server's application has behind a path: it decides on each connection. */
@FunctionalInterface
public interface Endpoint {
  /**
   * Accepts or refuses. Called on the server's loop, where it must not wait, or on the executor
   * where one was given. If it throws, the client gets 500.
   */
  HandshakeAnswer answer(HandshakeRequest request);
}
