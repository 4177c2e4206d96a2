package dev.we.epoll;

import java.io.Flushable;
import java.io.IOException;
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
  private static final int FOR_EVER = -1;

  private final Scratch scratch = Scratch.forSelector();
  private final Alarm alarm = Alarm.open(scratch);
  private final Watches watches;

  /** Held over a selection, as the contract of selectors has it, and by who tears it down. */
  private final ReentrantLock selecting = new ReentrantLock();

  private final EpollKeys keys = new EpollKeys();
  private final Set<SelectionKey> selected = new HashSet<>();

  /** The thread that selects, from its first selection on. */
  private volatile @Nullable Thread owner;

  /** Once there were two keys: a single connection has nothing to batch. */
  private @Nullable Batches batches;

  /** Streams that have something before them which was read ahead and not taken. */
  private final List<BatchedStream> kept = new ArrayList<>();

  /** One object for all selections. */
  private final Consumer<EpollKey> noting = this::noteKept;

  private boolean mayBatch;
  private boolean tornDown;

  EpollSelector(EpollProvider provider, boolean mayBatch) throws IOException {
    super(provider);
    this.mayBatch = mayBatch;
    try {
      watches = Watches.open(scratch, alarm);
    } catch (IOException | RuntimeException | Error e) {
      alarm.close();
      throw e;
    }
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
    key.hasChanged(); // what an earlier selector left may want it
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
    watches.changed(key);
  }

  /** The system has no event for what lies here already. */
  private void noteKept(EpollKey key) {
    BatchedStream stream = key.stream();
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
    if (key.channel().isOpen()) { // else close(2) ends the watch
      watches.forget(key);
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
      watches.tellChanges(noting);
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
      count = watches.await(0);
    } else {
      begin(); // an interrupt ends the wait
      try {
        count = watches.await(millis);
      } finally {
        end();
      }
    }
    int errno = count < 0 ? scratch.errno() : 0;
    alarm.heard();
    if (count < 0) {
      if (errno == Errno.EINTR) {
        return 0; // a signal, of a profiler for example: the caller comes again
      }
      throw Errno.failure(errno);
    }
    return count;
  }

  /** Serves the keys that have events. */
  private int serve(@Nullable Consumer<SelectionKey> action, int count) throws IOException {
    int ready = 0;
    for (int i = 0; i < count && isOpen(); i++) {
      ready += deliver(watches.nameAt(i), watches.eventsAt(i), action);
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
      EpollKey key = keyOf(watches.nameAt(i));
      BatchedStream stream = key == null ? null : key.stream();
      boolean hasInput = (watches.eventsAt(i) & LibC.EPOLLIN) != 0;
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
    alarm.ring();
    return this;
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
      watches.close();
      alarm.close();
    }
  }
}
