package dev.we.net.websocket.connection;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.protocol.ProtocolSettings;
import dev.we.net.websocket.protocol.ReceiveScratch;
import dev.we.net.websocket.transport.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of a client or a server share: what all have in common, and what those of
 * each loop do, made when its first one comes. Thread-safe.
 */
public final class LoopShares {
  private final ConcurrentHashMap<EventLoop, LoopShare> byLoop = new ConcurrentHashMap<>();
  private final ProtocolSettings protocol;
  private final Supplier<IntSupplier> keys;

  /** None yet; {@code keys} makes the source of each loop's masking keys. */
  public LoopShares(Role role, Limits limits, Supplier<IntSupplier> keys) {
    this.protocol = new ProtocolSettings(role, limits);
    this.keys = keys;
  }

  /** What the connections of this loop share. */
  public LoopShare of(EventLoop loop) {
    return byLoop.computeIfAbsent(
        loop, l -> new LoopShare(new ReceiveScratch(), new ChunkPool(), keys.get()));
  }

  /**
   * For a connection that shares with the others of its loop, as {@link ConnectionSettings} has it.
   */
  public ConnectionSettings settings(
      LoopShare share, @Nullable Executor executor, long demand, Consumer<Connection> onEnd) {
    return new ConnectionSettings(protocol, executor, demand, share, onEnd);
  }
}
