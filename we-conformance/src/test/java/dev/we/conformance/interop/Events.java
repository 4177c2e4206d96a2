package dev.we.conformance.interop;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a connection of ours tells, to be taken one after the other. */
final class Events implements WebSocketListener {
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  /** The next one. */
  String next() throws InterruptedException {
    String event = events.poll(30, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing happened for 30 s");
    }
    return event;
  }

  /** Whether all were taken. */
  boolean exhausted() {
    return events.isEmpty();
  }

  @Override
  public void onText(WebSocket socket, String text) {
    events.add("text " + text);
  }

  @Override
  public void onBinary(WebSocket socket, ByteBuffer data) {
    events.add("binary " + StandardCharsets.ISO_8859_1.decode(data));
  }

  @Override
  public void onPong(WebSocket socket, ByteBuffer payload) {
    events.add("pong " + StandardCharsets.UTF_8.decode(payload));
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    events.add("error " + error);
  }

  @Override
  public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
    events.add("close " + reason + (wasClean ? " clean" : " unclean"));
  }
}
