package dev.we.conformance.wire;

import dev.we.conformance.leftovers.Eventually;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many connections of ours ended in which way, as their listeners were told. */
final class Endings {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /**
   * Waits until so many connections have ended, and tells how: {@code "1000 clean"}, {@code "1006
   * unclean RESERVED_BIT"}.
   */
  Map<String, Long> await(int connections) {
    Eventually.holds(
        () -> counts.values().stream().mapToLong(LongAdder::sum).sum() >= connections,
        () -> connections + " were to end, but so far only: " + counts);
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((how, count) -> sums.put(how, count.sum()));
    return sums;
  }

  /** A listener for one connection that echoes, and tells its end here and to {@code atEnd}. */
  WebSocketListener echo(Runnable atEnd) {
    return new Echo(atEnd);
  }

  private final class Echo implements WebSocketListener {
    private final Runnable atEnd;
    private String errors = "";
    private boolean closed;

    Echo(Runnable atEnd) {
      this.atEnd = atEnd;
    }

    @Override
    public void onText(WebSocket socket, String text) {
      socket.sendText(text);
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      socket.sendBinary(data);
    }

    @Override
    public void onError(WebSocket socket, Throwable thrown) {
      errors +=
          " "
              + (thrown instanceof ProtocolException broken
                  ? broken.violation().toString()
                  : thrown.getClass().getSimpleName());
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
      String how = (closed ? "AGAIN " : "") + reason.code() + (wasClean ? " clean" : " unclean");
      closed = true;
      counts.computeIfAbsent(how + errors, ending -> new LongAdder()).increment();
      atEnd.run();
    }
  }
}
