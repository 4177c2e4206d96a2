package dev.we.net.websocket.transport;

import dev.we.net.websocket.transport.TransportException.Stage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way: the name's addresses are found, then tried one after the other.
 *
 * <pre>
 *   start ─ name ──▶ looking up ─ addresses ─▶ trying one ─ established ─▶ TcpTransport
 *     └──── address ────────────────────────────▲     │
 *                                               └─────┘ refused, unreachable, its share of time over
 * </pre>
 *
 * <p>With a proxy on the way all of this is about the proxy, and {@link Tunnelling} comes before
 * the handler.
 */
final class Connecting extends LoopMember implements ConnectAttempt {

  /** Finds the addresses of a name; may block. */
  interface Resolver {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  private final EventLoop loop;
  private final Destination to;

  /** What TCP connects to: the destination itself, or a proxy. */
  private final Destination hop;

  private final Resolver resolver;

  private final TransportHandler handler;

  /** Made by the caller's thread, which then learns of settings that cannot work; null: no TLS. */
  private final @Nullable SSLEngine engine;

  // The loop thread's alone.
  private boolean ended;
  private InetAddress @Nullable [] addresses;
  private int next;
  private long deadline;
  private @Nullable SocketChannel channel;
  private @Nullable TcpTransport established;
  private final StringBuilder failures = new StringBuilder();
  private @Nullable IOException firstFailure;

  Connecting(EventLoop loop, Destination to, TransportHandler handler, Resolver resolver) {
    this.resolver = resolver;
    this.loop = loop;
    this.to = to;
    hop = to.firstHop();
    this.handler = handler;
    engine = to.tls() == null ? null : TlsEngines.forClient(to.tls(), to);
  }

  void start() {
    if (ended) {
      return;
    }
    loop.join(this);
    try {
      InetAddress literal = hop.literalAddress();
      if (literal == null) {
        lookUp();
      } else {
        connectTo(literal);
      }
    } catch (UnknownHostException e) {
      fail(new TransportException(Stage.NAME_LOOKUP, hop.host() + " is not an IPv6 address", e));
    } catch (Throwable broken) {
      loop.endAfter(broken, this);
    }
  }

  // The name.

  private void lookUp() {
    loop.timers().set(this, System.nanoTime() + to.nameLookupTimeout().toNanos());
    // The system's resolver blocks, and cannot be called off: an answer that is late is dropped.
    Thread.ofVirtual()
        .name("we-name-lookup")
        .start(() -> {
          try {
            InetAddress[] found = resolver.addressesOf(hop.host());
            loop.execute(() -> guarded(() -> connectTo(found)));
          } catch (UnknownHostException | RuntimeException e) {
            loop.execute(() -> guarded(() -> nameNotFound(e)));
          }
        });
  }

  private void guarded(Runnable step) {
    try {
      if (!ended && addresses == null) {
        step.run();
      }
    } catch (Throwable broken) {
      loop.endAfter(broken, this);
    }
  }

  private void nameNotFound(Exception e) {
    fail(new TransportException(Stage.NAME_LOOKUP, "no such host: " + hop.host() + proxyNote(), e));
  }

  private String proxyNote() {
    return to.tunnel() == null ? "" : " (the proxy on the way to " + to + ")";
  }

  // The addresses.

  private void connectTo(InetAddress... found) {
    addresses = found;
    deadline = System.nanoTime() + to.connectTimeout().toNanos();
    tryNext();
  }

  /** Tries addresses until one is on its way. */
  private void tryNext() {
    InetAddress[] all = addresses;
    while (all != null && next < all.length) {
      InetAddress address = all[next++];
      int untried = all.length - next + 1;
      long now = System.nanoTime();
      try {
        if (begin(new InetSocketAddress(address, hop.port()))) {
          return;
        }
        loop.timers().set(this, now + Math.max(0, deadline - now) / untried);
        return;
      } catch (IOException | RuntimeException e) {
        attemptFailed(address, e);
      }
    }
    fail(
        new TransportException(
            Stage.CONNECT, "cannot connect to " + to.onTheWay() + ": " + failures, firstFailure));
  }

