package dev.we.net.websocket.connection;

import dev.we.net.websocket.ConnectionLostException;
import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.DeadlineException;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.transport.Destination;
import dev.we.net.websocket.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What went wrong on a connection, in words that name the peer. */
final class Failure {
  private Failure() {}

  /** The connection is gone, or as good as that. */
  static ConnectionLostException lost(Transport transport, String what, @Nullable Throwable cause) {
    String because = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
    return new ConnectionLostException(peer(transport) + ": " + what + because, cause);
  }

  /** The peer did not do in time what {@code deadline} is for. */
  static DeadlineException inVain(Transport transport, Deadline deadline, Limits limits) {
    return new DeadlineException(deadline, allowed(deadline, limits), peer(transport));
  }

  /** The end of the connection cannot tell of it: it goes where uncaught exceptions go. */
  static void report(Throwable error) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
  }

  private static String peer(Transport transport) {
    InetSocketAddress address = transport.remoteAddress();
    return Destination.authority(address.getHostString(), address.getPort());
  }

  private static Duration allowed(Deadline deadline, Limits limits) {
    return switch (deadline) {
      case NAME_LOOKUP -> limits.nameLookupTimeout();
      case CONNECT -> limits.connectTimeout();
      case TLS -> limits.tlsTimeout();
      case HANDSHAKE -> limits.handshakeTimeout();
      case IDLE -> limits.idleTimeout();
      case WRITE -> limits.writeTimeout();
      case CLOSE -> limits.closeTimeout();
    };
  }
}
