package dev.we.peers.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Notes the processor time of a process again and again. */
final class CpuWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 50;

  private record Note(long nanoTime, double cpuSeconds) {}

  private final List<Note> notes = new ArrayList<>();
  private final Thread thread;

  CpuWatch(Running process) {
    thread = Thread.ofPlatform().daemon().name("cpu-watch").start(() -> watch(process));
  }

  private void watch(Running process) {
    try {
      while (process.isAlive()) {
        double cpu = process.cpuSeconds();
        synchronized (notes) {
          notes.add(new Note(System.nanoTime(), cpu));
        }
        Thread.sleep(PERIOD_MILLIS);
      }
    } catch (IOException | InterruptedException e) {
      // The process or the measurement has ended, and with it what is to be noted.
    }
  }

  /** The share of a core it used between the notes nearest to two times. */
  double share(long from, long to) {
    synchronized (notes) {
      Note first = notes.getFirst();
      Note last = first;
      for (Note note : notes) {
        if (note.nanoTime() <= from) {
          first = note;
        }
        if (note.nanoTime() <= to) {
          last = note;
        }
      }
      long wall = last.nanoTime() - first.nanoTime();
      return wall == 0 ? 0 : (last.cpuSeconds() - first.cpuSeconds()) / (wall / 1e9);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
