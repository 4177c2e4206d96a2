package dev.we.net.websocket.client;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.ConnectFailedException;
import dev.we.net.websocket.ConnectionLostException;
import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.DeadlineException;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketException;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.connection.Connection;
import dev.we.net.websocket.connection.ConnectionSettings;
import dev.we.net.websocket.connection.HeadOutput;
import dev.we.net.websocket.connection.Timeouts;
import dev.we.net.websocket.connection.TransportTls;
import dev.we.net.websocket.extension.DeflateNegotiation;
import dev.we.net.websocket.extension.PerMessageDeflate;
import dev.we.net.websocket.handshake.ClientHandshake;
import dev.we.net.websocket.handshake.ClientOffer;
import dev.we.net.websocket.handshake.Redirect;
import dev.we.net.websocket.handshake.WebSocketUri;
import dev.we.net.websocket.transport.ConnectAttempt;
import dev.we.net.websocket.transport.Destination;
import dev.we.net.websocket.transport.Transport;
import dev.we.net.websocket.transport.TransportException;
import dev.we.net.websocket.transport.TransportHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One connection while it opens: state CONNECTING (RFC 6455, section 4.1). It ends by handing the
 * transport over to a {@link Connection}, or by closing it and telling why. On a loop.
 */
final class ClientOpening implements TransportHandler {
  private static final int KEY_BYTES = 16;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Opener opener;
  private final Place place;
  private final Limits limits;
  private final ClientOffer offer;
  private final Compression compression;
  private final long demand;
  private final @Nullable WebSocketListener listener;
  private final CompletableFuture<WebSocket> result;
  private final ClientHandshake handshake;
  private final int redirectsFollowed;
  private @Nullable Transport transport;

  /** What to ask for once this stream is closed: the server knows a better place. */
  private @Nullable ClientOffer redirected;

  private @Nullable HeadOutput request;
  private @Nullable WebSocketException failure;

  private ClientOpening(
      Opener opener,
      ClientOffer offer,
      Compression compression,
      long demand,
      @Nullable WebSocketListener listener,
      CompletableFuture<WebSocket> result,
      int redirectsFollowed) {
    this.opener = opener;
    this.place = opener.places().get();
    this.limits = opener.limits();
    this.offer = offer;
    this.compression = compression;
    this.demand = demand;
    this.listener = listener;
    this.result = result;
    this.redirectsFollowed = redirectsFollowed;
    byte[] key = new byte[KEY_BYTES];
    opener.random().nextBytes(key);
    this.handshake = new ClientHandshake(offer, key, limits);
  }

  /** Begins to open a connection; without a listener it gets the blocking face. Any thread. */
  static void begin(
      Opener opener,
      ClientOffer offer,
      Compression compression,
      long demand,
      @Nullable WebSocketListener listener,
      CompletableFuture<WebSocket> result) {
    new ClientOpening(opener, offer, compression, demand, listener, result, 0).begin();
  }

  private void begin() {
    ConnectAttempt attempt = place.connect(destination(), this);
    var unused =
        result.whenComplete((socket, error) -> {
          if (result.isCancelled()) {
            attempt.cancel();
          }
        });
  }

  private Destination destination() {
    WebSocketUri uri = offer.uri();
    return Destination.of(uri.host(), uri.port())
        .withTls(uri.secure() ? TransportTls.of(opener.tls().get(), limits.tlsTimeout()) : null)
        .withTimeouts(
            Timeouts.bounded(limits.nameLookupTimeout()), Timeouts.bounded(limits.connectTimeout()))
        .withTunnel(opener.proxy() == null ? null : ProxyPassage.tunnel(opener.proxy(), uri));
  }

  @Override
  public void onConnected(Transport established) {
    transport = established;
    established.wakeAt(established.nanoTime() + Timeouts.nanos(limits.handshakeTimeout()));
    request = new HeadOutput(established, handshake.request());
    sendRequest(established, request);
  }

  private void sendRequest(Transport to, HeadOutput head) {
    try {
      head.flush();
    } catch (IOException e) {
      fail(to, lost("sending the opening handshake failed", e));
    }
  }

  @Override
  public void onInput(ByteBuffer in) {
    Transport stream = established();
    try {
      Optional<OpeningHandshake> agreed = handshake.receive(in);
      if (agreed.isPresent()) {
        open(stream, agreed.get(), in);
      }
    } catch (HandshakeException e) {
      in.position(in.limit());
      refused(stream, e);
    }
  }

  private void refused(Transport stream, HandshakeException why) {
    Optional<HandshakeException.Refusal> refusal = why.refusal();
    try {
      if (refusal.isPresent()
          && redirectsFollowed < opener.maxRedirects()
          && Redirect.isRedirect(refusal.get())) {
        redirected = Redirect.follow(offer, refusal.get(), redirectsFollowed);
      }
      fail(stream, located(why));
    } catch (HandshakeException badRedirect) {
      fail(stream, located(badRedirect));
    }
  }

