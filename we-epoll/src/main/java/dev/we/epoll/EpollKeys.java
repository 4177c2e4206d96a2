package dev.we.epoll;

import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a selector, each in a slot of a table. The system calls a socket by its key's name:
 * the slot, and a serial number, by which an event that was on its way when its key went is told
 * from one of the key that has the slot now. Any thread.
 */
final class EpollKeys {
  /** No key's name, as no slot is negative. */
  static final long NO_KEY = -1;

  private static final int FIRST_CAPACITY = 16;

  private final ReentrantLock lock = new ReentrantLock();

  /** Changed under the lock; what is read without it may lack the newest keys. */
  private volatile @Nullable EpollKey[] slots = new @Nullable EpollKey[FIRST_CAPACITY];

  // Under the lock.
  private int[] free = new int[FIRST_CAPACITY];
  private int freeCount;
  private int used;
  private int serials;

  EpollKey add(AbstractSelectableChannel channel, EpollSelector selector, Descriptor descriptor) {
    lock.lock();
    try {
      boolean reuses = freeCount > 0;
      int slot = reuses ? free[freeCount - 1] : used;
      if (slot >= slots.length) {
        slots = Arrays.copyOf(slots, slot * 2);
      }
      EpollKey key = new EpollKey(channel, selector, descriptor, slot, serials++);
      slots[slot] = key; // nothing fails from here on
      if (reuses) {
        freeCount--;
      } else {
        used++;
      }
      return key;
    } finally {
      lock.unlock();
    }
  }

  void remove(EpollKey key) {
    lock.lock();
    try {
      if (freeCount == free.length) {
        free = Arrays.copyOf(free, freeCount * 2);
      }
      slots[key.slot] = null;
      free[freeCount++] = key.slot;
    } finally {
      lock.unlock();
    }
  }

  static long nameOf(EpollKey key) {
    return (long) key.serial << 32 | key.slot;
  }

  /** The key of that name, unless it is gone; for names that the system was given. */
  @Nullable EpollKey named(long name) {
    EpollKey key = slots[(int) name];
    return key != null && key.serial == (int) (name >> 32) ? key : null;
  }

  /** As many as there are, in an array of their own. */
  EpollKey[] snapshot() {
    lock.lock();
    try {
      EpollKey[] all = new EpollKey[used - freeCount];
      int count = 0;
      for (EpollKey key : slots) {
        if (key != null) {
          all[count++] = key;
        }
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  int count() {
    lock.lock();
    try {
      return used - freeCount;
    } finally {
      lock.unlock();
    }
  }

  boolean has(EpollKey key) {
    lock.lock();
    try {
      return key.slot < slots.length && slots[key.slot] == key;
    } finally {
      lock.unlock();
    }
  }

  /** The keys there are, which nobody may change; who iterates sees those of the beginning. */
  Set<SelectionKey> view() {
    return new View();
  }

  private final class View extends AbstractSet<SelectionKey> {
    @Override
    public int size() {
      return count();
    }

    @Override
    public boolean contains(Object one) {
      return one instanceof EpollKey key && has(key);
    }

    @Override
    public Iterator<SelectionKey> iterator() {
      EpollKey[] all = snapshot();
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < all.length;
        }

        @Override
        public SelectionKey next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          return all[next++];
        }
      };
    }
  }
}
