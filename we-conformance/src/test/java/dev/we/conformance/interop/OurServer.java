package dev.we.conformance.interop;

import dev.we.conformance.tls.Certificate;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.ServerBuilder;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The real server with a path for each thing that a client may meet. */
final class OurServer implements AutoCloseable {
  private final WebSocketServer server;
  private final BlockingQueue<String> endings = new LinkedBlockingQueue<>();

  /** Speaks {@code wss} if there is a certificate. */
  OurServer(@Nullable Certificate certificate) throws IOException {
    ServerBuilder builder =
        WebSocketServer.builder()
            .subprotocols("superchat", "chat")
            .listener("/echo", Echo::new)
            .listener("/close", Closing::new)
            .listener("/ping", Pinging::new)
            .listener("/fragments", Fragmenting::new)
            .path("/refuse", request -> HandshakeAnswer.refuse(403, "not you"));
    if (certificate != null) {
      builder.tls(certificate.tls());
    }
    server = builder.bind("127.0.0.1", 0);
  }

  /** {@code ws://localhost:1234}, without a path. */
  String url() {
    return server.uri("/").getScheme() + "://localhost:" + server.port();
  }

  /** How the next connection to {@code /echo} ended: {@code "1000 why clean"}. */
  String ending() throws InterruptedException {
    String ending = endings.poll(30, TimeUnit.SECONDS);
    if (ending == null) {
      throw new AssertionError("no connection ended");
    }
    return ending;
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Echo implements WebSocketListener {
    @Override
    public void onText(WebSocket socket, String text) {
      socket.sendText(text);
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      socket.sendBinary(data);
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
      endings.add(reason + (wasClean ? " clean" : " unclean"));
    }
  }

  private static final class Closing implements WebSocketListener {
    @Override
    public void onOpen(WebSocket socket) {
      socket.close(3001, "bye €");
    }
  }

  private static final class Pinging implements WebSocketListener {
    @Override
    public void onOpen(WebSocket socket) {
      socket.sendPing(StandardCharsets.UTF_8.encode("are you there"));
    }

    @Override
    public void onPong(WebSocket socket, ByteBuffer payload) {
      socket.sendText("pong " + StandardCharsets.UTF_8.decode(payload));
    }
  }

  private static final class Fragmenting implements WebSocketListener {
    @Override
    public void onOpen(WebSocket socket) {
      MessageWriter<CharSequence> text = socket.startText();
      text.write("one ");
      text.write("");
      text.write("two ");
      text.finish("€");
      MessageWriter<ByteBuffer> binary = socket.startBinary();
      binary.write(ByteBuffer.wrap(new byte[] {1, 2}));
      binary.finish(ByteBuffer.wrap(new byte[] {3}));
    }
  }
}
