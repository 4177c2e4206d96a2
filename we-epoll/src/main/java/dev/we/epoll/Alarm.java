package dev.we.epoll;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What ends the wait of a thread that selects: an eventfd (eventfd(2)), watched edge-triggered, so
 * that nobody need read it: each write is an event of its own. Any thread rings.
 */
final class Alarm {
  private final Descriptor descriptor;

  /** Whether it has been rung and not heard: a second time would be one too many. */
  private final AtomicBoolean rung = new AtomicBoolean();

  private Alarm(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  static Alarm open(Scratch scratch) throws IOException {
    int fd = LibC.eventfd(scratch);
    if (fd < 0) {
      throw Errno.failure(scratch.errno());
    }
    return new Alarm(new Descriptor(fd));
  }

  int fd() {
    return descriptor.fd();
  }

  /** Ends the wait there is, or else the next. Once it is closed, nothing. */
  void ring() {
    if (!rung.getAndSet(true)) {
      try {
        write();
      } catch (Throwable noMemory) {
        rung.set(false);
        throw noMemory;
      }
    }
  }

  private void write() {
    Scratch borrowed = Scratch.borrow();
    if (descriptor.enter()) {
      LibC.write(borrowed, descriptor.fd(), borrowed.one(), Long.BYTES);
      descriptor.leave();
    }
    Scratch.giveBack(borrowed);
  }

  /**
   * The wait is over: who rings from here on means the next one, and what was done before a ring
   * until now is seen.
   */
  void heard() {
    rung.getAndSet(false);
  }

  void close() {
    descriptor.closeNow();
  }
}
