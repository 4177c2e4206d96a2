package dev.we.peers;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What comes over a connection, in its order: texts, binaries as byte buffers, the end. */
final class Recorder implements PeerListener {
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

  /** A closed connection. */
  record Closed(int code) {}

  /** The peer, or who tests it, stands still. */
  static final class NothingCame extends AssertionError {
    private static final long serialVersionUID = 1;

    NothingCame() {
      super("nothing came within 10 seconds");
    }
  }

  @Override
  public void onText(PeerSocket socket, String text) {
    events.add(text);
  }

  @Override
  public void onBinary(PeerSocket socket, ByteBuffer data) {
    events.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
  }

  @Override
  public void onClose(int code) {
    events.add(new Closed(code));
  }

  @Override
  public void onError(Throwable error) {
    events.add(error);
  }

  Object next() throws InterruptedException {
    Object event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new NothingCame();
    }
    return event;
  }
}
