package dev.we.net.websocket.server;

import dev.we.net.websocket.Broadcast;
import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.connection.CompressionMemory;
import dev.we.net.websocket.connection.LiveConnections;
import dev.we.net.websocket.connection.LoopShares;
import dev.we.net.websocket.connection.Timeouts;
import dev.we.net.websocket.connection.TransportTls;
import dev.we.net.websocket.transport.Destination;
import dev.we.net.websocket.transport.EventLoopGroup;
import dev.we.net.websocket.transport.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * An embedded WebSocket server. A few daemon threads, the loops, serve all its connections, each
 * connection on one of them; they start as connections come and live until {@link #close()}.
 * Thread-safe.
 *
 * <pre>{@code
 * try (WebSocketServer server =
 *     WebSocketServer.builder().blocking("/echo", socket -> {
 *       while (true) {
 *         switch (socket.receive()) {
 *           case Message.Text text -> socket.sendText(text.text());
 *           case Message.Binary binary -> socket.sendBinary(binary.data());
 *         }
 *       }
 *     }).bind("127.0.0.1", 8080)) {
 *   System.out.println("listening on " + server.uri("/echo"));
 * }
 * }</pre>
 */
public final class WebSocketServer implements AutoCloseable {
  /** How many connections the system may hold ready before they are accepted. */
  private static final int BACKLOG = 4096;

  private final Limits limits;
  private final boolean secure;
  private final EventLoopGroup loops;
  private final Listener listener;
  private final LiveConnections live = new LiveConnections();
  private final Reception reception;

  WebSocketServer(ServerBuilder builder, InetSocketAddress address) throws IOException {
    limits = builder.limits;
    secure = builder.tls != null;
    LoopShares shares =
        new LoopShares(Role.SERVER, limits, () -> () -> 0); // a server masks nothing
    reception =
        new Reception(
            builder,
            shares,
            live,
            CompressionMemory.ofProcess(),
            (name, task) -> Thread.ofVirtual().name(name).start(task));
    loops = new EventLoopGroup("we-server", builder.loops, builder.sockets);
    try {
      listener =
          loops.listen(
              address,
              BACKLOG,
              builder.tls == null ? null : TransportTls.of(builder.tls, limits.tlsTimeout()),
              loop -> new ServerOpening(reception, shares.of(loop)));
    } catch (IOException e) {
      loops.close();
      throw new IOException("cannot listen on " + named(address) + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      loops.close();
      throw e;
    }
  }

  /** A server in the making. */
  public static ServerBuilder builder() {
    return new ServerBuilder();
  }

  /** The address it listens on, with the port that the system chose if none was given. */
  public InetSocketAddress address() {
    return listener.localAddress();
  }

  /** The port it listens on. */
  public int port() {
    return address().getPort();
  }

  /**
   * The URL of a path of this server. A server that listens on all addresses is named {@code
   * localhost}.
   *
   * @throws IllegalArgumentException if the path does not begin with a slash
   */
  public URI uri(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with a slash");
    }
    InetAddress bound = address().getAddress();
    String host = bound.isAnyLocalAddress() ? "localhost" : bound.getHostAddress();
    return URI.create((secure ? "wss://" : "ws://") + Destination.authority(host, port()) + path);
  }

  /** How many connections are open or closing. */
  public int connectionCount() {
    return live.count();
  }

  /** The open and closing connections as they are now. */
  public Collection<WebSocket> connections() {
    return live.snapshot();
  }

  /** Sends a text message to all open connections, encoded and compressed once. */
  public Broadcast broadcast(CharSequence text) {
    return broadcast(PreparedMessage.text(text), socket -> true);
  }

  /** Sends a message to all open connections. */
  public Broadcast broadcast(PreparedMessage message) {
    return broadcast(message, socket -> true);
  }

  /**
   * Sends a message to the open connections that {@code to} picks, such as those of one path or
   * subprotocol. For a room of one's own choosing there is {@link PreparedMessage#sendTo}.
   *
   * @return what became of it; {@link Broadcast#notOpen} are those that are closing
   */
  public Broadcast broadcast(PreparedMessage message, Predicate<? super WebSocket> to) {
    return message.sendTo(live.snapshot().stream().filter(to).toList());
  }

  /** Closes as {@link #close(Duration)} does, within {@link Limits#closeTimeout()}. */
  @Override
  public void close() {
    close(limits.closeTimeout());
  }

  /**
   * Stops accepting, starts the closing handshake with {@link CloseCode#GOING_AWAY} on all
   * connections, waits for their end no longer than {@code atMost}, aborts the rest and ends the
   * loops. Called on one of the loops it does not wait, and aborts behind the callback that called
   * it, so that what was sent before and the Close are written, as far as the network takes them.
   */
  public void close(Duration atMost) {
    reception.close();
    listener.close();
    live.snapshot().forEach(Reception::sayGoodbye);
    if (!loops.inLoop()) {
      live.awaitNone(Timeouts.nanos(atMost));
    }
    loops.behindThisTurn(() -> {
      live.abortAll();
      loops.close();
    });
  }

  private static String named(InetSocketAddress address) {
    return Destination.authority(address.getHostString(), address.getPort());
  }

  /** The address of a name or address of this machine. */
  static InetSocketAddress resolved(String host, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }
}
