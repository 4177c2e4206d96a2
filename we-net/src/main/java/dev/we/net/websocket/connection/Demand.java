package dev.we.net.websocket.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many messages the receiver still wants. Any thread adds, one thread at a time takes; {@link
 * Delivery#UNLIMITED} never runs out.
 */
final class Demand {
  private final AtomicLong wanted;

  Demand(long initial) {
    if (initial < 0) {
      throw new IllegalArgumentException("the demand is zero or more, not " + initial);
    }
    wanted = new AtomicLong(initial);
  }

  void add(long messages) {
    if (messages <= 0) {
      throw new IllegalArgumentException("request at least one message, not " + messages);
    }
    for (; ; ) {
      long before = wanted.get();
      long sum = before + messages;
      if (wanted.compareAndSet(before, sum < 0 ? Delivery.UNLIMITED : sum)) {
        return;
      }
    }
  }

  boolean isZero() {
    return wanted.get() == 0;
  }

  boolean takeOne() {
    long before = wanted.get();
    if (before == Delivery.UNLIMITED) {
      return true;
    }
    if (before == 0) {
      return false;
    }
    // Only one thread takes, so between the look and this step the figure can only have grown.
    wanted.decrementAndGet();
    return true;
  }
}
