package dev.we.net.websocket.connection;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How what arrives reaches the one who wants it: on the loop itself, on an executor, or to a thread
 * that waits for it. The loop calls every method but {@link #request}.
 *
 * <p>In order: {@link #opened}, messages as they came, {@link #failed} and {@link #closed} last.
 * Pings, pongs and {@link #writable} may overtake messages for which nobody has asked yet.
 */
interface Delivery {
  /** No limit to the demand. */
  long UNLIMITED = Long.MAX_VALUE;

  /** To this listener, on the loop or the settings' executor; or to who waits if it is null. */
  static Delivery of(
      Connection connection, ConnectionSettings settings, @Nullable WebSocketListener listener) {
    if (listener == null) {
      return new BlockingConnection(connection, settings.limits().closeTimeout());
    }
    if (settings.executor() == null) {
      return new DirectDelivery(connection, listener, settings.demand());
    }
    return new ExecutorDelivery(connection, listener, settings.executor(), settings.demand());
  }

  void opened();

  void text(String text);

  /** A binary message; {@code view} is the loop's and is copied if it must last. */
  void binary(ByteBuffer view);

  void pinged(ByteBuffer view);

  void ponged(ByteBuffer view);

  void writable();

  void failed(Throwable error);

  void closed(CloseReason reason, boolean wasClean);

  /** Whether {@link #closed} would now come to wait behind messages that are not asked for. */
  boolean endWaits();

  /** So many messages more are wanted. Any thread. */
  void request(long messages);

  /** Nothing is wanted any more but {@link #failed} and {@link #closed}. Any thread. */
  void dropMessages();
}
