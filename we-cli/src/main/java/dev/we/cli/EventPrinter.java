package dev.we.cli;

import dev.we.net.websocket.WebSocket;
import java.nio.ByteBuffer;

/** Shows what happens on a connection. Called by one thread at a time. */
interface EventPrinter {
  /** The opening handshake is done. */
  void opened(WebSocket socket);

  void text(String text);

  void binary(ByteBuffer data);

  void ping(ByteBuffer payload);

  void pong(ByteBuffer payload);

  /** The connection was not opened, or it broke. */
  void failed(Throwable error);

  void closed(Ending ending);
}
