package dev.we.epoll;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the system watches for a selector (epoll(7)), and what it tells of that. Any thread may
 * change a key's interest; all else is for the thread that selects.
 */
final class Watches {
  /** The most events of one wait; what is ready beyond comes with the next. */
  private static final int MOST_EVENTS = 512;

  private static final VarHandle CHANGES;

  static {
    try {
      CHANGES = MethodHandles.lookup().findVarHandle(Watches.class, "changes", EpollKey.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Scratch scratch;
  private final MemorySegment events = EpollEvents.allocate(Arena.ofAuto(), MOST_EVENTS);
  private final MemorySegment event = EpollEvents.allocate(Arena.ofAuto(), 1);
  private final int epoll;

  /** Keys whose interest has changed since the last selection: a stack that any thread adds to. */
  private volatile @Nullable EpollKey changes;

  private Watches(Scratch scratch, int epoll) {
    this.scratch = scratch;
    this.epoll = epoll;
  }

  /** Nothing is watched yet but the alarm, whose events have the name of no key. */
  static Watches open(Scratch scratch, Alarm alarm) throws IOException {
    int epoll = LibC.epollCreate(scratch);
    if (epoll < 0) {
      throw Errno.failure(scratch.errno());
    }
    Watches watches = new Watches(scratch, epoll);
    EpollEvents.set(watches.event, LibC.EPOLLIN | LibC.EPOLLET, EpollKeys.NO_KEY);
    if (LibC.epollCtl(scratch, epoll, LibC.EPOLL_CTL_ADD, alarm.fd(), watches.event) < 0) {
      int errno = scratch.errno();
      watches.close();
      throw Errno.failure(errno);
    }
    return watches;
  }

  /** The interest of a key is another than before. Any thread. */
  void changed(EpollKey key) {
    EpollKey top;
    do {
      top = changes;
      key.nextChanged = top;
    } while (!CHANGES.compareAndSet(this, top, key));
  }

  /**
   * Tells the system of all changes.
   *
   * @param seen told of each key that has changed
   */
  void tellChanges(Consumer<EpollKey> seen) {
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
        seen.accept(key);
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
      key.hasChanged();
    }
  }

  /** The key goes, and its channel stays open. */
  void forget(EpollKey key) {
    if (key.watched != 0) {
      LibC.epollCtl(scratch, epoll, LibC.EPOLL_CTL_DEL, key.descriptor().fd(), event);
      key.watched = 0;
    }
  }

  /** Waits so long for events, or with -1 for ever; how many there are, or a negative number. */
  int await(int millis) {
    return LibC.epollWait(scratch, epoll, events, MOST_EVENTS, millis);
  }

  /** For whom an event is. */
  long nameAt(int index) {
    return EpollEvents.nameAt(events, index);
  }

  int eventsAt(int index) {
    return EpollEvents.eventsAt(events, index);
  }

  void close() {
    LibC.close(scratch, epoll);
  }
}
