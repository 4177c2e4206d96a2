package dev.we.epoll;

import java.io.Flushable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for many channels at once (epoll(7), level-triggered). It belongs to the first thread that
 * selects; the others may register channels, change interests, close channels, wake it and close
 * it.
 *
 * <pre>
 *   select:  cancelled keys go ─▶ changed interests are told ─▶ epoll_wait ─▶ ready keys ─▶ cancelled keys go
 * </pre>
 */
final class EpollSelector extends AbstractSelector implements Flushable {
  /** The most events of one wait; what is ready beyond comes with the next. */
  private static final int MOST_EVENTS = 512;

  private static final int FOR_EVER = -1;

  private static final VarHandle CHANGES;

  static {
    try {
      CHANGES =
          MethodHandles.lookup().findVarHandle(EpollSelector.class, "changes", EpollKey.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Scratch scratch = Scratch.forSelector();
  private final MemorySegment events = EpollEvents.allocate(Arena.ofAuto(), MOST_EVENTS);
  private final MemorySegment event = EpollEvents.allocate(Arena.ofAuto(), 1);
  private final int epoll;

  /** An eventfd; a write to it ends the wait. */
  private final Descriptor alarm;

  /** Held over a selection, as the contract of selectors has it, and by who tears it down. */
  private final ReentrantLock selecting = new ReentrantLock();

  private final EpollKeys keys = new EpollKeys();
  private final Set<SelectionKey> selected = new HashSet<>();

  /** The thread that selects, from its first selection on. */
  private volatile @Nullable Thread owner;

  /** Whether the alarm is on its way: a second one would be one too many. */
  private final AtomicBoolean alarmed = new AtomicBoolean();

  /** Keys whose interest has changed since the last selection: a stack that any thread adds to. */
  private volatile @Nullable EpollKey changes;

  /** Once there were two keys: a single connection has nothing to batch. */
  private @Nullable Batches batches;

  private boolean mayBatch;
  private boolean tornDown;

  EpollSelector(EpollProvider provider, boolean mayBatch) throws IOException {
    super(provider);
    this.mayBatch = mayBatch;
    epoll = LibC.epollCreate(scratch);
    if (epoll < 0) {
      throw Errno.failure(scratch.errno());
    }
    int fd = LibC.eventfd(scratch);
    // Edge-triggered, so that nobody need read it: each write is an event of its own.
    EpollEvents.set(event, LibC.EPOLLIN | LibC.EPOLLET, EpollKeys.NO_KEY);
    if (fd < 0 || LibC.epollCtl(scratch, epoll, LibC.EPOLL_CTL_ADD, fd, event) < 0) {
      int errno = scratch.errno();
      if (fd >= 0) {
        LibC.close(scratch, fd);
      }
      LibC.close(scratch, epoll);
      throw Errno.failure(errno);
    }
    alarm = new Descriptor(fd);
  }

  /** Whether the calling thread is the one that selects. */
  boolean isMine() {
    return owner == Thread.currentThread();
  }

  /** What calls of the thread that selects use. */
  Scratch scratch() {
    return scratch;
  }

  // Keys.

  @Override
  protected SelectionKey register(
      AbstractSelectableChannel channel, int ops, @Nullable Object attachment) {
    if (!(channel instanceof EpollChannel ours)) {
      throw new IllegalSelectorException();
    }
    if (!isOpen()) {
      throw new ClosedSelectorException();
    }
    EpollKey key = keys.add(channel, this, ours.descriptor());
    key.attach(attachment);
    if (channel instanceof EpollSocketChannel stream) {
      batch(key, stream);
    }
    ours.descriptor().setKey(key);
    key.interestOps(ops);
    return key;
  }

  /**
   * Batches are for who has several streams; a ring belongs to the thread that opens it, so only
   * what the thread that selects registers has part in them.
   */
  private void batch(EpollKey key, EpollSocketChannel stream) {
    if (mayBatch && batches == null && isMine() && keys.count() > 1) {
      batches = Batches.open(scratch);
      mayBatch = batches != null;
    }
    if (batches != null && isMine()) {
      key.setStream(stream.join(key, batches));
    }
  }

  /**
   * Carries out the writes that are held until the next selection; only for the thread that
   * selects, and nothing where none are held.
   */
  @Override
  public void flush() throws IOException {
    if (batches != null) {
      batches.held().carryOut(scratch);
    }
  }

  /** The interest of a key is another than before. Any thread. */
  void changed(EpollKey key) {
    EpollKey top;
    do {
      top = changes;
      key.nextChanged = top;
    } while (!CHANGES.compareAndSet(this, top, key));
  }

  private void tellChanges() {
    if (changes == null) {
      return;
    }
    EpollKey key = (EpollKey) CHANGES.getAndSet(this, null);
    while (key != null) {
      EpollKey next = key.nextChanged;
      key.nextChanged = null;
      key.changeSeen(); // before the look at the interest: a later change comes here again
      if (key.isValid() && key.channel().isOpen()) {
        watch(key, key.wanted());
      }
      key = next;
    }
  }

  /**
   * Has the system watch for these events. A socket that nothing is wanted of is not watched at
   * all, or its end would be an event for ever.
   */
  private void watch(EpollKey key, int wanted) {
    if (wanted == key.watched) {
      return;
    }
    int how =
        key.watched == 0
            ? LibC.EPOLL_CTL_ADD
            : wanted == 0 ? LibC.EPOLL_CTL_DEL : LibC.EPOLL_CTL_MOD;
    EpollEvents.set(event, wanted, EpollKeys.nameOf(key));
    if (LibC.epollCtl(scratch, epoll, how, key.descriptor().fd(), event) == 0) {
      key.watched = wanted;
    } else {
      // The system has no memory to watch one more (epoll_ctl(2): ENOMEM, ENOSPC). Unwatched it
      // would stand still for ever; so it ends, and the others go on.
      key.watched = 0;
      closeUnwatched(key);
    }
  }

  private static void closeUnwatched(EpollKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new AssertionError("these channels close without I/O that could fail", e);
    }
  }

  /** Keys that were cancelled, and the descriptors of channels that were closed, go. */
  private void letCancelledGo() {
    Set<SelectionKey> cancelled = cancelledKeys();
    // A look without the set's monitor: what this thread cancelled it sees, and whoever closes a
    // channel elsewhere rings the alarm behind it.
    if (cancelled.isEmpty()) {
      return;
    }
    SelectionKey[] going;
    synchronized (cancelled) { // as AbstractSelector has it; nothing waits inside
      going = cancelled.toArray(SelectionKey[]::new);
      cancelled.clear();
    }
    for (SelectionKey key : going) {
      letGo((EpollKey) key);
    }
  }

  private void letGo(EpollKey key) {
    if (!keys.has(key)) {
      return;
    }
    keys.remove(key);
    selected.remove(key);
    Descriptor descriptor = key.descriptor();
    if (key.watched != 0 && key.channel().isOpen()) { // else close(2) ends the watch
      LibC.epollCtl(scratch, epoll, LibC.EPOLL_CTL_DEL, descriptor.fd(), event);
      key.watched = 0;
    }
    deregister(key);
    descriptor.setKey(null);
    if (!key.channel().isOpen()) { // behind the key's end: who closes from now on does it himself
      descriptor.closeNow();
    }
  }

  @Override
  public Set<SelectionKey> keys() {
    mustBeOpen();
    return keys.view();
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    mustBeOpen();
    return selected;
  }

  private void mustBeOpen() {
    if (!isOpen()) {
      throw new ClosedSelectorException();
    }
  }

  // Selecting.

  @Override
  public int select(Consumer<SelectionKey> action) throws IOException {
    return select(Objects.requireNonNull(action, "action"), FOR_EVER);
  }

  @Override
  public int select(Consumer<SelectionKey> action, long timeout) throws IOException {
    return select(Objects.requireNonNull(action, "action"), millis(timeout));
  }

  @Override
  public int selectNow(Consumer<SelectionKey> action) throws IOException {
    return select(Objects.requireNonNull(action, "action"), 0);
  }

  @Override
  public int select() throws IOException {
    return select(null, FOR_EVER);
  }

  @Override
  public int select(long timeout) throws IOException {
    return select(null, millis(timeout));
  }

  @Override
  public int selectNow() throws IOException {
    return select(null, 0);
  }

  /** A time-out as selectors have it, 0 being none, as epoll_wait has it. */
  private static int millis(long timeout) {
    if (timeout < 0) {
      throw new IllegalArgumentException("a time-out is 0 or more, not " + timeout);
    }
    return timeout == 0 ? FOR_EVER : (int) Math.min(timeout, Integer.MAX_VALUE);
  }

  /** Selects; without an action ready keys are put among the selected ones. */
  private int select(@Nullable Consumer<SelectionKey> action, int millis) throws IOException {
    if (selecting.isHeldByCurrentThread()) {
      throw new IllegalStateException("a selection inside of a selection");
    }
    selecting.lock();
    try {
      mustBeOpen();
      own();
      flush();
      letCancelledGo();
      tellChanges();
      int ready = batches == null ? serve(action, await(millis)) : batched(batches, action, millis);
      letCancelledGo();
      return ready;
    } finally {
      if (!isOpen()) {
        tearDown();
      }
      selecting.unlock();
    }
  }

  private void own() {
    Thread mine = owner;
    if (mine == null) {
      owner = Thread.currentThread();
    } else if (mine != Thread.currentThread()) {
      throw new IllegalStateException("this selector belongs to the thread " + mine.getName());
    }
  }

  private int await(int millis) throws IOException {
    int count;
    if (millis == 0) {
      count = LibC.epollWait(scratch, epoll, events, MOST_EVENTS, 0);
    } else {
      begin(); // an interrupt ends the wait
      try {
        count = LibC.epollWait(scratch, epoll, events, MOST_EVENTS, millis);
      } finally {
        end();
      }
    }
    if (count < 0) {
      if (scratch.errno() == Errno.EINTR) {
        return 0; // a signal, of a profiler for example: an early return, and the caller comes
        // again
      }
      throw Errno.failure(scratch.errno());
    }
    return count;
  }

  /** Serves the keys that have events. */
  private int serve(@Nullable Consumer<SelectionKey> action, int count) throws IOException {
    int ready = 0;
    for (int i = 0; i < count && isOpen(); i++) {
      ready += deliver(EpollEvents.nameAt(events, i), EpollEvents.eventsAt(events, i), action);
    }
    return ready;
  }

  /**
   * The same with what they have read ahead; and those that have something kept, without waiting.
   */
  private int batched(Batches all, @Nullable Consumer<SelectionKey> action, int millis)
      throws IOException {
    ReadAhead ahead = all.ahead();
    List<BatchedStream> kept = wanted(ahead.kept());
    int count = await(kept.isEmpty() ? millis : 0);
    for (int i = 0; i < count; i++) {
      EpollKey key = keyOf(EpollEvents.nameAt(events, i));
      BatchedStream stream = key == null ? null : key.stream();
      if (stream != null
          && (EpollEvents.eventsAt(events, i) & LibC.EPOLLIN) != 0
          && wantsInput(stream)) {
        ahead.add(stream);
      }
    }
    try {
      ahead.read(scratch);
      int ready = 0;
      for (BatchedStream stream : kept) {
        if (isOpen() && stream.hasKept() && stream.key().isValid()) {
          ready += tell(stream.key(), stream.key().readiness(LibC.EPOLLIN), action);
        }
      }
      return ready + serve(action, count);
    } finally {
      ahead.end();
    }
  }

  private static List<BatchedStream> wanted(List<BatchedStream> kept) {
    return kept.isEmpty() ? List.of() : kept.stream().filter(EpollSelector::wantsInput).toList();
  }

  private static boolean wantsInput(BatchedStream stream) {
    return stream.key().readiness(LibC.EPOLLIN) != 0;
  }

  private @Nullable EpollKey keyOf(long name) {
    EpollKey key = name == EpollKeys.NO_KEY ? null : keys.named(name);
    return key != null && key.isValid() ? key : null;
  }

  private int deliver(long name, int what, @Nullable Consumer<SelectionKey> action) {
    if (name == EpollKeys.NO_KEY) {
      alarmed.getAndSet(false); // and sees what whoever rang did before
      return 0;
    }
    EpollKey key = keyOf(name);
    if (key == null) {
      return 0; // it went while its event was on the way
    }
    BatchedStream stream = key.stream();
    boolean taken = stream == null || !stream.hasUnsent() || stream.sendUnsent(scratch);
    return tell(key, key.readiness(taken ? what : what & ~LibC.EPOLLOUT), action);
  }

  private int tell(EpollKey key, int ops, @Nullable Consumer<SelectionKey> action) {
    if (ops == 0) {
      return 0;
    }
    if (action != null) {
      key.setReady(ops);
      action.accept(key);
      return 1;
    }
    if (selected.add(key)) {
      key.setReady(ops);
      return 1;
    }
    return key.addReady(ops) ? 1 : 0;
  }

  @Override
  public EpollSelector wakeup() {
    if (!alarmed.getAndSet(true) && alarm.enter()) {
      Scratch borrowed = Scratch.borrow();
      LibC.write(borrowed, alarm.fd(), borrowed.one(), Long.BYTES);
      Scratch.giveBack(borrowed);
      alarm.leave();
    }
    return this;
  }

  // The end.

  /**
   * Ends it: at once if nobody selects, or the thread that does calls; else that thread finds it
   * closed when its selection ends, or the next begins.
   */
  @Override
  protected void implCloseSelector() {
    wakeup();
    Thread its = owner;
    boolean mayTearDown = its == null || its == Thread.currentThread() || !its.isAlive();
    if (mayTearDown && !selecting.isHeldByCurrentThread()) {
      selecting.lock();
      try {
        tearDown();
      } finally {
        selecting.unlock();
      }
    }
  }

  private void tearDown() {
    if (tornDown) {
      return;
    }
    tornDown = true;
    for (EpollKey key : keys.snapshot()) {
      letGo(key);
    }
    if (batches != null) {
      batches.ring().close(scratch);
    }
    alarm.closeNow();
    LibC.close(scratch, epoll);
  }
}
