package dev.we.net.websocket.connection;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that nobody uses, last used first: what connections share so that an idle one holds none.
 * Thread-safe.
 */
public final class ChunkPool {
  /** 16 MiB at most are kept; what is given back beyond it goes to the garbage collector. */
  private static final int MAX_KEPT = (16 << 20) / Chunk.CAPACITY;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Chunk top;
  private int kept;

  /** An empty pool. */
  public ChunkPool() {}

  Chunk take() {
    lock.lock();
    try {
      Chunk chunk = top;
      if (chunk != null) {
        top = chunk.next;
        kept--;
        chunk.next = null;
        return chunk;
      }
    } finally {
      lock.unlock();
    }
    return new Chunk();
  }

  void giveBack(Chunk chunk) {
    if (chunk.isShared) {
      return;
    }
    chunk.reset();
    lock.lock();
    try {
      if (kept < MAX_KEPT) {
        chunk.next = top;
        top = chunk;
        kept++;
      }
    } finally {
      lock.unlock();
    }
  }
}
