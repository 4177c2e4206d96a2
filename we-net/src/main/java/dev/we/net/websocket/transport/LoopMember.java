package dev.we.net.websocket.transport;

/**
 * What a loop serves: a connect attempt, a listener, a connection. All calls on the loop thread.
 */
interface LoopMember {

  /**
   * Its channel is ready.
   *
   * @param ops the operations of {@link java.nio.channels.SelectionKey} that are ready and wanted
   */
  void onReady(int ops);

  /** Its timer is due. */
  void onTimer(long now);

  /** Ends it and gives back all it holds; idempotent. */
  void close();
}
