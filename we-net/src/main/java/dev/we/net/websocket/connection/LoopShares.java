package dev.we.net.websocket.connection;

import dev.we.net.websocket.protocol.ReceiveScratch;
import dev.we.net.websocket.transport.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What the connections of each loop share, made when its first one comes. Thread-safe. */
public final class LoopShares {
  private final ConcurrentHashMap<EventLoop, LoopShare> byLoop = new ConcurrentHashMap<>();
  private final Supplier<IntSupplier> keys;

  /** None yet; {@code keys} makes the source of each loop's masking keys. */
  public LoopShares(Supplier<IntSupplier> keys) {
    this.keys = keys;
  }

  /** What the connections of this loop share. */
  public LoopShare of(EventLoop loop) {
    return byLoop.computeIfAbsent(
        loop, l -> new LoopShare(new ReceiveScratch(), new ChunkPool(), keys.get()));
  }
}
