package dev.we.net.websocket.connection;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;

/** A callback that waits to be made, with what it will say. */
sealed interface Event {
  /** What an event costs besides its bytes: objects and their place in a queue. */
  long OVERHEAD_BYTES = 64;

  void tell(WebSocketListener listener, WebSocket socket);

  /** What it keeps in memory, in bytes. */
  default long size() {
    return OVERHEAD_BYTES;
  }

  /** A message; the only events for which the receiver's demand counts. */
  record Received(Message message) implements Event {
    @Override
    public void tell(WebSocketListener listener, WebSocket socket) {
      switch (message) {
        case Message.Text(String text) -> listener.onText(socket, text);
        case Message.Binary(ByteBuffer data) -> listener.onBinary(socket, data);
      }
    }

    @Override
    public long size() {
      return OVERHEAD_BYTES
          + switch (message) {
            case Message.Text(String text) -> text.length();
            case Message.Binary(ByteBuffer data) -> data.remaining();
          };
    }
  }

  /** The connection is open. */
  record Opened() implements Event {
    @Override
    public void tell(WebSocketListener listener, WebSocket socket) {
      listener.onOpen(socket);
    }
  }

  /** A ping, answered already. */
  record Pinged(ByteBuffer payload) implements Event {
    @Override
    public void tell(WebSocketListener listener, WebSocket socket) {
      listener.onPing(socket, payload);
    }

    @Override
    public long size() {
      return OVERHEAD_BYTES + payload.remaining();
    }
  }

  /** A pong. */
  record Ponged(ByteBuffer payload) implements Event {
    @Override
    public void tell(WebSocketListener listener, WebSocket socket) {
      listener.onPong(socket, payload);
    }

    @Override
    public long size() {
      return OVERHEAD_BYTES + payload.remaining();
    }
  }

  /** There is room to send again. */
  record Writable() implements Event {
    @Override
    public void tell(WebSocketListener listener, WebSocket socket) {
      listener.onWritable(socket);
    }
  }

  /** Something went wrong. */
  record Failed(Throwable error) implements Event {
    @Override
    public void tell(WebSocketListener listener, WebSocket socket) {
      listener.onError(socket, error);
    }
  }

  /** The end. */
  record Closed(CloseReason reason, boolean wasClean) implements Event {
    @Override
    public void tell(WebSocketListener listener, WebSocket socket) {
      listener.onClose(socket, reason, wasClean);
    }
  }

  /** A copy of {@code view} that lasts, read-only. */
  static ByteBuffer copyOf(ByteBuffer view) {
    byte[] bytes = new byte[view.remaining()];
    view.get(view.position(), bytes);
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }
}
