package dev.we.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Our end of a connection, of either role: what it tells is taken one after the other by the test's
 * thread.
 */
final class End implements WebSocketListener {
  private static final long PATIENCE_SECONDS = 30;

  /** Strings; binary messages as arrays of bytes. */
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

  private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();

  WebSocket socket() {
    return opened.join();
  }

  /** Completes when the connection is open; whoever finds out that it never will be fails it. */
  CompletableFuture<WebSocket> opened() {
    return opened;
  }

  private Object take() throws InterruptedException {
    Object event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing happened for " + PATIENCE_SECONDS + " s");
    }
    return event;
  }

  /** The next event, which is no binary message. */
  String next() throws InterruptedException {
    Object event = take();
    return event instanceof byte[] data ? "binary of " + data.length + " bytes" : (String) event;
  }

  /** The next event is this text. */
  void hears(String text) throws InterruptedException {
    Object event = take();
    if (!event.equals("text " + text)) {
      throw new AssertionError("not the text of " + text.length() + " characters: " + shown(event));
    }
  }

  /** The next event is one of these texts. */
  void hears(String one, String other) throws InterruptedException {
    String text = next();
    if (!text.equals("text " + one) && !text.equals("text " + other)) {
      throw new AssertionError("not the text of " + one.length() + " characters: " + shown(text));
    }
  }

  /** The next event is this binary message. */
  void hears(byte[] data) throws InterruptedException {
    Object event = take();
    if (!(event instanceof byte[] got) || !Arrays.equals(got, data)) {
      throw new AssertionError("not the binary of " + data.length + " bytes: " + shown(event));
    }
  }

  private static String shown(Object event) {
    if (event instanceof byte[] data) {
      return "binary of " + data.length + " bytes";
    }
    String text = (String) event;
    return text.length() < 200 ? text : text.substring(0, 200) + "… of " + text.length();
  }

  /** Closes in order, whatever the peer says of it. */
  void closes() throws InterruptedException {
    socket().close();
    assertThat(next()).startsWith("close 1000 ").endsWith("clean").doesNotContain("unclean");
    assertThat(events).isEmpty();
  }

  @Override
  public void onOpen(WebSocket socket) {
    opened.complete(socket);
  }

  @Override
  public void onText(WebSocket socket, String text) {
    events.add("text " + text);
  }

  @Override
  public void onBinary(WebSocket socket, ByteBuffer data) {
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    events.add(copy);
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
