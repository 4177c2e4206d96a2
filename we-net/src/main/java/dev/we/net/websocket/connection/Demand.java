package dev.we.net.websocket.connection;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * How many messages the receiver still wants. Any thread adds, one thread at a time takes; {@link
 * Delivery#UNLIMITED} never runs out.
 *
 * <p>Who takes can add without the price of an atomic step: a receiver that asks for the next
 * message inside the callback of the last pays nothing for being safe.
 */
final class Demand {
  private static final AtomicLongFieldUpdater<Demand> WANTED =
      AtomicLongFieldUpdater.newUpdater(Demand.class, "wanted");

  /** For all who want everything: it never changes. */
  private static final Demand WITHOUT_END = new Demand(Delivery.UNLIMITED);

  private volatile long wanted;

  /** What was added by who takes, and is so far not taken: the taker's alone. */
  private int own;

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

  /** So many more, from any thread. */
  void add(long messages) {
    requireSome(messages);
    for (; ; ) {
      long before = wanted;
      long sum = before + messages;
      if (WANTED.compareAndSet(this, before, sum < 0 ? Delivery.UNLIMITED : sum)) {
        return;
      }
    }
  }

  /** So many more, from who takes. */
  void addOwn(long messages) {
    requireSome(messages);
    if (messages <= Integer.MAX_VALUE - own && this != WITHOUT_END) {
      own += (int) messages;
    } else {
      add(messages);
    }
  }

  private static void requireSome(long messages) {
    if (messages <= 0) {
      throw new IllegalArgumentException("request at least one message, not " + messages);
    }
  }

  /** Whether none is wanted. Who takes. */
  boolean isZero() {
    return own == 0 && wanted == 0;
  }

  /** One less, if any is wanted. */
  boolean takeOne() {
    if (own > 0) {
      own--;
      return true;
    }
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
