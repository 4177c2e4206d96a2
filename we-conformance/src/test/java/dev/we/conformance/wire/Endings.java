package dev.we.conformance.wire;

import dev.we.conformance.leftovers.Eventually;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How many connections of ours ended in which way, as their listeners were told. */
final class Endings {
  private static final int MOST_AT_ONCE = 64;

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

  /**
   * Lets echoing clients connect, a few at a time, and waits until all have ended. An attempt that
   * fails counts as an end, named after its exception.
   */
  void connect(WebSocketClient client, Stream<URI> uris) throws InterruptedException {
    Semaphore places = new Semaphore(MOST_AT_ONCE);
    for (URI uri : (Iterable<URI>) uris::iterator) {
      places.acquire();
      var _ =
          client
              .connect(uri, echo(places::release))
              .whenComplete((socket, error) -> {
                if (error != null) {
                  count(error.getClass().getSimpleName());
                  places.release();
                }
              });
    }
    places.acquire(MOST_AT_ONCE);
  }

  private void count(String how) {
    counts.computeIfAbsent(how, ending -> new LongAdder()).increment();
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
      count(how + errors);
      atEnd.run();
    }
  }
}
