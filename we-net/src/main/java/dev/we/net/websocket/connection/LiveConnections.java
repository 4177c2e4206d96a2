package dev.we.net.websocket.connection;

import dev.we.net.websocket.WebSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The connections of a client or a server that have not ended. Thread-safe. */
public final class LiveConnections {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();

  // A list whose links are in the connections: a set would cost each of them an entry.
  private @Nullable Connection first;
  private @Nullable Connection last;
  private int count;

  /**
   * Those that have ended and whose listeners are not told yet, as messages wait before the end.
   * Held weakly: a connection that its owner has let go of must not stay for the sake of messages
   * that nobody will ask for.
   */
  private final Set<Connection> untold = Collections.newSetFromMap(new WeakHashMap<>());

  /** Whether {@link #abortAll} was called. */
  private boolean aborting;

  /** None yet. */
  public LiveConnections() {}

  /** A connection has opened. */
  public void add(Connection opened) {
    lock.lock();
    try {
      Connection before = last;
      opened.before = before;
      if (before == null) {
        first = opened;
      } else {
        before.after = opened;
      }
      last = opened;
      count++;
    } finally {
      lock.unlock();
    }
  }

  /** A connection that was added has ended. */
  public void remove(Connection ended) {
    boolean tellNow;
    lock.lock();
    try {
      Connection before = ended.before;
      Connection after = ended.after;
      if (before == null) {
        first = after;
      } else {
        before.after = after;
      }
      if (after == null) {
        last = before;
      } else {
        after.before = before;
      }
      ended.before = null;
      ended.after = null;
      count--;
      if (count == 0) {
        none.signalAll();
      }
      boolean waits = ended.endWaits();
      tellNow = waits && aborting;
      if (waits && !aborting) {
        untold.add(ended);
      }
    } finally {
      lock.unlock();
    }
    if (tellNow) {
      ended.abort(); // it came when all had been aborted, and the loops end
    }
  }

  /** How many there are. */
  public int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Those that there are now. */
  public Collection<WebSocket> snapshot() {
    lock.lock();
    try {
      return Collections.unmodifiableList(open());
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private List<WebSocket> open() {
    List<WebSocket> open = new ArrayList<>(count);
    for (Connection next = first; next != null; next = next.after) {
      open.add(next);
    }
    return open;
  }

  /**
   * Aborts those that there are now. Those that have ended drop the messages that wait, so that
   * their listeners hear of the end while there are still loops to tell it on; so do those that
   * come and end from now on.
   */
  public void abortAll() {
    List<WebSocket> all;
    lock.lock();
    try {
      aborting = true;
      all = open();
      all.addAll(untold);
      untold.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(WebSocket::abort);
  }

  /** Waits until there is none, at most {@code nanos}; an interrupt ends the wait and stays set. */
  public void awaitNone(long nanos) {
    long left = nanos;
    lock.lock();
    try {
      while (count > 0 && left > 0) {
        left = none.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
