package dev.we.conformance.interop;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A running peer: the lines that it reads and prints. Closing it ends the process, whatever it
 * does. Any thread.
 */
final class PeerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;
  private static final int REMEMBERED = 10;

  private final String title;
  private final Process process;
  private final BufferedWriter stdin;
  private final Thread reader;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Printed and not asked for yet. Under the lock. */
  private final List<String> lines = new ArrayList<>();

  /** What it said last, for the message of its early end. Under the lock. */
  private final Deque<String> last = new ArrayDeque<>();

  private boolean ended;

  PeerProcess(String title, ProcessBuilder command) throws IOException {
    this.title = title;
    process = command.redirectErrorStream(true).start();
    stdin =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    reader = Thread.ofPlatform().name("peer-" + title).daemon().start(this::read);
  }

  /** A port for a peer that cannot be asked which one it took. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits for one that does not say when it is ready. */
  void awaitListening(int port) throws IOException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (true) {
      try (Socket probe = new Socket()) {
        probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw new IOException(title + " does not listen", e);
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        took(line, false);
      }
    } catch (IOException e) {
      // closed while it was reading: the end, as any other
    } finally {
      took("(ended)", true);
    }
  }

  private void took(String line, boolean end) {
    lock.lock();
    try {
      lines.add(line);
      last.add(line);
      if (last.size() > REMEMBERED) {
        last.remove();
      }
      ended |= end;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Writes a line to its stdin. */
  void say(String line) {
    lock.lock();
    try {
      stdin.write(line);
      stdin.newLine();
      stdin.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(title + " takes no more lines; it said " + last, e);
    } finally {
      lock.unlock();
    }
  }

  /** The next line that begins in one of these ways; others stay for whoever asks for them. */
  String line(String... beginnings) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (true) {
        for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
          String line = each.next();
          for (String beginning : beginnings) {
            if (line.startsWith(beginning)) {
              each.remove();
              return line;
            }
          }
        }
        if (ended || left <= 0) {
          String what = ended ? " has ended" : " is silent";
          throw new AssertionError(
              title + what + " where " + List.of(beginnings) + " was awaited; it said " + last);
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The port that a server prints first. */
  int port() throws InterruptedException {
    return Integer.parseInt(line("port ").substring("port ".length()).strip());
  }

  @Override
  public void close() {
    // Who watches over others goes first, lest it replace them.
    List<ProcessHandle> others = process.descendants().toList();
    process.destroyForcibly();
    others.forEach(ProcessHandle::destroyForcibly);
    try {
      process.getOutputStream().close();
      process.waitFor();
      reader.join(1000); // a child that was missed may hold the pipe
    } catch (IOException e) {
      // a pipe to a process that is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
