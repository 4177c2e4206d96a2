package dev.we.cli;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends every message back with its type, or to all in a {@link Room}. One per connection.
 *
 * <p>The peer sets the pace: a message that finds the queue full is held, and no more are asked for
 * until it went out, so that a peer that sends without reading ends up waiting for itself. For this
 * the connection must have been made with a demand of {@link #DEMAND}.
 */
class EchoListener implements WebSocketListener {
  /** One message at a time, so that at most one is ever held. */
  static final long DEMAND = 1;

  private final @Nullable Room room;
  private @Nullable String heldText;
  private @Nullable ByteBuffer heldData;

  EchoListener() {
    this(null);
  }

  EchoListener(@Nullable Room room) {
    this.room = room;
  }

  @Override
  public void onOpen(WebSocket socket) {
    if (room != null) {
      room.enter(socket);
    }
  }

  @Override
  public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
    if (room != null) {
      room.leave(socket);
    }
  }

  @Override
  public void onText(WebSocket socket, String text) {
    if (room != null) {
      room.say(PreparedMessage.text(text));
      socket.request(1);
    } else if (socket.sendText(text) == SendResult.QUEUE_FULL) {
      heldText = text;
    } else {
      socket.request(1);
    }
  }

  @Override
  public void onBinary(WebSocket socket, ByteBuffer data) {
    if (room != null) {
      room.say(PreparedMessage.binary(data));
      socket.request(1);
    } else if (socket.sendBinary(data) == SendResult.QUEUE_FULL) {
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
