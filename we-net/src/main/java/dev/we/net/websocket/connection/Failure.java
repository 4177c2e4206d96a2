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

/**
 * The first thing that went wrong on a connection, in words that name the peer. The loop's alone.
 */
final class Failure {
  private final Transport transport;
  private final Limits limits;
  private @Nullable Throwable first;

  Failure(Transport transport, Limits limits) {
    this.transport = transport;
    this.limits = limits;
  }

  /** What went wrong first; null if nothing did. */
  @Nullable Throwable first() {
    return first;
  }

  /** Something went wrong; false if it was not the first and so is forgotten. */
  boolean because(Throwable why) {
    if (first != null) {
      return false;
    }
    first = why;
    return true;
  }

  void lost(String what, @Nullable Throwable cause) {
    String because = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
    because(new ConnectionLostException(peer() + ": " + what + because, cause));
  }

  void inVain(Deadline deadline) {
    because(new DeadlineException(deadline, allowed(deadline), peer()));
  }

  private String peer() {
    InetSocketAddress address = transport.remoteAddress();
    return Destination.authority(address.getHostString(), address.getPort());
  }

  private Duration allowed(Deadline deadline) {
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
