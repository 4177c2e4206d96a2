package dev.we.net.websocket.connection;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way from the loop to another thread, in order. Messages wait for demand; what
 * does not need it overtakes them, but for the events that end the connection. Thread-safe.
 */
final class Inbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Event> urgent = new ArrayDeque<>(2);
  private final ArrayDeque<Event> ordered = new ArrayDeque<>(2);
  private final Demand demand;
  private boolean dropping;

  Inbox(long initialDemand) {
    demand = Demand.of(initialDemand);
  }

  /** Puts it where it belongs; false if it is not wanted any more, after {@link #dropMessages}. */
  boolean put(Event event) {
    lock.lock();
    try {
      boolean overtakes =
          event instanceof Event.Pinged
              || event instanceof Event.Ponged
              || event instanceof Event.Writable;
      if (dropping && (overtakes || event instanceof Event.Received)) {
        return false;
      }
      (overtakes ? urgent : ordered).add(event);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void request(long messages) {
    lock.lock();
    try {
      demand.add(messages);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes out what nobody wants any more, which is all but the first and the last events, and
   * returns what it kept in memory.
   */
  long dropMessages() {
    lock.lock();
    try {
      dropping = true;
      long freed = 0;
      for (Event event : ordered) {
        freed += event instanceof Event.Received ? event.size() : 0;
      }
      ordered.removeIf(Event.Received.class::isInstance);
      for (Event event : urgent) {
        freed += event.size();
      }
      urgent.clear();
      return freed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there are messages, asked for or not. */
  boolean holdsMessages() {
    lock.lock();
    try {
      return ordered.stream().anyMatch(Event.Received.class::isInstance);
    } finally {
      lock.unlock();
    }
  }

  /** The next event that may be told now, or null. */
  @Nullable Event poll() {
    lock.lock();
    try {
      Event next = ordered.peek();
      if (!(next instanceof Event.Opened) && !urgent.isEmpty()) {
        return urgent.poll();
      }
      if (next instanceof Event.Received && !demand.takeOne()) {
        return null;
      }
      return ordered.poll();
    } finally {
      lock.unlock();
    }
  }
}
