package dev.we.conformance.simulation;

import java.util.PriorityQueue;

/** The time, which passes only from one thing that happens to the next; and what is to happen. */
final class Agenda {
  private record Entry(long at, long order, Runnable what) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long now;
  private long order;

  /** Nanoseconds since the beginning. */
  long now() {
    return now;
  }

  /** After so many nanoseconds; what is for the same moment happens in the order of the asking. */
  void in(long nanos, Runnable what) {
    entries.add(new Entry(now + nanos, order++, what));
  }

  /** Lets the next thing happen; false if there is none. */
  boolean next() {
    Entry entry = entries.poll();
    if (entry == null) {
      return false;
    }
    now = entry.at;
    entry.what.run();
    return true;
  }
}
