package dev.we.net.websocket.client;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.connection.CompressionMemory;
import dev.we.net.websocket.connection.LiveConnections;
import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.connection.LoopShares;
import dev.we.net.websocket.extension.DeflateNegotiation;
import dev.we.net.websocket.handshake.ClientOffer;
import dev.we.net.websocket.handshake.WebSocketUri;
import dev.we.net.websocket.transport.ConnectAttempt;
import dev.we.net.websocket.transport.Destination;
import dev.we.net.websocket.transport.TransportHandler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a client opens its connections with, on a loop and a network that are somebody else's. */
public final class LooplessClient {
  /** Connects, as a loop does. */
  public interface Way {
    ConnectAttempt connect(Destination to, TransportHandler handler);
  }

  private final Opener opener;

  /** {@link WebSocketClient}, as far as openings need one. */
  public LooplessClient(
      Limits limits,
      @Nullable Executor executor,
      int maxRedirects,
      RandomGenerator random,
      LoopShare share,
      LiveConnections live,
      CompressionMemory memory,
      Way way) {
    Place place =
        new Place() {
          @Override
          public ConnectAttempt connect(Destination to, TransportHandler handler) {
            return way.connect(to, handler);
          }

          @Override
          public LoopShare share() {
            return share;
          }
        };
    opener =
        new Opener(
            limits,
            Tls::defaults,
            null,
            executor,
            maxRedirects,
            () -> place,
            random,
            new LoopShares(Role.CLIENT, limits, share::keys),
            live,
            live::remove,
            memory);
  }

  /** {@link ConnectRequest#connect}; without a listener the connection has the blocking face. */
  public CompletableFuture<WebSocket> open(
      String uri, Compression compression, long demand, @Nullable WebSocketListener listener) {
    ClientOffer offer =
        new ClientOffer(
            WebSocketUri.parse(uri),
            List.of(),
            DeflateNegotiation.offers(compression),
            Optional.empty(),
            Headers.of());
    CompletableFuture<WebSocket> result = new CompletableFuture<>();
    ClientOpening.begin(opener, offer, compression, demand, listener, result);
    return result;
  }
}
