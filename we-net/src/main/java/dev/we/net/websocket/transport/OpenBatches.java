package dev.we.net.websocket.transport;

/**
 * The connections of one loop whose input was delivered and whose batch has not ended yet: what
 * their handlers held back goes out when all that was ready has been read.
 *
 * <p>A write wakes its peer if that sleeps, which can cost as much as the write itself. Where the
 * peers share a processor or a process, those that are woken by the first answers are still busy
 * with them when the others come, and need no waking. What is gained so is worth a little delay and
 * no more: it ends after {@value #LONGEST_NANOS} ns, and after {@value #MOST} connections, each of
 * which holds a buffer for its output. Loop thread only.
 */
final class OpenBatches {
  /** Larger reads are a batch of their own: against their cost that of waking is nothing. */
  static final int SMALL_BYTES = 4096;

  private static final int MOST = 64;
  private static final long LONGEST_NANOS = 100_000;

  private final EventLoop loop;
  private final TcpTransport[] open = new TcpTransport[MOST];
  private int count;

  /** When the input of the first was read. */
  private long since;

  OpenBatches(EventLoop loop) {
    this.loop = loop;
  }

  /** The batch of this one ends with the others, soon; its input was read {@code now}. */
  void add(TcpTransport transport, long now) {
    if (count == 0) {
      since = now;
    }
    open[count++] = transport;
    if (count == MOST || now - since > LONGEST_NANOS) {
      end();
    }
  }

  /** All batches end. */
  void end() {
    int ending = count;
    count = 0;
    for (int i = 0; i < ending; i++) {
      TcpTransport transport = open[i];
      try {
        transport.endBatch();
      } catch (Throwable broken) {
        loop.endAfter(broken, transport);
      }
    }
  }
}
