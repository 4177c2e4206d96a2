package dev.we.net.websocket.connection;

import dev.we.net.websocket.WebSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The connections of a client or a server that have not ended. Thread-safe. */
public final class LiveConnections {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();
  private final Set<WebSocket> open = new LinkedHashSet<>();

  /**
   * Those that have ended and whose listeners are not told yet, as messages wait before the end.
   * Held weakly: a connection that its owner has let go of must not stay for the sake of messages
   * that nobody will ask for.
   */
  private final Set<WebSocket> untold = Collections.newSetFromMap(new WeakHashMap<>());

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
      if (socket instanceof Connection connection && connection.endWaits()) {
        untold.add(socket);
      }
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

  /**
   * Aborts those that there are now. Those that have ended drop the messages that wait, so that
   * their listeners hear of the end while there are still loops to tell it on.
   */
  public void abortAll() {
    List<WebSocket> all;
    lock.lock();
    try {
      all = new ArrayList<>(open);
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
