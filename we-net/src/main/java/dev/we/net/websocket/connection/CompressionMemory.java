package dev.we.net.websocket.connection;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.extension.SharedMemory;
import java.util.concurrent.atomic.AtomicLong;

/** What all connections of this process hold for compression. Thread-safe. */
public final class CompressionMemory implements SharedMemory {
  private static final CompressionMemory OF_PROCESS = new CompressionMemory();

  private final AtomicLong bytes = new AtomicLong();

  /** Of nobody yet. */
  CompressionMemory() {}

  /** The one there is. */
  public static CompressionMemory ofProcess() {
    return OF_PROCESS;
  }

  @Override
  public void add(long more) {
    bytes.addAndGet(more);
  }

  @Override
  public long bytes() {
    return bytes.get();
  }

  /** What to negotiate now: without context takeover while too much memory is held. */
  public Compression affordable(Compression wanted) {
    return bytes() <= wanted.maxProcessBytes()
        ? wanted
        : wanted.toBuilder().sendTakeover(false).receiveTakeover(false).build();
  }
}
