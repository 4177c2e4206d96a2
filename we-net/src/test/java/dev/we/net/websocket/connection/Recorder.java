package dev.we.net.websocket.connection;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down what a listener is told, one line a call; tests wait for the lines they expect. */
class Recorder implements WebSocketListener {
  /** Far more than anything here takes: it only ends a test that would hang. */
  static final long PATIENCE_SECONDS = 30;

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
  final CompletableFuture<Throwable> error = new CompletableFuture<>();

  @Override
  public void onOpen(WebSocket socket) {
    opened.complete(socket);
    lines.add("open");
  }

  @Override
  public void onText(WebSocket socket, String text) {
    lines.add("text " + text);
  }

  @Override
  public void onBinary(WebSocket socket, ByteBuffer data) {
    lines.add("binary " + data.remaining());
  }

  @Override
  public void onPing(WebSocket socket, ByteBuffer payload) {
    lines.add("ping " + StandardCharsets.UTF_8.decode(payload.duplicate()));
  }

  @Override
  public void onPong(WebSocket socket, ByteBuffer payload) {
    lines.add("pong " + StandardCharsets.UTF_8.decode(payload.duplicate()));
  }

  @Override
  public void onWritable(WebSocket socket) {
    lines.add("writable");
  }

  @Override
  public void onError(WebSocket socket, Throwable problem) {
    error.complete(problem);
    lines.add("error " + problem.getClass().getSimpleName());
  }

  @Override
  public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
    lines.add("close " + reason + (wasClean ? " clean" : " unclean"));
  }

  /** The next line, for which it waits. */
  String next() {
    try {
      String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return line == null ? "(nothing came)" : line;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** What was told and not looked at so far, without waiting. */
  List<String> seen() {
    return List.copyOf(lines);
  }

  /** Whether everything has been looked at. */
  boolean isExhausted() {
    return lines.isEmpty();
  }

  /** The socket, once it is open. */
  WebSocket socket() {
    return await(opened);
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("did not come: " + e, e);
    }
  }
}
