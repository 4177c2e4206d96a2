package dev.we.net.websocket.client;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Proxy;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketException;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.connection.CompressionMemory;
import dev.we.net.websocket.connection.LiveConnections;
import dev.we.net.websocket.connection.LoopShares;
import dev.we.net.websocket.connection.MaskingKeys;
import dev.we.net.websocket.extension.DeflateNegotiation;
import dev.we.net.websocket.handshake.Redirect;
import dev.we.net.websocket.handshake.WebSocketUri;
import dev.we.net.websocket.transport.EventLoopGroup;
import java.net.URI;
import java.nio.channels.spi.SelectorProvider;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Opens WebSocket connections. A few daemon threads, the loops, serve all connections of a client,
 * each connection on one of them; they start as connections come and live until {@link #close()}.
 * Thread-safe.
 *
 * <pre>{@code
 * try (WebSocketClient client = WebSocketClient.create();
 *     BlockingWebSocket socket = client.open(URI.create("wss://example.com/feed"))) {
 *   socket.sendText("hello");
 *   System.out.println(socket.receive());
 * }
 * }</pre>
 */
public final class WebSocketClient implements AutoCloseable {
  final Compression compression;
  final Opener opener;
  private final EventLoopGroup loops;
  private final LiveConnections live = new LiveConnections();

  private WebSocketClient(Builder builder) {
    compression = builder.compression;
    loops = new EventLoopGroup("we-client", builder.loops, builder.sockets);
    Tls tls = builder.tls;
    LoopShares shares =
        new LoopShares(Role.CLIENT, builder.limits, () -> new MaskingKeys(new SecureRandom()));
    opener =
        new Opener(
            builder.limits,
            () -> tls == null ? Tls.defaults() : tls,
            builder.proxy,
            builder.executor,
            builder.maxRedirects,
            () -> new Place.OnLoop(loops.next(), shares),
            new SecureRandom(),
            shares,
            live,
            live::remove,
            CompressionMemory.ofProcess());
  }

  /** A client with {@link Limits#defaults()} and {@link Tls#defaults()}. */
  public static WebSocketClient create() {
    return builder().build();
  }

  /** A client in the making. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A connection in the making.
   *
   * @param uri {@code ws:} or {@code wss:}; {@code http:} and {@code https:} mean the same
   * @throws IllegalArgumentException if it is not a WebSocket URI; the message says why
   */
  public ConnectRequest request(URI uri) {
    return new ConnectRequest(this, WebSocketUri.parse(uri.toString()));
  }

  /** {@link #request(URI)} and {@link ConnectRequest#connect} in one. */
  public CompletableFuture<WebSocket> connect(URI uri, WebSocketListener listener) {
    return request(uri).connect(listener);
  }

  /** {@link #request(URI)} and {@link ConnectRequest#open} in one. */
  public BlockingWebSocket open(URI uri) throws WebSocketException, InterruptedException {
    return request(uri).open();
  }

  /**
   * Aborts the connections that are still open, gives up those that are opening, and ends the
   * loops. Messages that were received and that no listener has asked for yet are dropped.
   */
  @Override
  public void close() {
    live.abortAll();
    loops.close();
  }

  /** A client in the making. Not for use by several threads at once. */
  public static final class Builder {
    private Limits limits = Limits.defaults();
    private Compression compression = Compression.defaults();
    private @Nullable Tls tls;
    private @Nullable Proxy proxy;
    private @Nullable Executor executor;
    private int maxRedirects;
    private int loops = Runtime.getRuntime().availableProcessors();
    private SelectorProvider sockets = SelectorProvider.provider();

    private Builder() {}

    /** The bounds of every connection. */
    public Builder limits(Limits bounds) {
      limits = Objects.requireNonNull(bounds, "limits");
      return this;
    }

    /**
     * What is offered to servers for the compression of messages; {@link Compression#defaults()}
     * where it is not given.
     *
     * @throws IllegalArgumentException if its offers are none of permessage-deflate (RFC 7692)
     */
    public Builder compression(Compression settings) {
      DeflateNegotiation.requireValid(settings);
      compression = settings;
      return this;
    }

    /** How {@code wss} connections are secured; {@link Tls#defaults()} where it is not given. */
    public Builder tls(Tls settings) {
      tls = Objects.requireNonNull(settings, "tls");
      return this;
    }

    /**
     * What all connections of this client go through, redirected ones too; without it they go
     * straight. Nothing is taken from the environment or the system's settings.
     */
    public Builder proxy(Proxy way) {
      proxy = Objects.requireNonNull(way, "proxy");
      return this;
    }

    /**
     * Where callbacks run: those of one connection in order, one at a time. Without one they run on
     * its loop and must not wait.
     */
    public Builder executor(Executor callbacks) {
      executor = Objects.requireNonNull(callbacks, "executor");
      return this;
    }

    /**
     * How many redirects an opening handshake follows; none where it is not given. From {@code wss}
     * to {@code ws} it never goes, and credentials never go to another origin.
     *
     * @throws IllegalArgumentException if {@code count} is outside 0 to {@value
     *     Redirect#MAX_REDIRECTS}
     */
    public Builder maxRedirects(int count) {
      if (count < 0 || count > Redirect.MAX_REDIRECTS) {
        throw new IllegalArgumentException(
            "maxRedirects is 0 to " + Redirect.MAX_REDIRECTS + ", not " + count);
      }
      maxRedirects = count;
      return this;
    }

    /**
     * How many loops serve the connections at most; one for each processor where it is not given.
     * With more than one, callbacks of different connections may come at the same time.
     *
     * @throws IllegalArgumentException if {@code count} is not positive
     */
    public Builder loops(int count) {
      if (count <= 0) {
        throw new IllegalArgumentException("loops is 1 or more, not " + count);
      }
      loops = count;
      return this;
    }

    /**
     * Who makes the channels and selectors of its loops; the JDK where it is not given. On Linux
     * the module {@code dev.we.epoll} has one with less between a message and the system.
     */
    public Builder sockets(SelectorProvider provider) {
      sockets = Objects.requireNonNull(provider, "sockets");
      return this;
    }

    /**
     * The client; its first loop starts.
     *
     * @throws java.io.UncheckedIOException if the system has no descriptors left for it
     */
    public WebSocketClient build() {
      return new WebSocketClient(this);
    }
  }
}
