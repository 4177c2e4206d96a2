package dev.we.net.websocket.transport;

import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread that serves many connections with one selector.
 *
 * <p>Each turn serves every ready connection once (at most one read of {@value #READ_BUFFER_BYTES}
 * bytes, so that a fast peer does not starve the others), then what they hold back until then, then
 * the timers that are due, then the tasks that came from other threads. Whatever a handler, a timer
 * or a task throws goes to the thread's uncaught-exception handler and ends the connection
 * concerned; the loop goes on.
 */
public final class EventLoop implements AutoCloseable {

  /**
   * The size of the read buffer that all connections of a loop share: a power of two and some room
   * for heads, or the last few bytes of a message of that size would want a read, or a write, of
   * their own.
   */
  static final int READ_BUFFER_BYTES = 258 * 1024;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final SelectorProvider sockets;
  private final Selector selector;

  /** The selector, if it holds writes back and is to be asked for them; else nothing. */
  private final Flushable heldWrites;

  private final Thread thread;
  private final TaskQueue tasks = new TaskQueue();

  /** One object for all turns: select(…) with a method reference would make one each time. */
  private final Consumer<SelectionKey> server = this::serve;

  /**
   * True while the loop sleeps or is about to. Whoever turns it false wakes the selector, so that a
   * burst of tasks costs one wake-up, and tasks for a loop that is busy cost none.
   */
  private final AtomicBoolean asleep = new AtomicBoolean();

  private volatile boolean closing;
  private final AtomicInteger transports = new AtomicInteger();

  // The rest is the loop thread's alone.
  private final Members members = new Members();
  private final TimerQueue timers = new TimerQueue();
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER_BYTES);
  private final OpenBatches batches = new OpenBatches(this::endAfter, this::flush);
  private final TlsBuffers tlsBuffers = new TlsBuffers();

  /** As of this turn's beginning: what had come by then is read before a timer can be due. */
  private long now = System.nanoTime();

  /** As of the last read, or the turn's beginning. */
  private long readAt = now;

  /** Until the first key of a turn, or its end if there is none. */
  private boolean selecting;

  private EventLoop(String name, SelectorProvider sockets) throws IOException {
    this.sockets = sockets;
    selector = sockets.openSelector();
    heldWrites = selector instanceof Flushable holding ? holding : () -> {};
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /**
   * Starts a loop on a daemon thread of its own, over the channels and selectors of {@code
   * sockets}.
   *
   * @throws UncheckedIOException if the system has no descriptors left for a selector
   * @throws OutOfMemoryError if it has no thread left
   */
  public static EventLoop start(String name, SelectorProvider sockets) {
    try {
      EventLoop loop = new EventLoop(name, sockets);
      try {
        loop.thread.start();
      } catch (Throwable noThread) {
        loop.selector.close();
        throw noThread;
      }
      return loop;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a selector: " + e.getMessage(), e);
    }
  }

  /**
   * Begins to connect. Any thread.
   *
   * <p>The addresses of the host are tried in the system's order; each gets an equal share of the
   * time that is left, so that one that swallows packets does not use up the time of the next.
   *
   * @return the means to give up before {@code onConnected}
   * @throws IllegalArgumentException if the TLS settings name a protocol or suite that the JDK
   *     lacks
   * @throws IllegalStateException if the loop is closed
   */
  public ConnectAttempt connect(Destination to, TransportHandler handler) {
    return connect(new Connecting(this, to, handler, InetAddress::getAllByName));
  }

  ConnectAttempt connect(Connecting attempt) {
    transports.incrementAndGet();
    try {
      executeOrRefuse(attempt::start);
    } catch (IllegalStateException e) {
      lost();
      throw e;
    }
    return attempt;
  }

  /**
   * Binds and begins to accept. Any thread.
   *
   * @param address the address to bind to; port 0 for any free one
   * @param backlog how many connections the system may hold until they are accepted
   * @param tls how to speak TLS, or null for plain TCP
   * @param handlers makes the handler of each connection, on the loop's thread
   * @throws IOException if the address cannot be bound
   * @throws IllegalArgumentException if the TLS settings name a protocol or suite that the JDK
   *     lacks
   * @throws IllegalStateException if the loop is closed
   */
  public Listener listen(
      InetSocketAddress address,
      int backlog,
      @Nullable TlsSettings tls,
      Supplier<? extends TransportHandler> handlers)
      throws IOException {
    return listen(address, backlog, tls, () -> this, loop -> handlers.get());
  }

  /** The same for several loops: each connection is given to that of {@code loops}. */
  Listener listen(
      InetSocketAddress address,
      int backlog,
      @Nullable TlsSettings tls,
      Supplier<EventLoop> loops,
      Function<EventLoop, ? extends TransportHandler> handlers)
      throws IOException {
    TcpListener listener = TcpListener.bind(this, address, backlog, tls, loops, handlers);
    try {
      executeOrRefuse(listener::start);
    } catch (IllegalStateException e) {
      listener.abandon();
      throw e;
    }
    return listener;
  }

  /** Runs a task on the loop; once the loop is closed the task is dropped. Any thread. */
  public void execute(Runnable task) {
    if (tasks.add(task)) {
      wake();
    }
  }

  /** Whether the calling thread is the loop's. */
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  /** {@link System#nanoTime} as of this turn's beginning. Loop thread. */
  public long now() {
    return now;
  }

  /** A read begins: looks at the clock, and ends the batches that have been open for long. */
  void beginRead() {
    readAt = System.nanoTime();
    batches.endIfOverdue(readAt);
  }

  /** When the last read began, but no earlier than this turn. Loop thread. */
  long readAt() {
    return readAt;
  }

  /** The connections there are, those on their way to this loop included. Any thread. */
  public int transportCount() {
    return transports.get();
  }

  /**
   * Closes all connections and listeners and waits for the loop's thread to end, unless it is the
   * caller. Any thread; idempotent. Every handler gets its {@code onClosed} first.
   */
  @Override
  public void close() {
    closeSoon();
    if (inLoop()) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the loop ends all the same
    }
  }

  /** Has the loop end, without waiting for it. Any thread. */
  void closeSoon() {
    closing = true;
    wake();
  }

  private void executeOrRefuse(Runnable task) {
    if (closing || !tasks.add(task)) {
      throw new IllegalStateException("the event loop " + thread.getName() + " is closed");
    }
    wake();
  }

  /**
   * Takes over an accepted connection: the task, which makes a transport of it, counts as one until
   * that {@linkplain #leave leaves}. Any thread.
   *
   * @return false if the loop is closed: the task will not run
   */
  boolean adopt(Runnable arrival) {
    transports.incrementAndGet();
    if (inLoop()) {
      arrival.run();
      return true;
    }
    if (!tasks.add(arrival)) {
      transports.decrementAndGet();
      return false;
    }
    wake();
    return true;
  }

  /** Ends the loop's sleep, or keeps it from going to sleep; cheap when it is awake. Any thread. */
  void wake() {
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  // Below, the loop thread only.

  private void run() {
    try {
      while (!closing) {
        turn();
      }
    } catch (IOException e) { // the selector itself is broken: nothing can be served any more
      report(e);
    } finally {
      closing = true;
      closeMembers();
    }
  }

  private void turn() throws IOException {
    select();
    awake();
    batches.end();
    // An interrupt is nobody's way to talk to a loop, and would keep select from ever blocking.
    Thread.interrupted();
    fireTimers();
    runTasks();
  }

  private void select() throws IOException {
    selecting = true;
    long idle = timers.untilNext(System.nanoTime());
    if (idle == 0) {
      selector.selectNow(server);
      return;
    }
    asleep.set(true);
    // After the flag: a task added before it was set is seen here, one added later wakes us.
    if (!tasks.isEmpty() || closing) {
      selector.selectNow(server);
    } else if (idle == TimerQueue.NEVER) {
      selector.select(server);
    } else {
      selector.select(server, (idle - 1) / NANOS_PER_MILLI + 1); // rounded up: never too early
    }
  }

  /** The sleep is over: nobody need wake us, and the turn has its time. */
  private void awake() {
    if (selecting) {
      selecting = false;
      asleep.set(false);
      now = System.nanoTime();
      readAt = now;
    }
  }

  private void serve(SelectionKey key) {
    awake();
    // Keys are cancelled on this thread only, so one that is valid here stays so.
    if (!key.isValid()) {
      return;
    }
    int ops = key.readyOps() & key.interestOps();
    LoopMember member = (LoopMember) key.attachment();
    if (ops == 0 || member == null) {
      return;
    }
    try {
      member.onReady(ops);
    } catch (Throwable broken) {
      endAfter(broken, member);
    }
    flush();
  }

  /**
   * What was written goes out: nobody's waits for somebody else's handler. A selector that carries
   * several writes out at once is left to hold them only while {@link OpenBatches} end.
   */
  private void flush() {
    try {
      heldWrites.flush();
    } catch (Throwable broken) { // those concerned are told by their next write
      report(broken);
    }
  }

  private void fireTimers() {
    // A handler that sets its timer for now again waits for the next turn.
    for (int most = timers.size(); most > 0; most--) {
      if (!(timers.pollDue(now) instanceof LoopMember due)) {
        return;
      }
      try {
        due.onTimer(now);
      } catch (Throwable broken) {
        endAfter(broken, due);
      }
      flush();
    }
  }

  private void runTasks() {
    if (tasks.isEmpty()) {
      return;
    }
    ArrayDeque<Runnable> batch = tasks.nextBatch();
    for (Runnable task = batch.poll(); task != null; task = batch.poll()) {
      try {
        task.run();
      } catch (Throwable broken) {
        report(broken);
      }
      flush();
    }
  }

  /** Everything is told of its end; tasks that this brings about are run, until there are none. */
  private void closeMembers() {
    do {
      for (LoopMember member : members.snapshot()) {
        member.close();
      }
      runTasks();
    } while (!members.isEmpty() || !tasks.closeIfEmpty());
    try {
      selector.close();
    } catch (IOException e) {
      report(e);
    }
  }

  /** A member's handler threw: that member ends, nobody else. */
  void endAfter(Throwable thrown, LoopMember member) {
    report(thrown);
    member.close();
  }

  /** Makes a fault of a handler known. */
  void report(Throwable thrown) {
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    } catch (Throwable ignored) {
      // The handler of last resort failed: there is nobody left to tell.
    }
  }

  void join(LoopMember member) {
    members.add(member);
  }

  /** The attempt has become a connection, which joins in its place. */
  void succeeded(LoopMember attempt) {
    members.remove(attempt);
  }

  /** What was promised came to nothing. */
  void lost() {
    transports.decrementAndGet();
  }

  void leave(LoopMember member) {
    members.remove(member);
    if (!(member instanceof Listener)) {
      transports.decrementAndGet();
    }
  }

  /** Who makes the channels of this loop. */
  SelectorProvider sockets() {
    return sockets;
  }

  Selector selector() {
    return selector;
  }

  TimerQueue timers() {
    return timers;
  }

  OpenBatches batches() {
    return batches;
  }

  ByteBuffer readBuffer() {
    return readBuffer;
  }

  TlsBuffers tlsBuffers() {
    return tlsBuffers;
  }
}
