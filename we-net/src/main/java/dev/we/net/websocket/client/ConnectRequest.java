package dev.we.net.websocket.client;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketException;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.connection.Connection;
import dev.we.net.websocket.extension.DeflateNegotiation;
import dev.we.net.websocket.handshake.ClientOffer;
import dev.we.net.websocket.handshake.WebSocketUri;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What a client asks a server for. Not for use by several threads at once. */
public final class ConnectRequest {
  private final WebSocketClient client;
  private final WebSocketUri uri;
  private Headers headers = Headers.of();
  private List<String> subprotocols = List.of();
  private @Nullable String origin;
  private Compression compression;
  private long demand = Long.MAX_VALUE;

  ConnectRequest(WebSocketClient client, WebSocketUri uri) {
    this.client = client;
    this.uri = uri;
    this.compression = client.compression;
  }

  /**
   * Adds a header field to the request.
   *
   * @throws IllegalArgumentException if the name is not a token or the value cannot go in a header;
   *     fields that are the handshake's own are refused when the connection is opened
   */
  public ConnectRequest header(String name, String value) {
    headers = headers.with(name, value);
    return this;
  }

  /** Sets the Origin header, as a browser does for the page that connects. */
  public ConnectRequest origin(String pageOrigin) {
    origin = Objects.requireNonNull(pageOrigin, "origin");
    return this;
  }

  /** Offers subprotocols, the preferred first. */
  public ConnectRequest subprotocols(String... names) {
    subprotocols = List.of(names);
    return this;
  }

  /**
   * What is offered for the compression of messages; the client's own settings where it is not
   * given.
   *
   * @throws IllegalArgumentException if its offers are none of permessage-deflate (RFC 7692)
   */
  public ConnectRequest compression(Compression settings) {
    DeflateNegotiation.requireValid(settings);
    compression = settings;
    return this;
  }

  /**
   * How many messages are delivered before the listener asks for more with {@link
   * WebSocket#request}; without limit where it is not given.
   *
   * @throws IllegalArgumentException if {@code messages} is negative
   */
  public ConnectRequest demand(long messages) {
    if (messages < 0) {
      throw new IllegalArgumentException("the demand is 0 or more, not " + messages);
    }
    demand = messages;
    return this;
  }

  /**
   * Opens the connection.
   *
   * <p>The future ends with the open connection, after {@link WebSocketListener#onOpen} was called
   * or handed to the executor; or with a {@link WebSocketException}: {@code
   * ConnectFailedException}, {@code HandshakeException}, {@code DeadlineException} or {@code
   * ConnectionLostException}. The listener hears nothing of a connection that did not open. What
   * depends on the future runs on its loop and must not wait there. Cancelling the future gives the
   * attempt up.
   *
   * @throws IllegalArgumentException if what was asked for cannot be sent
   * @throws IllegalStateException if the client is closed
   */
  public CompletableFuture<WebSocket> connect(WebSocketListener listener) {
    Objects.requireNonNull(listener, "listener");
    CompletableFuture<WebSocket> result = new CompletableFuture<>();
    ClientOpening.begin(client.opener, offer(), compression, demand, listener, result);
    return result;
  }

  /**
   * Opens the connection and waits for it. An interrupt gives the attempt up.
   *
   * @throws WebSocketException as {@link #connect} ends with
   * @throws IllegalArgumentException if what was asked for cannot be sent
   * @throws IllegalStateException if the client is closed
   */
  public BlockingWebSocket open() throws WebSocketException, InterruptedException {
    CompletableFuture<WebSocket> result = new CompletableFuture<>();
    ClientOpening.begin(client.opener, offer(), compression, demand, null, result);
    try {
      return ((Connection) result.get()).blocking();
    } catch (InterruptedException e) {
      if (!result.cancel(true)) {
        // Opened in this moment, and nobody will ever hold it.
        var unused = result.thenAccept(WebSocket::abort);
      }
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WebSocketException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private ClientOffer offer() {
    return new ClientOffer(
        uri,
        subprotocols,
        DeflateNegotiation.offers(compression),
        Optional.ofNullable(origin),
        headers);
  }
}
