package dev.we.net.websocket.server;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server in the making. Not for use by several threads at once. */
public final class ServerBuilder {
  Limits limits = Limits.defaults();
  Compression compression = Compression.defaults();
  @Nullable Tls tls;
  @Nullable Executor executor;
  int maxConnections = Integer.MAX_VALUE;
  int loops = Runtime.getRuntime().availableProcessors();
  SelectorProvider sockets = SelectorProvider.provider();
  long demand = Long.MAX_VALUE;
  private final Map<String, Routes.Route> byPath = new HashMap<>();
  private Routes.@Nullable Route anyPath;
  private List<String> subprotocols = List.of();
  private Set<String> allowedOrigins = Set.of();

  ServerBuilder() {}

  /**
   * Serves a path with callbacks, after a look at each request.
   *
   * @param path exact, without a query
   * @throws IllegalArgumentException if the path does not begin with a slash or is served already
   */
  public ServerBuilder path(String path, Endpoint endpoint) {
    return route(path, new Routes.Route.Calls(Objects.requireNonNull(endpoint, "endpoint")));
  }

  /**
   * Serves a path with callbacks: a listener from {@code listeners} for each connection.
   *
   * @throws IllegalArgumentException as {@link #path} does
   */
  public ServerBuilder listener(String path, Supplier<? extends WebSocketListener> listeners) {
    Objects.requireNonNull(listeners, "listeners");
    return path(path, request -> HandshakeAnswer.accept(listeners.get()));
  }

  /**
   * Serves a path with a virtual thread for each connection.
   *
   * @throws IllegalArgumentException as {@link #path} does
   */
  public ServerBuilder blocking(String path, BlockingHandler handler) {
    return route(path, new Routes.Route.Blocking(Objects.requireNonNull(handler, "handler")));
  }

  /** Serves every path that nothing else serves; without it they get 404. */
  public ServerBuilder anyPath(Endpoint endpoint) {
    anyPath = new Routes.Route.Calls(Objects.requireNonNull(endpoint, "endpoint"));
    return this;
  }

  private ServerBuilder route(String path, Routes.Route route) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with a slash");
    }
    if (byPath.putIfAbsent(path, route) != null) {
      throw new IllegalArgumentException("the path " + path + " is served already");
    }
    return this;
  }

  /**
   * The server's subprotocols, the preferred first: the first that a client offers is spoken,
   * unless the endpoint chose one itself. A client that offers none of them is accepted without.
   *
   * @throws IllegalArgumentException if one is not a token
   */
  public ServerBuilder subprotocols(String... names) {
    for (String name : names) {
      if (!Headers.isToken(name)) {
        throw new IllegalArgumentException("not a subprotocol name: " + name);
      }
    }
    subprotocols = List.of(names);
    return this;
  }

  /**
   * The only origins from which web pages may connect, as browsers write them: {@code
   * https://example.com}. Others get 403. Clients that send no Origin are no browsers and are let
   * in.
   */
  public ServerBuilder allowedOrigins(String... origins) {
    allowedOrigins = Set.of(origins);
    return this;
  }

  /** The bounds of every connection. */
  public ServerBuilder limits(Limits bounds) {
    limits = Objects.requireNonNull(bounds, "limits");
    return this;
  }

  /**
   * What is agreed to where clients offer to compress messages; {@link Compression#defaults()}
   * where it is not given.
   */
  public ServerBuilder compression(Compression settings) {
    compression = Objects.requireNonNull(settings, "compression");
    return this;
  }

  /** Speaks {@code wss} with the key and certificate of {@code settings}. */
  public ServerBuilder tls(Tls settings) {
    tls = Objects.requireNonNull(settings, "tls");
    return this;
  }

  /**
   * Where endpoints and callbacks run: the callbacks of one connection in order, one at a time.
   * Without one they run on its loop and must not wait.
   */
  public ServerBuilder executor(Executor callbacks) {
    executor = Objects.requireNonNull(callbacks, "executor");
    return this;
  }

  /**
   * How many loops serve the connections at most; one for each processor where it is not given.
   * With more than one, callbacks of different connections may come at the same time.
   *
   * @throws IllegalArgumentException if {@code count} is not positive
   */
  public ServerBuilder loops(int count) {
    if (count <= 0) {
      throw new IllegalArgumentException("loops is 1 or more, not " + count);
    }
    loops = count;
    return this;
  }

  /**
   * Who makes the channels and selectors of its loops; the JDK where it is not given. On Linux the
   * module {@code dev.we.epoll} has one with less between a message and the system.
   */
  public ServerBuilder sockets(SelectorProvider provider) {
    sockets = Objects.requireNonNull(provider, "sockets");
    return this;
  }

  /**
   * How many connections are open at most; handshakes beyond get 503. Without limit where it is not
   * given. Streams whose handshake is under way do not count: {@link Limits#handshakeTimeout} and
   * {@link Limits#tlsTimeout} bound their time, and the system how many there are.
   *
   * @throws IllegalArgumentException if {@code count} is not positive
   */
  public ServerBuilder maxConnections(int count) {
    if (count <= 0) {
      throw new IllegalArgumentException("maxConnections is 1 or more, not " + count);
    }
    maxConnections = count;
    return this;
  }

  /**
   * How many messages of each connection are delivered before its listener asks for more with
   * {@link WebSocket#request}; without limit where it is not given.
   *
   * @throws IllegalArgumentException if {@code messages} is negative
   */
  public ServerBuilder demand(long messages) {
    if (messages < 0) {
      throw new IllegalArgumentException("the demand is 0 or more, not " + messages);
    }
    demand = messages;
    return this;
  }

  /**
   * Begins to listen.
   *
   * @param host a name or address of this machine
   * @param port 0 for any free one
   * @throws IOException if the address is not this machine's or the port is taken; the message
   *     names both
   */
  public WebSocketServer bind(String host, int port) throws IOException {
    return bind(WebSocketServer.resolved(host, port));
  }

  /** The same as {@link #bind(String, int)}. */
  public WebSocketServer bind(InetSocketAddress address) throws IOException {
    return new WebSocketServer(this, address);
  }

  Routes routes() {
    return new Routes(Map.copyOf(byPath), anyPath, subprotocols, allowedOrigins);
  }
}
