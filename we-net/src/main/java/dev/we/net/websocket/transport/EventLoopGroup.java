package dev.we.net.websocket.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Several loops among which connections are shared out: a new one goes to the loop that has fewest,
 * and stays there for life. Loops have nothing else in common, so that none waits for another. A
 * further loop starts when a connection comes that would not have one to itself otherwise, so that
 * a single connection costs a single thread. Thread-safe.
 */
public final class EventLoopGroup implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final String name;
  private final int most;
  private final SelectorProvider sockets;

  /** Changed as a whole, under the lock. */
  private volatile List<EventLoop> loops;

  /** Under the lock. */
  private boolean closed;

  /**
   * A group with one loop so far.
   *
   * @param name what its threads are called, before their number
   * @param most how many loops there may be, 1 or more
   * @param sockets who makes their channels and selectors
   * @throws UncheckedIOException if the system has no descriptors left for a selector
   */
  public EventLoopGroup(String name, int most, SelectorProvider sockets) {
    if (most < 1) {
      throw new IllegalArgumentException("a group has 1 loop or more, not " + most);
    }
    this.name = name;
    this.most = most;
    this.sockets = sockets;
    this.loops = List.of(EventLoop.start(name + "-1", sockets));
  }

  /**
   * The loop for one more connection.
   *
   * @throws IllegalStateException if the group is closed
   */
  public EventLoop next() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the event loops of " + name + " are closed");
      }
      EventLoop freest = freest();
      if (freest.transportCount() == 0 || loops.size() == most) {
        return freest;
      }
      try {
        return startOne();
      } catch (UncheckedIOException | OutOfMemoryError outOfDescriptorsOrThreads) {
        return freest;
      }
    } finally {
      lock.unlock();
    }
  }

  private EventLoop freest() {
    EventLoop freest = loops.getFirst();
    int fewest = freest.transportCount();
    for (EventLoop loop : loops) {
      int count = loop.transportCount();
      if (count < fewest) {
        fewest = count;
        freest = loop;
      }
    }
    return freest;
  }

  private EventLoop startOne() {
    List<EventLoop> more = new ArrayList<>(loops);
    EventLoop started = EventLoop.start(name + "-" + (more.size() + 1), sockets);
    more.add(started);
    loops = List.copyOf(more);
    return started;
  }

  /**
   * Binds, and accepts connections for all loops. Any thread.
   *
   * @param handlers makes the handler of each connection, on the thread of its loop
   * @throws IOException if the address cannot be bound
   * @throws IllegalArgumentException if the TLS settings name a protocol or suite that the JDK
   *     lacks
   * @throws IllegalStateException if the group is closed
   */
  public Listener listen(
      InetSocketAddress address,
      int backlog,
      @Nullable TlsSettings tls,
      Function<EventLoop, ? extends TransportHandler> handlers)
      throws IOException {
    return next().listen(address, backlog, tls, this::next, handlers);
  }

  /** Whether the calling thread is that of one of the loops. */
  public boolean inLoop() {
    return calling() != null;
  }

  /**
   * Runs a task at the end of the present turn of the calling loop, behind the answers that its
   * connections hold back; at once if the caller is none of the loops.
   */
  public void behindThisTurn(Runnable task) {
    EventLoop calling = calling();
    if (calling == null) {
      task.run();
    } else {
      calling.execute(task);
    }
  }

  /** The loop whose thread calls, or null. */
  private @Nullable EventLoop calling() {
    for (EventLoop loop : loops) {
      if (loop.inLoop()) {
        return loop;
      }
    }
    return null;
  }

  /**
   * Closes all connections and listeners, and waits for the threads to end, unless the caller is
   * one of them. Any thread; idempotent.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    loops.forEach(EventLoop::closeSoon);
    if (!inLoop()) {
      loops.forEach(EventLoop::close);
    }
  }
}
