package dev.we.net.websocket.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.connection.ChunkPool;
import dev.we.net.websocket.connection.CompressionMemory;
import dev.we.net.websocket.connection.LiveConnections;
import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.connection.LoopShares;
import dev.we.net.websocket.connection.MemoryTransport;
import dev.we.net.websocket.protocol.ReceiveScratch;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What a server does with a stream while the application thinks about its request. */
class ServerOpeningTest {
  private static final String REQUEST =
      String.join(
          "\r\n",
          "GET / HTTP/1.1",
          "Host: x",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Version: 13",
          "\r\n");

  private final MemoryTransport stream = new MemoryTransport();
  private final Queue<Runnable> executor = new ArrayDeque<>();
  private final LiveConnections live = new LiveConnections();
  private boolean opened;

  private final WebSocketListener listener =
      new WebSocketListener() {
        @Override
        public void onOpen(WebSocket socket) {
          opened = true;
        }
      };

  /** Its request has come, and the application has been asked. */
  private ServerOpening asked() {
    ServerBuilder builder =
        WebSocketServer.builder()
            .path("/", request -> HandshakeAnswer.accept(listener))
            .executor(executor::add);
    LoopShares shares = new LoopShares(Role.SERVER, Limits.defaults(), () -> () -> 0);
    LoopShare share = new LoopShare(new ReceiveScratch(), new ChunkPool(), () -> 0);
    ServerOpening opening =
        new ServerOpening(
            new Reception(builder, shares, live, CompressionMemory.ofProcess(), (name, task) -> {}),
            share);
    stream.setHandler(opening);
    opening.onConnected(stream);
    stream.receive(HexFormat.of().formatHex(REQUEST.getBytes(US_ASCII)));
    return opening;
  }

  @Test
  void anAnswerInTimeOpensTheConnection() {
    asked();
    executor.remove().run();
    stream.runTasks();
    assertThat(live.count()).isOne();
    assertThat(stream.sentHex())
        .startsWith(HexFormat.of().formatHex("HTTP/1.1 101".getBytes(US_ASCII)));
  }

  @Test
  void anAnswerOpensNothingOnAStreamThatTheDeadlineHasJustClosed() {
    ServerOpening opening = asked();
    executor.remove().run(); // the answer is on its way to the loop
    opening.onTimer(stream.nanoTime());
    stream.runTasks();
    executor.forEach(Runnable::run); // what the application would hear
    assertThat(stream.isClosed()).isTrue();
    assertThat(opened).isFalse();
    assertThat(live.count()).isZero();
    assertThat(stream.sentHex()).isEmpty();
  }
}
