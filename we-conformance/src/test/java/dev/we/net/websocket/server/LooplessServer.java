package dev.we.net.websocket.server;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.connection.CompressionMemory;
import dev.we.net.websocket.connection.LiveConnections;
import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.connection.LoopShares;
import dev.we.net.websocket.transport.TransportHandler;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a server lets streams in with, on loops and a network that are somebody else's. */
public final class LooplessServer {
  private final ServerBuilder builder = WebSocketServer.builder();
  private final LoopShare share;
  private final LiveConnections live;
  private final CompressionMemory memory;

  /** {@link WebSocketServer}, as far as openings need one; it serves no path yet. */
  public LooplessServer(
      Limits limits,
      Compression compression,
      @Nullable Executor executor,
      long demand,
      LoopShare share,
      LiveConnections live,
      CompressionMemory memory) {
    builder.limits(limits).compression(compression).demand(demand);
    builder.executor = executor;
    this.share = share;
    this.live = live;
    this.memory = memory;
  }

  /** Takes no connection at all. */
  public void takeNone() {
    builder.maxConnections = 0;
  }

  /** Serves this path with callbacks. */
  public void path(String path, Endpoint endpoint) {
    builder.path(path, endpoint);
  }

  /** Serves this path with connections that have the blocking face; no thread uses it. */
  public void blocking(String path) {
    builder.blocking(path, socket -> {});
  }

  /** What becomes of one stream more. */
  public TransportHandler opening() {
    LoopShares shares = new LoopShares(Role.SERVER, builder.limits, () -> share.keys());
    return new ServerOpening(
        new Reception(builder, shares, live, memory, (name, task) -> {}), share);
  }
}
