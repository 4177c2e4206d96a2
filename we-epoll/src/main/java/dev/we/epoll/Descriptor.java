package dev.we.epoll;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketOption;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file descriptor that is not given back while a call uses it: the system hands its number out
 * again at once, and a late write would go to somebody else's connection. Any thread.
 *
 * <p>A call stands between {@link #begin} and {@link #end}. The thread that selects is not counted,
 * for while a key stands for this at its selector only that thread gives the descriptor back; all
 * others are, and the last of them closes it.
 *
 * <pre>
 *   close() by           no key                       a key at a selector
 *   who selects          at once, or the last user    at once, or the last user
 *   another thread       at once, or the last user    cancels the key, wakes who selects, who closes it
 * </pre>
 */
final class Descriptor {
  private static final int CLOSED = 1 << 31;
  private static final VarHandle USERS;
  private static final VarHandle KEY;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      USERS = lookup.findVarHandle(Descriptor.class, "users", int.class);
      KEY = lookup.findVarHandle(Descriptor.class, "key", EpollKey.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int fd;

  /** The calls that use it now, and whether it is closed. */
  private volatile int users;

  /** What stands for it at a selector, or null. */
  private volatile @Nullable EpollKey key;

  Descriptor(int fd) {
    this.fd = fd;
  }

  /** The number. It is this socket's between {@link #begin} and {@link #end}. */
  int fd() {
    return fd;
  }

  /**
   * Begins a call.
   *
   * @param owner the channel that has it
   * @return what the call may use, until {@link #end}
   * @throws ClosedChannelException if the channel is closed
   */
  Scratch begin(Channel owner) throws ClosedChannelException {
    EpollKey at = key;
    if (at != null && at.selector().isMine()) {
      // The look at the channel comes behind that at the key: who closes does it the other way
      // round, and so either sees the key or is seen here.
      if (!owner.isOpen()) {
        throw new ClosedChannelException();
      }
      return at.selector().scratch();
    }
    return borrowed();
  }

  /** The same for the last call, which is made while the channel closes. */
  Scratch beginLast() throws ClosedChannelException {
    EpollKey at = key;
    return at != null && at.selector().isMine() ? at.selector().scratch() : borrowed();
  }

  private Scratch borrowed() throws ClosedChannelException {
    Scratch scratch = Scratch.borrow(); // first, as there may be no memory for it
    if (!enter()) {
      Scratch.giveBack(scratch);
      throw new ClosedChannelException();
    }
    return scratch;
  }

  void end(Scratch scratch) {
    if (scratch.isBorrowed()) {
      Scratch.giveBack(scratch);
      leave();
    }
  }

  /** Begins a use, unless it is closed; for what is no channel's. */
  boolean enter() {
    if ((int) USERS.getAndAdd(this, 1) < 0) {
      leave();
      return false;
    }
    return true;
  }

  /** Ends it. */
  void leave() {
    if ((int) USERS.getAndAdd(this, -1) - 1 == CLOSED) {
      giveBack();
    }
  }

  /** A key stands for it from now on; false if another does. */
  boolean setKey(EpollKey standing) {
    return KEY.compareAndSet(this, null, standing);
  }

  /** The key stands for it no longer. */
  void clearKey(EpollKey standing) {
    KEY.compareAndSet(this, standing, null);
  }

  /** The channel was closed. Any thread. */
  void close() {
    EpollKey at = key;
    if (at == null || at.selector().isMine()) {
      closeNow();
    } else {
      at.cancel();
      at.selector().wakeup();
    }
  }

  /** No call begins from now on; idempotent. With a key, only for the thread that selects. */
  void closeNow() {
    if ((int) USERS.getAndBitwiseOr(this, CLOSED) == 0) {
      giveBack();
    }
  }

  /**
   * Reached by the close that found nobody inside, or the last of those inside; a second time if
   * somebody tried to enter in vain meanwhile.
   */
  private void giveBack() {
    Scratch scratch = Scratch.borrow();
    if (USERS.compareAndSet(this, CLOSED, CLOSED | 1)) { // never CLOSED again: once only
      LibC.close(scratch, fd); // the number is free whatever it says (close(2))
    }
    Scratch.giveBack(scratch);
  }

  // Options, which all channels set and get in the same way.

  <T> void setOption(Channel owner, Set<SocketOption<?>> known, SocketOption<T> option, T value)
      throws IOException {
    mustBeKnown(known, option);
    Scratch scratch = begin(owner);
    try {
      TcpOptions.set(scratch, fd, option, value);
    } finally {
      end(scratch);
    }
  }

  <T> T getOption(Channel owner, Set<SocketOption<?>> known, SocketOption<T> option)
      throws IOException {
    mustBeKnown(known, option);
    Scratch scratch = begin(owner);
    try {
      return TcpOptions.get(scratch, fd, option);
    } finally {
      end(scratch);
    }
  }

  private static void mustBeKnown(Set<SocketOption<?>> known, SocketOption<?> option) {
    if (!known.contains(Objects.requireNonNull(option, "option"))) {
      throw new UnsupportedOperationException("no option of such a channel: " + option.name());
    }
  }
}
