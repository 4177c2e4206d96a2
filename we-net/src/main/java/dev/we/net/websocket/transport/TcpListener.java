package dev.we.net.websocket.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** A listening socket, and the accepting of what comes to it. */
final class TcpListener extends LoopMember implements Listener {

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
  private final Supplier<EventLoop> loops;
  private final Function<EventLoop, ? extends TransportHandler> handlers;

  // The loop thread's alone.
  private @Nullable SelectionKey key;
  private boolean closed;

  private TcpListener(
      EventLoop loop,
      ServerSocketChannel channel,
      @Nullable TlsSettings tls,
      Supplier<EventLoop> loops,
      Function<EventLoop, ? extends TransportHandler> handlers)
      throws IOException {
    this.loop = loop;
    this.loops = loops;
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
      Supplier<EventLoop> loops,
      Function<EventLoop, ? extends TransportHandler> handlers)
      throws IOException {
    if (tls != null) {
      TlsEngines.forServer(tls); // settings that cannot work are the caller's fault: told now
    }
    ServerSocketChannel channel = loop.sockets().openServerSocketChannel();
    try {
      channel.configureBlocking(false);
      channel.bind(address, backlog);
      return new TcpListener(loop, channel, tls, loops, handlers);
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
  void onReady(int ops) {
    loop.batches().end(); // nobody waits for what it takes to accept many
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
      handOver(connection);
    }
  }

  private void rest() {
    if (key != null) {
      key.interestOps(0);
      loop.timers().set(this, loop.now() + REST_NANOS);
    }
  }

  @Override
  void onTimer(long now) {
    if (key != null && !closed) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  private void handOver(SocketChannel connection) {
    EventLoop its;
    try {
      its = loops.get();
    } catch (IllegalStateException closedMeanwhile) {
      discard(connection);
      return;
    } catch (Throwable broken) {
      // Left to the loop it would close the listener, and nobody would be accepted any more.
      loop.report(broken);
      discard(connection);
      return;
    }
    if (!its.adopt(() -> welcome(connection, its))) {
      discard(connection);
    }
  }

  /**
   * Makes a transport of an accepted connection, on its loop; if that fails, the connection ends,
   * not we.
   */
  private void welcome(SocketChannel connection, EventLoop its) {
    try {
      connection.configureBlocking(false);
      connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey itsKey = connection.register(its.selector(), 0);
      new TcpTransport(its, connection, itsKey, null, this::handlerFor).start();
    } catch (IOException e) {
      its.lost();
      discard(connection); // reset by its peer before we could look at it
    } catch (Throwable broken) {
      its.report(broken);
      its.lost();
      discard(connection);
    }
  }

  /** The caller's handler is made last: nothing fails after it that it would not be told of. */
  private TransportHandler handlerFor(TcpTransport wire) {
    if (tls == null) {
      return handlers.apply(wire.loop());
    }
    SSLEngine engine = TlsEngines.forServer(tls);
    return new TlsTransport(wire, engine, tls, handlers.apply(wire.loop()));
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
    loop.timers().remove(this);
    loop.leave(this);
    try {
      channel.close();
    } catch (IOException e) {
      loop.report(e);
    }
  }
}
