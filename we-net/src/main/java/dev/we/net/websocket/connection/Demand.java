package dev.we.net.websocket.connection;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * How many messages the receiver still wants. Any thread adds, one thread at a time takes; {@link
 * Delivery#UNLIMITED} never runs out.
 */
final class Demand {
  private static final AtomicLongFieldUpdater<Demand> WANTED =
      AtomicLongFieldUpdater.newUpdater(Demand.class, "wanted");

  /** For all who want everything: it never changes. */
  private static final Demand WITHOUT_END = new Demand(Delivery.UNLIMITED);

  private volatile long wanted;

  private Demand(long initial) {
    wanted = initial;
  }

  /** So many messages are wanted at first. */
  static Demand of(long initial) {
    if (initial < 0) {
      throw new IllegalArgumentException("the demand is zero or more, not " + initial);
    }
    return initial == Delivery.UNLIMITED ? WITHOUT_END : new Demand(initial);
  }

  void add(long messages) {
    if (messages <= 0) {
      throw new IllegalArgumentException("request at least one message, not " + messages);
    }
    for (; ; ) {
      long before = wanted;
      long sum = before + messages;
      if (WANTED.compareAndSet(this, before, sum < 0 ? Delivery.UNLIMITED : sum)) {
        return;
      }
    }
  }

  boolean isZero() {
    return wanted == 0;
  }

  boolean takeOne() {
    long before = wanted;
    if (before == Delivery.UNLIMITED) {
      return true;
    }
    if (before == 0) {
      return false;
    }
    // Only one thread takes, so between the look and this step the figure can only have grown.
    WANTED.decrementAndGet(this);
    return true;
  }
}
