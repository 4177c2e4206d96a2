package dev.we.deflate;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work space that codecs borrow for the time of one call (or of one block).
 *
 * <p>A pool is an array of slots: taking empties a slot, giving back fills it, and whoever finds
 * his slot empty makes new work space. Nobody waits. It holds at most one object a slot, whatever
 * happens, and what does not fit is left to the garbage collector. A {@code ThreadLocal} would hold
 * one for every thread that ever called, which with virtual threads is one a connection.
 *
 * <p>Each borrower remembers its slot. One that finds its slot empty goes to the next, so that
 * codecs driven by different threads drift apart, and all codecs of one thread go on sharing the
 * slot whose work space lies warm in that core's cache.
 *
 * <p>Safe for all threads: this is the package's only shared mutable state, guarded by the atomic
 * exchange of each slot.
 */
final class ScratchPool<T> {
  /** Slots lie this far apart so that cores do not fight over a cache line. */
  private static final int STRIDE = 16;

  private final AtomicReferenceArray<@Nullable T> slots;
  private final int mask;
  private final Supplier<T> maker;

  ScratchPool(Supplier<T> maker) {
    int cores = Math.max(2, Math.min(64, Runtime.getRuntime().availableProcessors()));
    int count = Integer.highestOneBit(cores * 2 - 1);
    this.slots = new AtomicReferenceArray<>(count * STRIDE);
    this.mask = count - 1;
    this.maker = maker;
  }

  /** Takes work space; the borrower is its only owner until it gives it back, or for good. */
  T take(Borrower borrower) {
    T scratch = slots.getAndSet((borrower.slot & mask) * STRIDE, null);
    if (scratch != null) {
      return scratch;
    }
    borrower.slot++;
    scratch = slots.getAndSet((borrower.slot & mask) * STRIDE, null);
    return scratch != null ? scratch : maker.get();
  }

  /** Gives work space back; the borrower must not touch it any more. */
  void give(Borrower borrower, T scratch) {
    slots.setRelease((borrower.slot & mask) * STRIDE, scratch);
  }

  /** Where a codec looks first. One thread at a time, like the codec. */
  static final class Borrower {
    private int slot;
  }
}
