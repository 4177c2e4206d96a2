package dev.we.conformance.abuse;

import dev.we.conformance.leftovers.Eventually;
import dev.we.conformance.wire.Frame;
import dev.we.conformance.wire.RawPeer;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends a message, awaits its echo, rests a little, and so on, while others
 * misbehave.
 */
final class HonestClient implements AutoCloseable {
  private static final long REST_NANOS = 500_000;
  private static final int PING = 9;
  private static final int MOST_TIMES = 1 << 20;

  private final RawPeer peer;
  private final Thread thread;
  private final long[] nanos = new long[MOST_TIMES];
  private volatile int count;
  private volatile boolean ending;
  private volatile @Nullable Throwable failure;

  /** How it was served. */
  record Service(int roundTrips, long medianNanos, long p99Nanos, long mostNanos) {
    @Override
    public String toString() {
      return "%,d | %.1f | %.1f | %.1f"
          .formatted(roundTrips, medianNanos / 1e6, p99Nanos / 1e6, mostNanos / 1e6);
    }
  }

  HonestClient(int port) throws IOException {
    peer = RawPeer.connect(port);
    peer.write(RawPeer.request("/echo"));
    peer.readAcceptance();
    thread = Thread.ofPlatform().name("honest").start(this::run);
  }

  private void run() {
    try {
      for (int i = 0; !ending && i < MOST_TIMES; i++) {
        long start = System.nanoTime();
        Frame message = Frame.text("message " + i);
        peer.send(message);
        expect(message.textPayload());
        nanos[i] = System.nanoTime() - start;
        count = i + 1;
        LockSupport.parkNanos(REST_NANOS);
      }
      peer.send(Frame.close(1000, ""));
      peer.expectCloseAndEnd(1000);
    } catch (IOException | AssertionError e) {
      failure = e;
    }
  }

  /** Pings may come, when this JVM has been slow. */
  private void expect(String text) throws IOException {
    Frame frame = peer.readFrame();
    while (frame.opcode() == PING) {
      frame = peer.readFrame();
    }
    if (!frame.textPayload().equals(text)) {
      throw new AssertionError("expected " + text + " but got " + frame);
    }
  }

  /** Waits until it has been served from now on. */
  void awaitService() {
    int before = count;
    Eventually.holds(
        () -> count >= before + 2 || failure != null, () -> "the honest client is not served");
    if (failure != null) {
      throw new AssertionError("the honest client failed after " + count + " messages", failure);
    }
  }

  /** Closes it, which must go well; how it was served. */
  Service end() throws InterruptedException {
    ending = true;
    thread.join();
    if (failure != null) {
      throw new AssertionError("the honest client failed after " + count + " messages", failure);
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new Service(count, sorted[count / 2], sorted[(int) (count * 0.99)], sorted[count - 1]);
  }

  @Override
  public void close() throws IOException {
    ending = true;
    peer.close();
  }
}