  /** Begins one attempt; true if it has succeeded at once. */
  private boolean begin(InetSocketAddress address) throws IOException {
    SocketChannel opened = loop.sockets().openSocketChannel();
    channel = opened;
    opened.configureBlocking(false);
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (to.receiveBufferBytes() > 0) {
      opened.setOption(StandardSocketOptions.SO_RCVBUF, to.receiveBufferBytes());
    }
    if (to.sendBufferBytes() > 0) {
      opened.setOption(StandardSocketOptions.SO_SNDBUF, to.sendBufferBytes());
    }
    if (to.localAddress() != null) {
      opened.bind(to.localAddress());
    }
    boolean atOnce = opened.connect(address);
    SelectionKey key = opened.register(loop.selector(), SelectionKey.OP_CONNECT, this);
    if (atOnce) {
      establish(opened, key);
    }
    return atOnce;
  }

  @Override
  void onReady(int ops) {
    loop.batches().end(); // nobody waits for what it takes to connect
    SocketChannel trying = channel;
    InetAddress[] all = addresses;
    if (trying == null || all == null || ended) {
      return;
    }
    try {
      if (trying.finishConnect()) {
        SelectionKey key = trying.keyFor(loop.selector());
        if (key != null) {
          establish(trying, key);
        }
      }
    } catch (IOException e) {
      attemptFailed(all[next - 1], e);
      tryNext();
    }
  }

  private void establish(SocketChannel connected, SelectionKey key) throws IOException {
    if (connected.getLocalAddress().equals(connected.getRemoteAddress())) {
      // A port of the ephemeral range that nobody listens on can connect to itself (RFC 9293, 3.5).
      throw new ConnectException("Connection refused");
    }
    TcpTransport transport =
        new TcpTransport(loop, connected, key, to.toString(), this::handlerFor);
    loop.timers().remove(this);
    channel = null;
    ended = true;
    established = transport;
    loop.succeeded(this);
    transport.start();
  }

  private TransportHandler handlerFor(TcpTransport wire) {
    TlsSettings tls = to.tls();
    TransportHandler last =
        tls == null || engine == null ? handler : new TlsTransport(wire, engine, tls, handler);
    Tunnel tunnel = to.tunnel();
    return tunnel == null ? last : new Tunnelling(wire, to, tunnel.passage().get(), handler, last);
  }

  private void attemptFailed(InetAddress address, Exception e) {
    closeChannel();
    IOException why = e instanceof IOException io ? io : new IOException(e.getMessage(), e);
    if (firstFailure == null) {
      firstFailure = why;
    } else {
      firstFailure.addSuppressed(why);
      failures.append("; ");
    }
    String literal = address.getHostAddress();
    if (!literal.equals(hop.host())) {
      failures.append(literal).append(": ");
    }
    failures.append(TcpTransport.describe(why));
  }

  // Time.

  @Override
  void onTimer(long now) {
    InetAddress[] all = addresses;
    if (all == null) {
      fail(
          TransportException.timeout(
              Stage.NAME_LOOKUP,
              "finding the address of "
                  + hop.host()
                  + proxyNote()
                  + " took longer than "
                  + inWords(to.nameLookupTimeout())));
    } else if (next < all.length) {
      attemptFailed(all[next - 1], new IOException("no answer in its share of the time"));
      tryNext();
    } else {
      closeChannel();
      String others = failures.isEmpty() ? "" : " (" + failures + ")";
      fail(
          TransportException.timeout(
              Stage.CONNECT,
              "no answer from "
                  + to.onTheWay()
                  + " within "
                  + inWords(to.connectTimeout())
                  + others));
    }
  }

  /** A duration as a message gives it, in seconds. */
  static String inWords(Duration time) {
    double seconds = time.toMillis() / 1000.0;
    return seconds == Math.rint(seconds) ? Math.round(seconds) + " s" : seconds + " s";
  }

  // The end.

  private void fail(TransportException why) {
    if (!ended) {
      release();
      handler.onFailed(why);
    }
  }

  @Override
  public void cancel() {
    if (loop.inLoop()) {
      close();
    } else {
      loop.execute(this::close);
    }
  }

  @Override
  void close() {
    if (established != null) {
      established.close();
    } else if (!ended) {
      release();
    }
  }

  private void release() {
    ended = true;
    loop.timers().remove(this);
    closeChannel();
    loop.execute(this::tellClosed);
  }

  private void tellClosed() {
    loop.leave(this);
    handler.onClosed();
  }

  private void closeChannel() {
    SocketChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        loop.report(e);
      }
    }
  }
}
