package dev.we.net.websocket.client;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Proxy;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.connection.CompressionMemory;
import dev.we.net.websocket.connection.Connection;
import dev.we.net.websocket.connection.ConnectionSettings;
import dev.we.net.websocket.connection.LiveConnections;
import dev.we.net.websocket.connection.LoopShares;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a client are opened with.
 *
 * @param limits the bounds of each
 * @param tls how {@code wss} is secured; asked for where it is needed only
 * @param proxy what they go through; null for straight
 * @param executor where the callbacks run; null for the loop
 * @param maxRedirects how many redirects each follows
 * @param places the place for one more; an {@link IllegalStateException} if the client is closed
 * @param random for the keys of the handshakes
 * @param shares what they share
 * @param live those that are open
 * @param onEnd told of the end of each
 * @param memory counts what they hold for compression
 */
record Opener(
    Limits limits,
    Supplier<Tls> tls,
    @Nullable Proxy proxy,
    @Nullable Executor executor,
    int maxRedirects,
    Supplier<Place> places,
    RandomGenerator random,
    LoopShares shares,
    LiveConnections live,
    Consumer<Connection> onEnd,
    CompressionMemory memory) {

  ConnectionSettings settings(Place place, long demand) {
    return shares.settings(place.share(), executor, demand, onEnd);
  }
}
