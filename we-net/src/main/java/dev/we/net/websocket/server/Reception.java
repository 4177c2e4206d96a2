package dev.we.net.websocket.server;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.HandshakeRequest;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketException;
import dev.we.net.websocket.connection.CompressionMemory;
import dev.we.net.websocket.connection.Connection;
import dev.we.net.websocket.connection.LiveConnections;
import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.connection.LoopShares;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.DeflateNegotiation;
import dev.we.net.websocket.extension.ExtensionHeader;
import dev.we.net.websocket.extension.PerMessageDeflate;
import dev.we.net.websocket.handshake.ServerHandshake;
import dev.we.net.websocket.transport.Transport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a server's {@link ServerOpening}s learn whom to let in, and as what. Any thread. */
final class Reception {
  final Limits limits;
  final @Nullable Executor executor;
  private final Compression compression;
  private final Routes routes;
  private final int maxConnections;
  private final long demand;
  private final LoopShares shares;
  private final LiveConnections live;

  /** How many connections there are, or are about to be: openings on several loops count here. */
  private final AtomicInteger taken = new AtomicInteger();

  private final Consumer<Connection> onEnd;
  private final CompressionMemory memory;
  private final BiConsumer<String, Runnable> handlers;

  /** Set before the connections are told to close: who comes later tells its own. */
  private volatile boolean closing;

  /**
   * For a server as {@code builder} has it.
   *
   * @param live where the connections are entered that come of it
   * @param memory counts what they hold for compression
   * @param handlers starts a thread of this name for a {@link BlockingHandler}
   */
  Reception(
      ServerBuilder builder,
      LoopShares shares,
      LiveConnections live,
      CompressionMemory memory,
      BiConsumer<String, Runnable> handlers) {
    this.limits = builder.limits;
    this.executor = builder.executor;
    this.compression = builder.compression;
    this.routes = builder.routes();
    this.maxConnections = builder.maxConnections;
    this.demand = builder.demand;
    this.shares = shares;
    this.live = live;
    this.onEnd =
        ended -> {
          taken.decrementAndGet();
          live.remove(ended);
        };
    this.memory = memory;
    this.handlers = handlers;
  }

  /** Whether there is room for one more, as things are. */
  boolean hasRoom() {
    return taken.get() < maxConnections;
  }

  /** Takes the place of one connection, which is to be {@linkplain #admit admitted} at once. */
  boolean takePlace() {
    for (int before = taken.get(); before < maxConnections; before = taken.get()) {
      if (taken.compareAndSet(before, before + 1)) {
        return true;
      }
    }
    return false;
  }

  /** The application's answer, with its exceptions. */
  Routes.Decision decide(HandshakeRequest request) {
    return routes.decide(request);
  }

  /** What is agreed on of a client's offers to compress. */
  Optional<DeflateAgreement> compression(List<ExtensionHeader.Entry> offers) {
    return DeflateNegotiation.answer(memory.affordable(compression), offers);
  }

  /**
   * Makes the stream a connection, in its place; with a handler it gets the blocking face. Loop.
   */
  Connection admit(
      Transport transport,
      LoopShare share,
      ServerHandshake.Accepted agreed,
      Optional<DeflateAgreement> deflate,
      HandshakeAnswer.Accepted accepted,
      @Nullable BlockingHandler handler) {
    Connection connection;
    try {
      connection =
          Connection.takeOver(
              transport,
              shares.settings(share, executor, demand, onEnd),
              agreed.handshake(),
              deflate.map(a -> new PerMessageDeflate(a, compression, memory)).orElse(null),
              agreed.response(),
              handler == null ? accepted.listener() : null);
    } catch (Throwable e) {
      taken.decrementAndGet();
      throw e;
    }
    live.add(connection);
    if (closing) {
      sayGoodbye(connection);
    }
    if (handler != null) {
      handlers.accept(
          "we-server " + pathOf(agreed.handshake()), () -> serve(handler, connection.blocking()));
    }
    return connection;
  }

  /** Without the query, which may hold secrets: the names of threads come into logs. */
  private static String pathOf(OpeningHandshake handshake) {
    String target = handshake.target();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private void serve(BlockingHandler handler, BlockingWebSocket socket) {
    try {
      handler.serve(socket);
      socket.close();
    } catch (WebSocketException e) {
      // The connection's own end, which the handler did not care to tell apart.
      socket.close();
    } catch (Throwable e) {
      report(e);
      socket.close(CloseCode.INTERNAL_ERROR, "");
    }
  }

  /** The server closes: whoever still comes is let in to be told so. */
  void close() {
    closing = true;
  }

  static void sayGoodbye(WebSocket socket) {
    socket.close(CloseCode.GOING_AWAY, "the server shuts down");
  }

  /** Makes a fault of the application known where the JVM's uncaught exceptions go. */
  void report(Throwable fault) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
  }
}
