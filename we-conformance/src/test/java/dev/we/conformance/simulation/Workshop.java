package dev.we.conformance.simulation;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.connection.ChunkPool;
import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.protocol.ReceiveScratch;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/** What one thread uses for one simulation after the other, as a loop does for its connections. */
final class Workshop {
  /** As a loop has it. */
  static final int READ_BUFFER_BYTES = 258 << 10;

  /** Bounds that are drawn at random seldom come twice. */
  private static final int SCRATCHES_KEPT = 8;

  /**
   * By the longest message: what a connection holds is judged by its own limits, and it may hold an
   * array that another one with the same limits left behind.
   */
  private final Map<Long, ReceiveScratch> scratches =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ReceiveScratch> eldest) {
          return size() > SCRATCHES_KEPT;
        }
      };

  private final ChunkPool chunks = new ChunkPool();
  private final ByteBuffer direct = ByteBuffer.allocateDirect(READ_BUFFER_BYTES);
  private final ByteBuffer onHeap = ByteBuffer.allocate(READ_BUFFER_BYTES);
  private int events;
  private UncaughtExceptionHandler uncaught = (thread, thrown) -> {};

  /** How many things happened in the last run. */
  int eventCount() {
    return events;
  }

  ByteBuffer readBuffer(boolean isDirect) {
    return isDirect ? direct : onHeap;
  }

  LoopShare share(Limits limits, IntSupplier keys) {
    ReceiveScratch scratch =
        scratches.computeIfAbsent(limits.maxMessageBytes(), most -> new ReceiveScratch());
    return new LoopShare(scratch, chunks, keys);
  }

  /** Masking keys of which none comes twice: a counter, shuffled. */
  static IntSupplier keys(Dice dice) {
    int[] counter = {(int) dice.bits()};
    return () -> counter[0]++ * 0x9E3779B1;
  }

  void tellUncaught(UncaughtExceptionHandler handler) {
    uncaught = handler;
  }

  /** Runs one seed on the calling thread; says what was wrong, or nothing. */
  String run(long seed, boolean tracing) {
    Thread thread = Thread.currentThread();
    UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((t, e) -> uncaught.uncaughtException(t, e));
    try {
      Simulation simulation = new Simulation(seed, tracing, this);
      String wrong = simulation.run();
      events = simulation.eventCount();
      return wrong;
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }
  }
}
