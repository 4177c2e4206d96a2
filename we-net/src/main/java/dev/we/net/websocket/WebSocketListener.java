package dev.we.net.websocket;

import java.nio.ByteBuffer;

/**
 * The receiving half of a connection. Every method does nothing unless it is overridden.
 *
 * <p>The calls for one connection come one after the other, each after the former has returned:
 * {@link #onOpen} first, {@link #onClose} last and once. They come on the connection's loop, which
 * serves other connections too, so they must not wait; or on the {@link
 * java.util.concurrent.Executor} that was given for the connection. Calls for different connections
 * may come at the same time: one listener that serves several must be thread-safe. An exception
 * thrown by a callback closes the connection with {@link CloseCode#INTERNAL_ERROR} and comes back
 * in {@link #onError}; one that cannot, since the connection has ended or failed before, goes to
 * the thread's uncaught-exception handler.
 */
public interface WebSocketListener {
  /** The opening handshake is done. */
  default void onOpen(WebSocket socket) {}

  /** A whole text message. */
  default void onText(WebSocket socket, String text) {}

  /**
   * A whole binary message, from position to limit.
   *
   * <p>Without an executor {@code data} is a view of the loop's own buffer, read-only and good
   * until this call returns; what is to be kept must be copied.
   */
  default void onBinary(WebSocket socket, ByteBuffer data) {}

  /**
   * A ping; its pong goes out without the listener. {@code payload} is good until this call
   * returns.
   */
  default void onPing(WebSocket socket, ByteBuffer payload) {}

  /** A pong, asked for or not. {@code payload} is good until this call returns. */
  default void onPong(WebSocket socket, ByteBuffer payload) {}

  /**
   * There is room again after {@link SendResult#QUEUE_FULL}: at most half the queue is in use, or
   * all that is sent is out and the message that is sent in fragments can go on.
   */
  default void onWritable(WebSocket socket) {}

  /**
   * Something went wrong; {@link #onClose} follows. The peer's faults and the network's are {@link
   * WebSocketException}s; whatever else comes here was thrown by the listener itself.
   */
  default void onError(WebSocket socket, Throwable error) {}

  /**
   * The connection has ended; no call follows.
   *
   * @param reason what the peer's Close said (RFC 6455, 7.1.5); {@link CloseReason#ABNORMAL} if
   *     there was none
   * @param wasClean whether both sides sent a Close before the stream ended
   */
  default void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {}
}
