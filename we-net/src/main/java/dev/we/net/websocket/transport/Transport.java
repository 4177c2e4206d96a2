package dev.we.net.websocket.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One byte stream of an event loop: TCP, or TLS over TCP.
 *
 * <p>What comes from it goes to its {@link TransportHandler}, on the loop's thread. Each method
 * says which threads may call it.
 */
public interface Transport {

  /**
   * Writes what the socket takes now, and never blocks. Any thread, but one writer at a time;
   * {@link #shutdownOutput} counts as a writer.
   *
   * <p>A failed write does not end the transport: what the peer sent before it went away is still
   * delivered. The caller closes when it has no more use for that.
   *
   * @param sources buffers that are written in order, each from its position to its limit;
   *     positions advance by what was taken
   * @param offset index of the first buffer
   * @param length number of buffers
   * @return the number of bytes taken; less than what remained means that {@link #awaitWritable} is
   *     the way to learn when to go on. TLS counts bytes as taken once they are encrypted, and
   *     sends them by itself
   * @throws TransportException if the connection is lost or the transport is closed
   */
  long write(ByteBuffer[] sources, int offset, int length) throws IOException;

  /** Whether a write from arrays costs the calling thread no memory that it keeps. Any thread. */
  default boolean takesArrays() {
    return true;
  }

  /**
   * Asks for one {@link TransportHandler#onWritable} when the socket takes bytes again. Any thread.
   */
  void awaitWritable();

  /**
   * Ends the output once all that was written is sent: TLS sends its close_notify (RFC 8446,
   * section 6.1), then TCP its FIN. Input still flows. Any thread, as a writer.
   */
  void shutdownOutput();

  /**
   * Stops or resumes reading, which is how back-pressure reaches the peer. Any thread. What was
   * read from the socket before (at most one read buffer) is still delivered.
   */
  void setReading(boolean wanted);

  /**
   * Asks for one {@link TransportHandler#onTimer} at or after a moment. Loop thread.
   *
   * @param nanoTime the moment on the clock of {@link #nanoTime}; it replaces the earlier wish;
   *     {@link Long#MAX_VALUE} takes it back
   */
  void wakeAt(long nanoTime);

  /**
   * The time of this stream, in nanoseconds, of which only differences count: {@link
   * System#nanoTime}, unless somebody else has the time in his hands. Any thread.
   */
  long nanoTime();

  /**
   * When the input that is being delivered was read, on that clock; where it was held until now, a
   * time between then and now. Loop thread.
   */
  default long inputTime() {
    return nanoTime();
  }

  /**
   * Runs a task on the loop, after what is there already. Any thread. If the task throws, this
   * transport is closed; once the loop is closed, the task is dropped.
   */
  void execute(Runnable task);

  /**
   * Hands over to another handler, which gets all calls from now on: the batch end of an input that
   * is being delivered, and {@code onClosed}, but no {@code onConnected}. Loop thread.
   */
  void setHandler(TransportHandler successor);

  /** Whether the calling thread is the loop's. */
  boolean inLoop();

  /**
   * Ends the stream in both directions at once and gives back all it holds. Any thread; idempotent.
   * From then on the handler gets no call but {@link TransportHandler#onClosed}, on the loop, and
   * never from within this method.
   */
  void close();

  /** The peer's address, also after the close. Any thread. */
  InetSocketAddress remoteAddress();

  /** This end's address, also after the close. Any thread. */
  InetSocketAddress localAddress();

  /** The TLS session, or null on plain TCP. Any thread. */
  @Nullable SSLSession tlsSession();
}
