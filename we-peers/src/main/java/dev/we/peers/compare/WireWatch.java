package dev.we.peers.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Notes what a server has sent over TCP again and again, by what {@code ss} tells of its port. */
final class WireWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 250;

  private record Note(long nanoTime, double bytes) {}

  private final List<Note> notes = new ArrayList<>();
  private final Thread thread;

  /** Watches this port; -1 watches nothing. */
  WireWatch(int port) {
    thread = Thread.ofPlatform().daemon().name("wire-watch").unstarted(() -> watch(port));
    if (port >= 0) {
      thread.start();
    }
  }

  private void watch(int port) {
    try {
      while (true) {
        double bytes = EchoRow.bytesSent(port);
        synchronized (notes) {
          notes.add(new Note(System.nanoTime(), bytes));
        }
        Thread.sleep(PERIOD_MILLIS);
      }
    } catch (IOException | InterruptedException e) {
      // There is no ss, or the measurement has ended.
    }
  }

  /** What was sent per second between two times; 0 where that is not known. */
  double bytesPerSecond(long from, long to) {
    synchronized (notes) {
      List<Note> within =
          notes.stream().filter(n -> n.nanoTime() >= from && n.nanoTime() <= to).toList();
      if (within.size() < 2) {
        return 0;
      }
      Note first = within.getFirst();
      Note last = within.getLast().bytes() > 0 ? within.getLast() : within.get(within.size() - 2);
      return (last.bytes() - first.bytes()) / ((last.nanoTime() - first.nanoTime()) / 1e9);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
