package dev.we.peers;

import dev.we.epoll.EpollProvider;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.ServerBuilder;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ours: one message is asked for at a time, so that a peer that does not read waits for itself. */
final class OurServer implements EchoServer {
  private final WebSocketServer server;

  OurServer(ServerSettings settings) throws IOException {
    ServerBuilder builder =
        WebSocketServer.builder()
            .demand(1)
            .compression(settings.compression() ? Compression.defaults() : Compression.off())
            .anyPath(request -> HandshakeAnswer.accept(new Echo()));
    if (settings.io() == Io.EPOLL) {
      builder.sockets(EpollProvider.batching());
    }
    if (settings.identity() != null) {
      builder.tls(Tls.of(settings.identity().context()));
    }
    server = builder.bind("127.0.0.1", settings.port());
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close(Duration.ZERO);
  }

  private static final class Echo implements WebSocketListener {
    private @Nullable String heldText;
    private @Nullable ByteBuffer heldData;

    @Override
    public void onText(WebSocket socket, String text) {
      if (socket.sendText(text) == SendResult.QUEUE_FULL) {
        heldText = text;
      } else {
        socket.request(1);
      }
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      if (socket.sendBinary(data) == SendResult.QUEUE_FULL) {
        heldData = ByteBuffer.allocate(data.remaining()).put(data).flip();
      } else {
        socket.request(1);
      }
    }

    @Override
    public void onWritable(WebSocket socket) {
      String text = heldText;
      ByteBuffer data = heldData;
      heldText = null;
      heldData = null;
      if (text != null) {
        onText(socket, text);
      } else if (data != null) {
        onBinary(socket, data);
      }
    }
  }
}
