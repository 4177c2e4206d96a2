package dev.we.net.websocket;

/**
 * A message that is sent in fragments, the last of which makes it whole. For one thread at a time.
 *
 * @param <P> what a part is: {@code CharSequence} or {@code ByteBuffer}
 */
public interface MessageWriter<P> extends AutoCloseable {
  /**
   * Sends a part as a frame of its own. A high surrogate at the end of a part of text waits for its
   * partner in the next.
   *
   * @throws IllegalStateException if the message is finished
   */
  SendResult write(P part);

  /**
   * Sends the last part; the message is whole then, unless the queue was full.
   *
   * @throws IllegalStateException if the message is finished
   */
  SendResult finish(P lastPart);

  /**
   * Ends the use of the writer. A message that is not finished by now can neither be taken back nor
   * pass as whole: the connection is closed with {@link CloseCode#INTERNAL_ERROR}.
   */
  @Override
  void close();
}
