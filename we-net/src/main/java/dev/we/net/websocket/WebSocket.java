package dev.we.net.websocket;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * One WebSocket connection (RFC 6455), seen from its sending half.
 *
 * <p>Every method is safe from any thread at any time, the listener's callbacks included, and none
 * waits for the network. Messages of several threads never interleave, and none fails because
 * another thread is sending. What is sent is copied, or gone, before the method returns, so the
 * caller may use its buffer again at once.
 */
public interface WebSocket {
  /**
   * Sends a text message, compressed where that was agreed on and pays. It goes out as one frame, a
   * long one that is compressed as several. A surrogate without its partner, for which UTF-8 has no
   * form, goes out as U+FFFD.
   */
  default SendResult sendText(CharSequence text) {
    return sendText(text, Compress.WHERE_IT_PAYS);
  }

  /** The same as {@link #sendText(CharSequence)}, with a word on its compression. */
  SendResult sendText(CharSequence text, Compress wish);

  /**
   * Sends the bytes from {@code data}'s position to its limit, which it leaves untouched, as {@link
   * #sendText(CharSequence)} does a text.
   */
  default SendResult sendBinary(ByteBuffer data) {
    return sendBinary(data, Compress.WHERE_IT_PAYS);
  }

  /** The same as {@link #sendBinary(ByteBuffer)}, with a word on its compression. */
  SendResult sendBinary(ByteBuffer data, Compress wish);

  /** Sends a message that was prepared for many connections: text or binary, as it was made. */
  SendResult send(PreparedMessage message);

  /**
   * Starts a text message whose length is not known yet; each part becomes a frame (RFC 6455, 5.4).
   * Messages that other callers send meanwhile wait behind it; control frames do not.
   *
   * @throws IllegalStateException if another message that was started is not finished yet
   */
  default MessageWriter<CharSequence> startText() {
    return startText(Compress.WHERE_IT_PAYS);
  }

  /** The same as {@link #startText()}, with a word on the message's compression. */
  MessageWriter<CharSequence> startText(Compress wish);

  /** The same as {@link #startText()}, for a binary message. */
  default MessageWriter<ByteBuffer> startBinary() {
    return startBinary(Compress.WHERE_IT_PAYS);
  }

  /** The same as {@link #startText(Compress)}, for a binary message. */
  MessageWriter<ByteBuffer> startBinary(Compress wish);

  /**
   * Sends a ping (RFC 6455, 5.5.2), before any message that still waits.
   *
   * @throws IllegalArgumentException if the payload has more than 125 bytes
   */
  SendResult sendPing(ByteBuffer payload);

  /**
   * Sends a pong that answers no ping (RFC 6455, 5.5.3). Pings are answered without the caller.
   *
   * @throws IllegalArgumentException if the payload has more than 125 bytes
   */
  SendResult sendPong(ByteBuffer payload);

  /** Starts the closing handshake with {@link CloseCode#NORMAL}. */
  default void close() {
    close(CloseCode.NORMAL, "");
  }

  /**
   * Starts the closing handshake (RFC 6455, 7.1.2): the Close goes out behind the messages already
   * taken. Nothing happens if the connection is closing already. A message that is sent in
   * fragments and not finished is cut off, and the messages that wait behind it are lost.
   *
   * @param code 1000 to 1003, 1007 to 1014, 3000 to 4999; or {@link CloseCode#NO_STATUS} for a
   *     Close without a code
   * @param reason at most {@value CloseReason#MAX_TEXT_BYTES} bytes of UTF-8
   * @throws IllegalArgumentException if the code or the reason cannot be sent; the connection is
   *     untouched then
   */
  void close(int code, String reason);

  /**
   * Ends the connection at once, without a closing handshake. What waits to be sent is lost, what
   * was received and not delivered is dropped.
   */
  void abort();

  /**
   * The bytes of messages that were taken and not yet handed to the operating system, without frame
   * overhead. It falls in steps, a buffer at a time; after the end it stays at what was lost.
   */
  long bufferedAmount();

  /**
   * Asks for {@code messages} more. Needed only where the demand is not unlimited from the start.
   * Pings and pongs never wait for it; a Close is answered at once, but {@link
   * WebSocketListener#onClose} comes behind the messages that wait, unless {@link #abort} drops
   * them.
   *
   * @throws IllegalArgumentException if {@code messages} is not positive
   */
  void request(long messages);

  /** Where the connection stands. */
  State state();

  /** What the opening handshake said and agreed on; put together anew with each call. */
  OpeningHandshake handshake();

  /** The subprotocol agreed on, if any. */
  default Optional<String> subprotocol() {
    return handshake().subprotocol();
  }

  /** The peer's address. */
  InetSocketAddress remoteAddress();

  /** The TLS session of a {@code wss} connection. */
  Optional<SSLSession> tlsSession();
}
