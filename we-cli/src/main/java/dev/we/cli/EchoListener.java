package dev.we.cli;

import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends every message back with its type. One per connection.
 *
 * <p>The peer sets the pace: a message that finds the queue full is held, and no more are asked for
 * until it went out, so that a peer that sends without reading ends up waiting for itself. For this
 * the connection must have been made with a demand of {@link #DEMAND}.
 */
class EchoListener implements WebSocketListener {
  /** One message at a time, so that at most one is ever held. */
  static final long DEMAND = 1;

  private @Nullable String heldText;
  private @Nullable ByteBuffer heldData;

  @Override
  public void onText(WebSocket socket, String text) {
    if (socket.sendText(text) == SendResult.QUEUE_FULL) {
      heldText = text;
    } else {
      socket.request(1);
    }
  }

  @Override
  public void onBinary(WebSocket socket, ByteBuffer data) {
    if (socket.sendBinary(data) == SendResult.QUEUE_FULL) {
      heldData = ByteBuffer.allocate(data.remaining()).put(data).flip();
    } else {
      socket.request(1);
    }
  }

  @Override
  public void onWritable(WebSocket socket) {
    String text = heldText;
    ByteBuffer data = heldData;
    if (text != null) {
      heldText = null;
      onText(socket, text);
    } else if (data != null) {
      heldData = null;
      onBinary(socket, data);
    }
  }
}
