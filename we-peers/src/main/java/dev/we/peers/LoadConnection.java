package dev.we.peers;

import java.nio.ByteBuffer;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One connection of the load: keeps a fixed number of messages in flight, checks length, first and
 * last byte of each echo, and times it.
 */
final class LoadConnection implements PeerListener {
  /** A minute: for what takes longer a histogram has to grow. */
  private static final long LONGEST_NANOS = 60_000_000_000L;

  private final LoadMain load;
  private final List<ByteBuffer> messages;
  private final long[] sentAt;
  private final int[] sentMessage;
  private volatile boolean started;
  private int oldest;
  private int next;

  /**
   * Round trips in nanoseconds, to two digits: those before and after, and those that count. What
   * the warm-up does is the same to the last step, or the code would be compiled anew at its end.
   */
  private final Histogram[] latencies = {histogram(), histogram()};

  LoadConnection(LoadMain load, List<ByteBuffer> messages, int depth) {
    this.load = load;
    this.messages = messages;
    this.sentAt = new long[depth];
    this.sentMessage = new int[depth];
  }

  private static Histogram histogram() {
    Histogram histogram = new Histogram(1, LONGEST_NANOS, 2);
    histogram.setAutoResize(true);
    return histogram;
  }

  /** The round trips that count. */
  Histogram latencies() {
    return latencies[1];
  }

  /**
   * Fills the pipe, once. Echoes that come meanwhile wait, so that the order is that of the ring.
   */
  synchronized void start(PeerSocket socket) {
    long now = System.nanoTime();
    int depth = sentAt.length;
    for (int i = 0; i < depth; i++) {
      sentAt[i] = now;
      sentMessage[i] = i % messages.size();
    }
    next = depth % messages.size();
    for (int i = 0; i < depth; i++) {
      socket.sendBinary(messages.get(i % messages.size()));
    }
    started = true;
  }

  private synchronized void awaitStart() {
    // Who gets in here has waited for start to end.
  }

  @Override
  public void onBinary(PeerSocket socket, ByteBuffer echo) {
    if (!started) {
      awaitStart();
    }
    ByteBuffer sent = messages.get(sentMessage[oldest]);
    int size = sent.remaining();
    if (echo.remaining() != size
        || size > 0
            && (echo.get(echo.position()) != sent.get(0)
                || echo.get(echo.limit() - 1) != sent.get(size - 1))) {
      load.fail("an echo is not what was sent");
      return;
    }
    long now = System.nanoTime();
    latencies[load.counted()].recordValue(now - sentAt[oldest]);
    sentAt[oldest] = now;
    sentMessage[oldest] = next;
    oldest = oldest + 1 == sentAt.length ? 0 : oldest + 1;
    ByteBuffer message = messages.get(next);
    next = next + 1 == messages.size() ? 0 : next + 1;
    if (!load.isDone()) {
      socket.sendBinary(message);
    }
  }

  @Override
  public void onText(PeerSocket socket, String text) {
    load.fail("a text came back for a binary message");
  }

  @Override
  public void onClose(int code) {
    load.fail("the server closed a connection with " + code);
  }

  @Override
  public void onError(Throwable error) {
    load.fail(error.toString());
  }
}
