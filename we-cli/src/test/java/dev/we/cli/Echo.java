package dev.we.cli;

import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;

/** Sends every message back. */
class Echo implements WebSocketListener {
  @Override
  public void onText(WebSocket socket, String text) {
    socket.sendText(text);
  }

  @Override
  public void onBinary(WebSocket socket, ByteBuffer data) {
    socket.sendBinary(data);
  }
}
