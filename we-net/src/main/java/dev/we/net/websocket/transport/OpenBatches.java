package dev.we.net.websocket.transport;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop whose input was delivered and whose batch has not ended yet: what
 * their handlers held back goes out when all that was ready has been read.
 *
 * <p>A write wakes its peer if that sleeps, which can cost as much as the write itself. Where the
 * peers share a processor or a process, those that are woken by the first answers are still busy
 * with them when the others come, and need no waking. What is gained so is worth a little delay and
 * no more: before a read that begins {@value #LONGEST_NANOS} ns after the first of them all end, so
 * that one handler at most comes in between, and after {@value #MOST} connections, each of which
 * holds a buffer for its output. Loop thread only.
 */
final class OpenBatches {
  /** Larger reads are a batch of their own: against their cost that of waking is little. */
  static final int SMALL_BYTES = 512;

  static final int MOST = 64;
  static final long LONGEST_NANOS = 100_000;

  private final BiConsumer<Throwable, LoopMember> broken;
  private final Runnable ended;
  private final @Nullable LoopMember[] open = new @Nullable LoopMember[MOST];
  private int count;

  /** When the input of the first was read. */
  private long since;

  /**
   * None yet.
   *
   * @param broken told what the end of a batch threw
   * @param ended told that some have ended
   */
  OpenBatches(BiConsumer<Throwable, LoopMember> broken, Runnable ended) {
    this.broken = broken;
    this.ended = ended;
  }

  /** The batch of this one ends with the others, soon; its input was read {@code readAt}. */
  void add(LoopMember member, long readAt) {
    if (count == 0) {
      since = readAt;
    }
    open[count++] = member;
    if (count == MOST) {
      end();
    }
  }

  /** All batches end, if the first has been open for long. */
  void endIfOverdue(long now) {
    if (count > 0 && now - since > LONGEST_NANOS) {
      end();
    }
  }

  /** All batches end. */
  void end() {
    int ending = count;
    count = 0;
    for (int i = 0; i < ending; i++) {
      LoopMember member = open[i];
      open[i] = null; // or the loop would keep a connection that is long gone
      if (member != null) {
        try {
          member.endBatch();
        } catch (Throwable thrown) {
          broken.accept(thrown, member);
        }
      }
    }
    if (ending > 0) {
      ended.run();
    }
  }
}
