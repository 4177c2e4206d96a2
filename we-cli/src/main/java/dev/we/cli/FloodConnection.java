package dev.we.cli;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One connection of the load generator: keeps a fixed number of messages in flight, and checks and
 * times what comes back. Allocates nothing once it is open.
 */
final class FloodConnection implements WebSocketListener {
  private final Flood flood;

  /** What is sent, in turn; the echoes come in the same order. */
  private final List<Payload> messages;

  /** When each message in flight was sent, by {@link System#nanoTime}: a ring. */
  private final long[] sentAt;

  /** Whether all places of the ring were sent once, and so {@link #next} is the loop's. */
  private volatile boolean started;

  /** Which message is sent next. */
  private int next;

  // All below are the loop's alone.

  /** The place in the ring of the message whose echo comes next. */
  private int oldest;

  /** Which message that is. */
  private int awaited;

  // In places 0 and 1: what does not count, and what does. The warm-up takes the same steps as the
  // rest, or the code would be compiled anew just as the counting begins.

  /** The payload of the echoes. */
  private final long[] echoedBytes = new long[2];

  /** Those of the thread that calls this listener; set when the connection opens. */
  private LatencyHistogram[] latencies = {};

  FloodConnection(Flood flood, List<Payload> messages, int depth) {
    this.flood = flood;
    this.messages = messages;
    this.sentAt = new long[depth];
  }

  /** Fills the pipe, once. Echoes that come meanwhile wait, or their answers would get between. */
  synchronized void start(WebSocket socket) {
    long now = System.nanoTime();
    for (int i = 0; i < sentAt.length; i++) {
      sentAt[i] = now;
    }
    for (int i = 0; i < sentAt.length; i++) {
      send(socket);
    }
    started = true;
  }

  /** The payload of the echoes that counted, in bytes; to be asked behind the last callback. */
  long echoedBytes() {
    return echoedBytes[1];
  }

  @Override
  public void onOpen(WebSocket socket) {
    latencies = flood.latenciesOfThisThread();
  }

  @Override
  public void onBinary(WebSocket socket, ByteBuffer echo) {
    Payload sent = messages.get(awaited);
    if (sent.isText() || !sent.matches(echo)) {
      flood.fail("bad echo: " + sent.fault(echo));
      return;
    }
    answered(socket, sent);
  }

  @Override
  public void onText(WebSocket socket, String echo) {
    Payload sent = messages.get(awaited);
    if (!sent.isText() || !sent.matches(echo)) {
      flood.fail("bad echo: " + sent.fault(echo));
      return;
    }
    answered(socket, sent);
  }

  private void answered(WebSocket socket, Payload sent) {
    if (!started) {
      awaitStart();
    }
    long now = System.nanoTime();
    long waited = now - sentAt[oldest];
    sentAt[oldest] = now; // the next message takes the place of the one that came back
    oldest = oldest + 1 == sentAt.length ? 0 : oldest + 1;
    awaited = following(awaited);
    int place = flood.counted();
    latencies[place].record(waited);
    echoedBytes[place] += sent.bytes();
    send(socket);
  }

  private synchronized void awaitStart() {
    // Who gets in here has waited for start to end.
  }

  private int following(int message) {
    return message + 1 == messages.size() ? 0 : message + 1;
  }

  private void send(WebSocket socket) {
    Payload message = messages.get(next);
    next = following(next);
    SendResult result =
        message.isText() ? socket.sendText(message.text()) : socket.sendBinary(message.data());
    if (result == SendResult.QUEUE_FULL) {
      flood.fail("the queue is full although the flood keeps within it");
    }
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    flood.fail(We.inOneLine(error));
  }

  @Override
  public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
    flood.closed(reason);
  }
}
