package dev.we.conformance.faults;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Which call comes to what. Thread-safe. */
final class Plan {
  private final Fault fault;
  private final int number;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile @Nullable String hit;

  /** The {@code number}-th call, from 1, of those to which the fault can happen. */
  Plan(Fault fault, int number) {
    this.fault = fault;
    this.number = number;
  }

  /** Whether this happens to the call that is made now. */
  boolean strikes(Fault what, String call) {
    if (what != fault || calls.incrementAndGet() != number) {
      return false;
    }
    hit = Thread.currentThread().getName() + ", " + call;
    return true;
  }

  boolean fails() {
    return fault == Fault.FAILS;
  }

  /** The call that it happened to, or null. */
  @Nullable String hit() {
    return hit;
  }

  @Override
  public String toString() {
    return "call " + number + " " + fault + " (" + hit + ")";
  }
}
