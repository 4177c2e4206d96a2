package dev.we.net.websocket.transport;

import java.nio.ByteBuffer;

/**
 * What is told of one transport.
 *
 * <p>All calls come on the loop's thread, one at a time, in the order that the package's page
 * gives. A call must not block: every other connection of the loop would wait. What a call throws
 * goes to the loop thread's uncaught-exception handler and closes this transport, never the loop.
 */
public interface TransportHandler {

  /** The stream is established: TCP, and TLS where it is wanted. */
  void onConnected(Transport transport);

  /**
   * Bytes have come.
   *
   * @param in the bytes from its position to its limit, in a buffer that all connections of the
   *     loop share: everything must be taken before this returns. The bytes may be overwritten in
   *     place
   */
  void onInput(ByteBuffer in);

  /**
   * All input of one readiness was delivered: the time to flush what was held back meanwhile. Where
   * the input was small that of other connections may come before; no other call for this one does.
   */
  void onInputBatchEnd();

  /**
   * The peer has ended its output. This side may go on writing (but with TLS 1.2, whose
   * close_notify ends both directions: RFC 5246, section 7.2.1).
   *
   * @param truncated the TCP stream ended without TLS's close_notify, so that somebody else may
   *     have cut it short
   */
  void onInputEnd(boolean truncated);

  /** The socket takes bytes again; once per {@link Transport#awaitWritable}. */
  void onWritable();

  /**
   * The moment of {@link Transport#wakeAt} has come.
   *
   * @param now the time on the clock of {@link Transport#nanoTime}
   */
  void onTimer(long now);

  /** Connecting, TLS or the connection failed. {@link #onClosed} follows without further ado. */
  void onFailed(TransportException why);

  /** The last call, exactly once. */
  void onClosed();
}
