package dev.we.net.websocket;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection for threads that wait: virtual threads above all, which cost next to nothing while
 * they do. Several threads may send, and several may receive; each message goes to one of them.
 *
 * <pre>{@code
 * try (BlockingWebSocket socket = client.open(URI.create("wss://example.com/feed"))) {
 *   socket.sendText("hello");
 *   Message answer = socket.receive();
 * }
 * }</pre>
 *
 * <p>An interrupt ends a wait with {@link InterruptedException} and leaves the connection as it is.
 */
public interface BlockingWebSocket extends AutoCloseable {
  /**
   * Sends a text message, after waiting for room in the queue.
   *
   * @throws ConnectionClosedException if the connection is closing or closed
   */
  void sendText(CharSequence text) throws WebSocketException, InterruptedException;

  /**
   * Sends a binary message, after waiting for room in the queue.
   *
   * @throws ConnectionClosedException if the connection is closing or closed
   */
  void sendBinary(ByteBuffer data) throws WebSocketException, InterruptedException;

  /**
   * Sends a message that was prepared for many connections, after waiting for room in the queue.
   *
   * @throws ConnectionClosedException if the connection is closing or closed
   */
  void send(PreparedMessage message) throws WebSocketException, InterruptedException;

  /**
   * Waits for the next message.
   *
   * @throws ConnectionClosedException if the connection was closed and all its messages are taken
   * @throws WebSocketException what went wrong, if the connection ended otherwise
   */
  Message receive() throws WebSocketException, InterruptedException;

  /**
   * Waits for the next message, but no longer than {@code atMost}; empty if none came.
   *
   * @throws ConnectionClosedException if the connection was closed and all its messages are taken
   * @throws WebSocketException what went wrong, if the connection ended otherwise
   */
  Optional<Message> receive(Duration atMost) throws WebSocketException, InterruptedException;

  /**
   * Closes with {@link CloseCode#NORMAL} and waits for the end, as {@link #close(int, String)}
   * does.
   */
  @Override
  void close();

  /**
   * Starts the closing handshake and waits until the connection has ended: at most {@link
   * Limits#closeTimeout()} for the peer's Close, and as long for the end of the stream. Messages
   * not received by then are dropped. An interrupt aborts the connection; the thread's interrupt
   * flag stays set.
   *
   * @throws IllegalArgumentException as {@link WebSocket#close(int, String)} does
   */
  void close(int code, String reason);

  /** The same connection, for all that needs no wait. */
  WebSocket socket();

  /**
   * What the peer's Close said, or {@link CloseReason#ABNORMAL}; empty while the connection lives.
   */
  Optional<CloseReason> closeReason();
}
