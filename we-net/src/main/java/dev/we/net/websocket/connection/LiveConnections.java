package dev.we.net.websocket.connection;

import dev.we.net.websocket.WebSocket;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The connections of a client or a server that have not ended. Thread-safe. */
public final class LiveConnections {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();
  private final Set<WebSocket> open = new LinkedHashSet<>();

  /** None yet. */
  public LiveConnections() {}

  /** A connection has opened. */
  public void add(WebSocket socket) {
    lock.lock();
    try {
      open.add(socket);
    } finally {
      lock.unlock();
    }
  }

  /** A connection has ended. */
  public void remove(WebSocket socket) {
    lock.lock();
    try {
      open.remove(socket);
      if (open.isEmpty()) {
        none.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many there are. */
  public int count() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  /** Those that there are now. */
  public Collection<WebSocket> snapshot() {
    lock.lock();
    try {
      return List.copyOf(open);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is none, at most {@code nanos}; an interrupt ends the wait and stays set. */
  public void awaitNone(long nanos) {
    long left = nanos;
    lock.lock();
    try {
      while (!open.isEmpty() && left > 0) {
        left = none.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
