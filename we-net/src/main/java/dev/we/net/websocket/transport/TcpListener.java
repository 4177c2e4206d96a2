package dev.we.net.websocket.transport;

import dev.we.net.websocket.transport.TimerQueue.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** A listening socket, and the accepting of what comes to it. */
final class TcpListener implements Listener, LoopMember {

  /** Connections accepted in one turn, so that a rush of them does not starve the others. */
  private static final int ACCEPTS_PER_TURN = 64;

  /**
   * The rest after an accept that failed. Out of descriptors, the connection stays in the system's
   * queue and the key stays ready: trying again at once would spin.
   */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final EventLoop loop;
  private final ServerSocketChannel channel;
  private final InetSocketAddress address;
  private final @Nullable TlsSettings tls;
  private final Supplier<? extends TransportHandler> handlers;
  private final Timer timer = new Timer(this);

  // The loop thread's alone.
  private @Nullable SelectionKey key;
  private boolean closed;

  private TcpListener(
      EventLoop loop,
      ServerSocketChannel channel,
      @Nullable TlsSettings tls,
      Supplier<? extends TransportHandler> handlers)
      throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.tls = tls;
    this.handlers = handlers;
    address = (InetSocketAddress) channel.getLocalAddress();
  }

  static TcpListener bind(
      EventLoop loop,
      InetSocketAddress address,
      int backlog,
      @Nullable TlsSettings tls,
      Supplier<? extends TransportHandler> handlers)
      throws IOException {
    if (tls != null) {
      TlsEngines.forServer(tls); // settings that cannot work are the caller's fault: told now
    }
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.bind(address, backlog);
      return new TcpListener(loop, channel, tls, handlers);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Begins to accept. Loop thread. */
  void start() {
    if (closed) {
      return;
    }
    loop.join(this);
    try {
      key = channel.register(loop.selector(), SelectionKey.OP_ACCEPT, this);
    } catch (IOException e) {
      loop.endAfter(e, this);
    }
  }

  /** Gives the port back; for a listener that never started. Any thread. */
  void abandon() throws IOException {
    channel.close();
  }

  @Override
  public void onReady(int ops) {
    for (int accepted = 0; accepted < ACCEPTS_PER_TURN && !closed; accepted++) {
      SocketChannel connection;
      try {
        connection = channel.accept();
      } catch (IOException e) {
        rest();
        return;
      }
      if (connection == null) {
        return;
      }
      welcome(connection);
    }
  }

  private void rest() {
    if (key != null) {
      key.interestOps(0);
      loop.timers().set(timer, loop.now() + REST_NANOS);
    }
  }

  @Override
  public void onTimer(long now) {
    if (key != null && !closed) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  /** Makes a transport of an accepted connection; if that fails, the connection ends, not we. */
  private void welcome(SocketChannel connection) {
    try {
      connection.configureBlocking(false);
      connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey itsKey = connection.register(loop.selector(), 0);
      InetSocketAddress remote = (InetSocketAddress) connection.getRemoteAddress();
      String peer = Destination.authority(remote.getAddress().getHostAddress(), remote.getPort());
      new TcpTransport(loop, connection, itsKey, peer, this::handlerFor).start();
    } catch (IOException e) {
      discard(connection); // reset by its peer before we could look at it
    } catch (Throwable broken) {
      loop.report(broken);
      discard(connection);
    }
  }

  /** The caller's handler is made last: nothing fails after it that it would not be told of. */
  private TransportHandler handlerFor(TcpTransport wire) {
    if (tls == null) {
      return handlers.get();
    }
    SSLEngine engine = TlsEngines.forServer(tls);
    return new TlsTransport(wire, engine, tls, handlers.get());
  }

  private void discard(SocketChannel connection) {
    try {
      connection.close();
    } catch (IOException e) {
      loop.report(e);
    }
  }

  @Override
  public InetSocketAddress localAddress() {
    return address;
  }

  @Override
  public void close() {
    if (loop.inLoop()) {
      release();
    } else {
      loop.execute(this::release);
    }
  }

  private void release() {
    if (closed) {
      return;
    }
    closed = true;
    loop.timers().remove(timer);
    loop.leave(this);
    try {
      channel.close();
    } catch (IOException e) {
      loop.report(e);
    }
  }
}
