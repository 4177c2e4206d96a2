package dev.we.cli;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the load generator: keeps a fixed number of messages in flight, and checks and
 * times what comes back. Allocates nothing once it is open.
 */
final class FloodConnection implements WebSocketListener {
  private final Flood flood;
  private final Payload payload;
  private final ByteBuffer data;

  /** When each message in flight was sent, by {@link System#nanoTime}: a ring. */
  private final long[] sentAt;

  private int oldest;

  /** That of the thread that calls this listener; set when the connection opens. */
  private @Nullable LatencyHistogram latencies;

  FloodConnection(Flood flood, Payload payload, int depth) {
    this.flood = flood;
    this.payload = payload;
    this.data = payload.data().asReadOnlyBuffer();
    this.sentAt = new long[depth];
  }

  /** Fills the pipe. */
  void start(WebSocket socket) {
    long now = System.nanoTime();
    for (int i = 0; i < sentAt.length; i++) {
      sentAt[i] = now;
    }
    for (int i = 0; i < sentAt.length; i++) {
      send(socket);
    }
  }

  @Override
  public void onOpen(WebSocket socket) {
    latencies = flood.latenciesOfThisThread();
  }

  @Override
  public void onBinary(WebSocket socket, ByteBuffer echo) {
    if (payload.isText() || !payload.matches(echo)) {
      flood.fail("bad echo: " + payload.fault(echo));
      return;
    }
    answered(socket);
  }

  @Override
  public void onText(WebSocket socket, String echo) {
    if (!payload.isText() || !payload.matches(echo)) {
      flood.fail("bad echo: " + payload.fault(echo));
      return;
    }
    answered(socket);
  }

  private void answered(WebSocket socket) {
    long now = System.nanoTime();
    long waited = now - sentAt[oldest];
    sentAt[oldest] = now; // the next message takes the place of the one that came back
    oldest = oldest + 1 == sentAt.length ? 0 : oldest + 1;
    LatencyHistogram histogram = latencies;
    if (flood.isCounting() && histogram != null) {
      histogram.record(waited);
    }
    send(socket);
  }

  private void send(WebSocket socket) {
    SendResult result =
        payload.isText() ? socket.sendText(payload.text()) : socket.sendBinary(data);
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
