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
import java.util.ArrayList;
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

  /** Streams that have something before them which was read ahead and not taken. */
  private final List<BatchedStream> kept = new ArrayList<>();

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
    mustBeOpen();
    Batches its = isMine() ? batches() : null;
    EpollKey key = keys.add(channel, this, ours.descriptor());
    if (!ours.descriptor().setKey(key)) {
      keys.remove(key);
      throw new IllegalStateException("a channel over epoll has one selector at a time");
    }
    if (channel instanceof EpollSocketChannel stream) {
      key.setStream(stream.join(key, its));
    }
    key.attach(attachment);
    key.interestOps(ops);
    key.wantsMore(); // what an earlier selector left may want it
    return key;
  }

  /**
   * Batches are for who has several channels; a ring belongs to the thread that opens it, so only
   * what the thread that selects registers has part in them.
   */
  private @Nullable Batches batches() {
    if (mayBatch && batches == null && keys.count() > 0) {
      batches = Batches.open(scratch);
      mayBatch = batches != null;
    }
    return batches;
  }

  /**
   * Carries out the writes that are held until the next selection. For the thread that selects;
   * from others, and where nothing is held, it does nothing.
   */
  @Override
  public void flush() throws IOException {
    if (batches != null && isMine()) {
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
        noteKept(key.stream());
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
      // No memory to watch one more (epoll_ctl(2): ENOMEM, ENOSPC): the next selection tries again.
      key.wantsMore();
    }
  }

  /** The system has no event for what lies here already. */
  private void noteKept(@Nullable BatchedStream stream) {
    if (stream != null && stream.hasKept() && !kept.contains(stream)) {
      kept.add(stream);
    }
  }

  /** Keys that were cancelled, and the descriptors of channels that were closed, go. */
  private void letCancelledGo() throws IOException {
    Set<SelectionKey> cancelled = cancelledKeys();
    // A look without the set's monitor: what this thread cancelled it sees, and whoever closes a
    // channel elsewhere rings the alarm behind it.
    if (cancelled.isEmpty()) {
      return;
    }
    flush(); // what is held goes to its own sockets, before others get their numbers
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
    BatchedStream stream = key.stream();
    if (stream != null) {
      stream.detach();
      kept.remove(stream);
    }
    Descriptor descriptor = key.descriptor();
    if (key.watched != 0 && key.channel().isOpen()) { // else close(2) ends the watch
      LibC.epollCtl(scratch, epoll, LibC.EPOLL_CTL_DEL, descriptor.fd(), event);
      key.watched = 0;
    }
    descriptor.clearKey(key);
    deregister(key);
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
      int ready =
          batches == null && kept.isEmpty()
              ? serve(action, await(millis))
              : serveAhead(action, millis);
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
    int errno = count < 0 ? scratch.errno() : 0;
    // A wake-up from here on is for the next selection; and what was done before one is seen.
    alarmed.getAndSet(false);
    if (count < 0) {
      if (errno == Errno.EINTR) {
        return 0; // a signal, of a profiler for example: an early return, and the caller comes
        // again
      }
      throw Errno.failure(errno);
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

  /** The same with what they have read ahead; what is kept and wanted is served without waiting. */
  private int serveAhead(@Nullable Consumer<SelectionKey> action, int millis) throws IOException {
    List<BatchedStream> wanted = keptAndWanted();
    int count = await(wanted.isEmpty() ? millis : 0);
    ReadAhead ahead = batches == null ? null : batches.ahead();
    try {
      if (ahead != null) {
        readAhead(ahead, count);
      }
      int ready = 0;
      for (BatchedStream stream : wanted) {
        if (isOpen() && stream.hasKept() && stream.key().isValid()) {
          ready += tell(stream.key(), stream.key().readiness(LibC.EPOLLIN), action);
        }
      }
      return ready + serve(action, count);
    } finally {
      if (ahead != null) {
        ahead.end(kept::add);
      }
    }
  }

  private void readAhead(ReadAhead ahead, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      EpollKey key = keyOf(EpollEvents.nameAt(events, i));
      BatchedStream stream = key == null ? null : key.stream();
      boolean hasInput = (EpollEvents.eventsAt(events, i) & LibC.EPOLLIN) != 0;
      if (stream != null && hasInput && wantsInput(stream)) {
        ahead.add(stream);
      }
    }
    ahead.read(scratch);
  }

  private List<BatchedStream> keptAndWanted() {
    if (kept.isEmpty()) {
      return List.of();
    }
    kept.removeIf(stream -> !stream.hasKept());
    return kept.stream().filter(EpollSelector::wantsInput).toList();
  }

  private static boolean wantsInput(BatchedStream stream) {
    return stream.key().readiness(LibC.EPOLLIN) != 0;
  }

  private @Nullable EpollKey keyOf(long name) {
    EpollKey key = name == EpollKeys.NO_KEY ? null : keys.named(name);
    return key != null && key.isValid() ? key : null;
  }

  private int deliver(long name, int what, @Nullable Consumer<SelectionKey> action) {
    EpollKey key = keyOf(name);
    if (key == null) {
      return 0; // the alarm, or a key that went while its event was on the way
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
    if (!alarmed.getAndSet(true)) {
      try {
        ring();
      } catch (Throwable noMemory) {
        alarmed.set(false);
        throw noMemory;
      }
    }
    return this;
  }

  private void ring() {
    Scratch borrowed = Scratch.borrow();
    if (alarm.enter()) {
      LibC.write(borrowed, alarm.fd(), borrowed.one(), Long.BYTES);
      alarm.leave();
    }
    Scratch.giveBack(borrowed);
  }

  // The end.

  /**
   * Ends it: at once if nobody ever selected, or who does calls or is no more; else that thread
   * finds it closed when its selection ends, or the next begins.
   */
  @Override
  protected void implCloseSelector() throws IOException {
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

  private void tearDown() throws IOException {
    if (tornDown) {
      return;
    }
    tornDown = true;
    try {
      if (batches != null) {
        batches.held().carryOut(scratch);
      }
    } finally {
      for (EpollKey key : keys.snapshot()) {
        letGo(key);
      }
      if (batches != null) {
        batches.ring().close(scratch);
        batches = null;
      }
      alarm.closeNow();
      LibC.close(scratch, epoll);
    }
  }
}
