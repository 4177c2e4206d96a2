package dev.we.conformance.wire;

import dev.we.conformance.leftovers.Eventually;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The real server, echoing, and how many of its connections ended in which way. */
final class EchoServer implements AutoCloseable {
  private final Map<String, LongAdder> endings = new ConcurrentHashMap<>();
  private final WebSocketServer server;

  EchoServer() throws IOException {
    this(Limits.defaults());
  }

  EchoServer(Limits limits) throws IOException {
    server =
        WebSocketServer.builder()
            .limits(limits)
            .subprotocols("chat", "superchat")
            .anyPath(request -> HandshakeAnswer.accept(new Echo()))
            .bind("127.0.0.1", 0);
  }

  int port() {
    return server.port();
  }

  int connectionCount() {
    return server.connectionCount();
  }

  /** A client's end behind the opening handshake. */
  RawPeer open() throws IOException {
    return RawPeer.open(port());
  }

  /** Waits until so many connections have ended, and tells how: {@code "1000 clean"}. */
  Map<String, Long> endings(int connections) {
    Eventually.holds(
        () -> endings.values().stream().mapToLong(LongAdder::sum).sum() >= connections,
        () -> connections + " were to end, but so far only: " + endings);
    Map<String, Long> sums = new TreeMap<>();
    endings.forEach((how, count) -> sums.put(how, count.sum()));
    return sums;
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Echo implements WebSocketListener {
    private String error = "";
    private boolean closed;

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
      error +=
          " "
              + (thrown instanceof ProtocolException broken
                  ? broken.violation().toString()
                  : thrown.getClass().getSimpleName());
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
      String how = (closed ? "AGAIN " : "") + reason.code() + (wasClean ? " clean" : " unclean");
      closed = true;
      endings.computeIfAbsent(how + error, ending -> new LongAdder()).increment();
    }
  }
}
