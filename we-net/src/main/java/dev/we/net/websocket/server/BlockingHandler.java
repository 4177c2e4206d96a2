package dev.we.net.websocket.server;

import dev.we.net.websocket.BlockingWebSocket;

/** Serves one connection in a straight line, on a virtual thread of its own. */
@FunctionalInterface
public interface BlockingHandler {
  /**
   * Talks to one client. When it returns the connection is closed with 1000, when it throws with
   * 1011; a {@link dev.we.net.websocket.WebSocketException} that leaves it is the end of the
   * connection and no fault of the handler.
   */
  void serve(BlockingWebSocket socket) throws Exception;
}
