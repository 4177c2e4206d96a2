package dev.we.conformance.differential;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.Handshakedata;
import org.java_websocket.protocols.Protocol;

/** Java-WebSocket's draft, and the connection that it keeps its state in. */
final class JavaWebSocketDraft implements Implementation {
  private static final byte[] REQUEST =
      """
      GET / HTTP/1.1
      Host: localhost
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13

      """
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  @Override
  public String name() {
    return "Java-WebSocket";
  }

  @Override
  public Outcome receive(List<byte[]> pieces) {
    Events events = new Events();
    WebSocketImpl connection =
        new WebSocketImpl(
            events, List.of(new Draft_6455(List.of(), List.of(new Protocol("")), MOST_BYTES)));
    connection.decode(ByteBuffer.wrap(REQUEST.clone()));
    if (!connection.isOpen()) {
      throw new IllegalStateException("the handshake failed: " + events.end);
    }
    try {
      for (byte[] piece : pieces) {
        if (!connection.isClosed()) {
          connection.decode(ByteBuffer.wrap(piece.clone()));
        }
      }
    } catch (RuntimeException e) {
      events.end("crashed " + e.getClass().getSimpleName());
    }
    return Outcome.of(events.told, events.end);
  }

  private static final class Events extends WebSocketAdapter {
    final List<String> told = new ArrayList<>();
    String end = Outcome.OPEN;

    /** The first counts. */
    void end(String how) {
      if (end.equals(Outcome.OPEN)) {
        end = how;
      }
    }

    private void tell(String kind, ByteBuffer data) {
      byte[] bytes = new byte[data.remaining()];
      data.get(data.position(), bytes);
      told.add(Outcome.event(kind, bytes));
    }

    @Override
    public void onWebsocketMessage(WebSocket socket, String message) {
      told.add(Outcome.event("text", message.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void onWebsocketMessage(WebSocket socket, ByteBuffer blob) {
      tell("binary", blob);
    }

    @Override
    public void onWebsocketPing(WebSocket socket, Framedata frame) {
      tell("ping", frame.getPayloadData());
    }

    @Override
    public void onWebsocketPong(WebSocket socket, Framedata frame) {
      tell("pong", frame.getPayloadData());
    }

    @Override
    public void onWebsocketOpen(WebSocket socket, Handshakedata handshake) {}

    @Override
    public void onWebsocketCloseInitiated(WebSocket socket, int code, String reason) {}

    @Override
    public void onWebsocketClosing(WebSocket socket, int code, String reason, boolean remote) {
      end((remote ? "closed " : "failed ") + code);
    }

    @Override
    public void onWebsocketClose(WebSocket socket, int code, String reason, boolean remote) {
      end((remote ? "closed " : "failed ") + code);
    }

    @Override
    public void onWebsocketError(WebSocket socket, Exception error) {
      if (error instanceof RuntimeException) {
        end("crashed " + error.getClass().getSimpleName());
      }
    }

    @Override
    public void onWriteDemand(WebSocket socket) {}

    @Override
    public InetSocketAddress getLocalSocketAddress(WebSocket socket) {
      return InetSocketAddress.createUnresolved("localhost", 1);
    }

    @Override
    public InetSocketAddress getRemoteSocketAddress(WebSocket socket) {
      return InetSocketAddress.createUnresolved("localhost", 2);
    }
  }
}
