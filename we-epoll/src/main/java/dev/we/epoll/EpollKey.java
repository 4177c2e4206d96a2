package dev.we.epoll;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * A channel's place at a selector. Any thread may say what it wants to hear of; the thread that
 * selects tells the system when it next goes to sleep.
 */
final class EpollKey extends AbstractSelectionKey {
  private static final VarHandle INTEREST;
  private static final VarHandle CHANGED;
  private static final VarHandle READY;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      INTEREST = lookup.findVarHandle(EpollKey.class, "interest", int.class);
      CHANGED = lookup.findVarHandle(EpollKey.class, "changed", boolean.class);
      READY = lookup.findVarHandle(EpollKey.class, "ready", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final AbstractSelectableChannel channel;
  private final EpollSelector selector;
  private final Descriptor descriptor;

  /** What is before and behind the socket of a stream; null for others, and without batches. */
  private @Nullable BatchedStream stream;

  /** Where it stands in the selector's table; one that comes later has another serial number. */
  final int slot;

  final int serial;

  private volatile int interest;

  /** Whether it is among those whose interest has changed. */
  private volatile boolean changed;

  // The selector's.
  @Nullable EpollKey nextChanged;

  /** The events that the system was asked for; 0 if it does not watch this. */
  int watched;

  /** Written by who selects, read by anybody: in one piece is enough. */
  private int ready;

  EpollKey(
      AbstractSelectableChannel channel,
      EpollSelector selector,
      Descriptor descriptor,
      int slot,
      int serial) {
    this.channel = channel;
    this.selector = selector;
    this.descriptor = descriptor;
    this.slot = slot;
    this.serial = serial;
  }

  @Override
  public SelectableChannel channel() {
    return channel;
  }

  @Override
  public EpollSelector selector() {
    return selector;
  }

  Descriptor descriptor() {
    return descriptor;
  }

  void setStream(@Nullable BatchedStream batched) {
    stream = batched;
  }

  @Nullable BatchedStream stream() {
    return stream;
  }

  @Override
  public int interestOps() {
    mustBeValid();
    return interest;
  }

  @Override
  public EpollKey interestOps(int ops) {
    mustBeValid();
    mustBeKnown(ops);
    if ((int) INTEREST.getAndSet(this, ops) != ops) {
      hasChanged();
    }
    return this;
  }

  @Override
  public int interestOpsOr(int ops) {
    mustBeValid();
    mustBeKnown(ops);
    int before = (int) INTEREST.getAndBitwiseOr(this, ops);
    if ((before | ops) != before) {
      hasChanged();
    }
    return before;
  }

  @Override
  public int interestOpsAnd(int ops) {
    mustBeValid();
    int before = (int) INTEREST.getAndBitwiseAnd(this, ops);
    if ((before & ops) != before) {
      hasChanged();
    }
    return before;
  }

  private void mustBeKnown(int ops) {
    if ((ops & ~channel.validOps()) != 0) {
      throw new IllegalArgumentException("no operations of such a channel: " + ops);
    }
  }

  private void mustBeValid() {
    if (!isValid()) {
      throw new CancelledKeyException();
    }
  }

  /** What the socket is to be watched for may be another than before. */
  void hasChanged() {
    if (CHANGED.compareAndSet(this, false, true)) {
      selector.changed(this);
    }
  }

  /** From here on a change is one that the selector has not seen. */
  void changeSeen() {
    changed = false;
  }

  /** The events to ask for. */
  int wanted() {
    int ops = interest;
    BatchedStream batched = stream;
    boolean output =
        (ops & (OP_WRITE | OP_CONNECT)) != 0 || (batched != null && batched.hasUnsent());
    return ((ops & (OP_READ | OP_ACCEPT)) == 0 ? 0 : LibC.EPOLLIN) | (output ? LibC.EPOLLOUT : 0);
  }

  /** What of the interest the events make ready. */
  int readiness(int events) {
    int ops = interest;
    if ((events & (LibC.EPOLLERR | LibC.EPOLLHUP)) != 0) {
      return ops; // whatever is tried tells what happened
    }
    return ops
        & (((events & LibC.EPOLLIN) == 0 ? 0 : OP_READ | OP_ACCEPT)
            | ((events & LibC.EPOLLOUT) == 0 ? 0 : OP_WRITE | OP_CONNECT));
  }

  @Override
  public int readyOps() {
    mustBeValid();
    return (int) READY.getOpaque(this);
  }

  void setReady(int ops) {
    READY.setOpaque(this, ops);
  }

  /** Adds what has become ready, and tells whether that is more than before. */
  boolean addReady(int ops) {
    int before = ready;
    setReady(before | ops);
    return (before | ops) != before;
  }

  @Override
  public String toString() {
    return "EpollKey[" + channel + (isValid() ? ", interest " + interest : ", cancelled") + "]";
  }
}
