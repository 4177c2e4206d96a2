package dev.we.net.websocket.transport;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tasks that any thread hands to the loop, which takes them batch by batch.
 *
 * <p>A task that adds a task does not keep the loop from its sockets: that one belongs to the next
 * batch.
 */
final class TaskQueue {

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private ArrayDeque<Runnable> incoming = new ArrayDeque<>();

  /** Guarded by {@link #lock}. */
  private boolean closed;

  /** Empty between batches; the loop's alone. */
  private ArrayDeque<Runnable> batch = new ArrayDeque<>();

  /** Written under {@link #lock}; a glance needs none. */
  private volatile boolean waiting;

  /** Adds a task, unless the queue is closed. Any thread. */
  boolean add(Runnable task) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      incoming.add(task);
      waiting = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    return !waiting;
  }

  /** The tasks there are; the caller empties what it gets. Loop thread. */
  ArrayDeque<Runnable> nextBatch() {
    assert batch.isEmpty() : "the last batch was not run to its end";
    lock.lock();
    try {
      ArrayDeque<Runnable> taken = incoming;
      incoming = batch;
      batch = taken;
      waiting = false;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Closes the queue if it is empty, so that no task is taken in and never run. */
  boolean closeIfEmpty() {
    lock.lock();
    try {
      closed = incoming.isEmpty();
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