  private void open(Transport stream, OpeningHandshake agreed, ByteBuffer behindHead)
      throws HandshakeException {
    if (result.isDone()) { // cancelled, and the word of it is still on its way to the loop
      behindHead.position(behindHead.limit());
      stream.close();
      return;
    }
    PerMessageDeflate deflate = agreedCompression(agreed);
    ConnectionSettings settings = opener.settings(place, demand);
    Connection connection =
        Connection.takeOver(stream, settings, agreed, deflate, NOTHING, listener);
    opener.live().add(connection);
    connection.start();
    if (!result.complete(connection)) {
      // Given up in the last moment: nobody holds the connection, so nobody would close it.
      connection.abort();
    }
    connection.onInput(behindHead);
  }

  private @Nullable PerMessageDeflate agreedCompression(OpeningHandshake agreed)
      throws HandshakeException {
    try {
      return DeflateNegotiation.agreed(compression, agreed.extensions())
          .map(a -> new PerMessageDeflate(a, compression, opener.memory()))
          .orElse(null);
    } catch (IllegalArgumentException e) {
      throw new HandshakeException(
          "the server's 101 takes our offer of compression in a way that is not allowed: %s; it is %s (RFC 7692, section 7.1)"
              .formatted(e.getMessage(), agreed.extensions().getFirst()));
    }
  }

  @Override
  public void onInputBatchEnd() {}

  @Override
  public void onInputEnd(boolean truncated) {
    try {
      handshake.receiveEof();
    } catch (HandshakeException e) {
      refused(established(), e);
    }
  }

  @Override
  public void onWritable() {
    if (request != null) {
      sendRequest(established(), request);
    }
  }

  @Override
  public void onTimer(long now) {
    if (handshake.refused()) {
      // The refusal is known; its body just does not end.
      onInputEnd(false);
    } else {
      fail(
          established(),
          new DeadlineException(Deadline.HANDSHAKE, limits.handshakeTimeout(), where()));
    }
  }

  @Override
  public void onFailed(TransportException why) {
    if (failure == null) {
      failure = failureOf(why);
    }
  }

  @Override
  public void onClosed() {
    if (redirected != null && !result.isDone()) {
      follow(redirected);
      return;
    }
    WebSocketException why =
        failure == null ? new ConnectionLostException(where() + ": given up", null) : failure;
    result.completeExceptionally(why);
  }

  private void follow(ClientOffer elsewhere) {
    try {
      new ClientOpening(
              opener, elsewhere, compression, demand, listener, result, redirectsFollowed + 1)
          .begin();
    } catch (IllegalStateException clientClosed) {
      result.completeExceptionally(
          new ConnectionLostException(where() + ": given up", clientClosed));
    } catch (RuntimeException e) {
      // TLS settings that cannot work, which the caller was not told at once, as it began without.
      String what = where() + " redirects to " + elsewhere.uri() + ": " + e.getMessage();
      result.completeExceptionally(
          new ConnectFailedException(ConnectFailedException.Stage.TLS, what, e));
    }
  }

  private void fail(Transport stream, WebSocketException why) {
    if (failure == null) {
      failure = why;
    }
    stream.close();
  }

  private Transport established() {
    if (transport == null) {
      throw new IllegalStateException("not connected yet");
    }
    return transport;
  }

  private WebSocketException failureOf(TransportException why) {
    String message = String.valueOf(why.getMessage());
    return switch (why.stage()) {
      case NAME_LOOKUP ->
          why.timedOut()
              ? new DeadlineException(Deadline.NAME_LOOKUP, limits.nameLookupTimeout(), onTheWay())
              : connectFailed(ConnectFailedException.Stage.NAME_LOOKUP, why);
      case CONNECT ->
          why.timedOut()
              ? new DeadlineException(Deadline.CONNECT, limits.connectTimeout(), onTheWay())
              : connectFailed(ConnectFailedException.Stage.CONNECT, why);
      case PROXY ->
          why.timedOut()
              ? new DeadlineException(Deadline.CONNECT, limits.connectTimeout(), onTheWay())
              : connectFailed(ConnectFailedException.Stage.PROXY, why);
      case TLS ->
          why.timedOut()
              ? new DeadlineException(Deadline.TLS, limits.tlsTimeout(), where())
              : connectFailed(ConnectFailedException.Stage.TLS, why);
      case READ, WRITE -> new ConnectionLostException(message, why);
    };
  }

  private static ConnectFailedException connectFailed(
      ConnectFailedException.Stage stage, TransportException why) {
    return new ConnectFailedException(stage, String.valueOf(why.getMessage()), why);
  }

  private ConnectionLostException lost(String what, IOException cause) {
    return new ConnectionLostException(where() + ": " + what + ": " + cause.getMessage(), cause);
  }

  private HandshakeException located(HandshakeException e) {
    return new HandshakeException(where() + ": " + e.getMessage(), e.refusal().orElse(null));
  }

  /** Where TCP is to lead, and to whom in the end. */
  private String onTheWay() {
    return destination().onTheWay();
  }

  private String where() {
    return offer.uri().authority();
  }
}
