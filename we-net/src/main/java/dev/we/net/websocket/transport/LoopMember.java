package dev.we.net.websocket.transport;

import org.jspecify.annotations.Nullable;

/**
 * What a loop serves: a connect attempt, a listener, a connection. Each has one timer, and a place
 * in the loop's list of members. All calls on the loop thread.
 */
abstract class LoopMember extends TimerQueue.Timer {
  // The list's own.
  @Nullable LoopMember before;
  @Nullable LoopMember after;

  /**
   * Its channel is ready.
   *
   * @param ops the operations of {@link java.nio.channels.SelectionKey} that are ready and wanted
   */
  abstract void onReady(int ops);

  /** The batch of its input that was {@linkplain OpenBatches left open} ends. */
  void endBatch() {}

  /** Its timer is due. */
  abstract void onTimer(long now);

  /** Ends it and gives back all it holds; idempotent. */
  abstract void close();
}
