package dev.we.net.websocket.transport;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Timers in a binary heap, each at most once in it.
 *
 * <p>Connections move their deadlines with every read, nearly always away from now. So a later time
 * is only noted: the heap keeps the earlier one, and when that comes up the timer is put back with
 * the time that it then wants. An earlier time moves the entry at once. Timers that are due at the
 * same time go off in the order in which they were set.
 *
 * <p>Times are those of {@link System#nanoTime} and compared by difference. Loop thread only.
 */
final class TimerQueue {

  /** The time of a timer that is not set. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int ABSENT = -1;

  /** What has a time at which something is to happen to it. */
  static class Timer {
    /** The time that is wanted. */
    private long wanted = NEVER;

    private int wantedOrder;

    /** Where it stands in the heap: never later than {@link #wanted}. */
    private long queued;

    private int queuedOrder;
    private int index = ABSENT;

    private boolean before(Timer other) {
      long difference = queued - other.queued;
      return difference < 0 || (difference == 0 && queuedOrder - other.queuedOrder < 0);
    }

    private void queueAsWanted() {
      queued = wanted;
      queuedOrder = wantedOrder;
    }
  }

  private @Nullable Timer[] heap = new @Nullable Timer[16];
  private int size;

  /** Compared by difference, too: timers of one time are set close to one another. */
  private int orders;

  int size() {
    return size;
  }

  /** Sets a timer, or takes it back with {@link #NEVER}. */
  void set(Timer timer, long nanoTime) {
    timer.wanted = nanoTime;
    timer.wantedOrder = orders++;
    if (nanoTime == NEVER) {
      return; // its entry, if there is one, goes when it comes up
    }
    if (timer.index == ABSENT) {
      timer.queueAsWanted();
      add(timer);
    } else if (nanoTime - timer.queued < 0) {
      timer.queueAsWanted();
      up(timer.index, timer);
    }
  }

  /** Removes a timer with its entry. */
  void remove(Timer timer) {
    timer.wanted = NEVER;
    if (timer.index != ABSENT) {
      take(timer.index);
    }
  }

  /** The nanoseconds until something may be due: 0 if it is, {@link #NEVER} if nothing is set. */
  long untilNext(long now) {
    Timer first = heap[0];
    return size == 0 || first == null ? NEVER : Math.max(0, first.queued - now);
  }

  /**
   * Takes the next timer that is due.
   *
   * @return null if none is
   */
  @Nullable Timer pollDue(long now) {
    while (size > 0) {
      Timer first = at(0);
      if (first.queued - now > 0) {
        return null;
      }
      if (first.wanted == NEVER) {
        take(0);
      } else if (first.queued != first.wanted || first.queuedOrder != first.wantedOrder) {
        first.queueAsWanted();
        down(0, first);
      } else {
        take(0);
        first.wanted = NEVER;
        return first;
      }
    }
    return null;
  }

  private void add(Timer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    up(size++, timer);
  }

  @SuppressWarnings("ReferenceEquality") // which timer it is counts, not what is in it
  private void take(int index) {
    at(index).index = ABSENT;
    Timer last = at(--size);
    heap[size] = null;
    if (index < size) {
      down(index, last);
      if (heap[index] == last) {
        up(index, last);
      }
    }
  }

  private void up(int start, Timer timer) {
    int index = start;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (!timer.before(at(parent))) {
        break;
      }
      put(index, at(parent));
      index = parent;
    }
    put(index, timer);
  }

  private void down(int start, Timer timer) {
    int index = start;
    for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
      if (child + 1 < size && at(child + 1).before(at(child))) {
        child++;
      }
      if (!at(child).before(timer)) {
        break;
      }
      put(index, at(child));
      index = child;
    }
    put(index, timer);
  }

  private void put(int index, Timer timer) {
    heap[index] = timer;
    timer.index = index;
  }

  private Timer at(int index) {
    return Objects.requireNonNull(heap[index], "entries below size are set");
  }
}
