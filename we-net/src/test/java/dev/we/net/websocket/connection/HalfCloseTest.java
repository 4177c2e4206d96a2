package dev.we.net.websocket.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.State;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.WebSocketServer;
import dev.we.net.websocket.transport.Certificates;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that ends its side of the stream first and then takes its time to read. */
class HalfCloseTest {
  private static final int SIZE = 8 << 20;
  private static final String REQUEST =
      """
      GET / HTTP/1.1\r
      Host: localhost\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
      Sec-WebSocket-Version: 13\r
      \r
      """;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void it_gets_all_that_was_sent_before(boolean secure) throws Exception {
    WebSocketListener sends =
        new WebSocketListener() {
          @Override
          public void onOpen(WebSocket socket) {
            socket.sendBinary(ByteBuffer.allocate(SIZE));
          }
        };
    var builder = WebSocketServer.builder().listener("/", () -> sends);
    if (secure) {
      builder.tls(Tls.of(Certificates.context(Certificates.LOCALHOST)));
    }
    try (WebSocketServer server = builder.bind("127.0.0.1", 0);
        Socket client = connect(server.port(), secure)) {
      client.getOutputStream().write(REQUEST.getBytes(ISO_8859_1));
      RawServer.readHead(client);
      WebSocket serverSide = server.connections().iterator().next();
      client.shutdownOutput();
      Waiting.until("the server saw the end", () -> serverSide.state() == State.CLOSED);
      InputStream in = client.getInputStream();
      assertThat(in.readAllBytes()).hasSize(10 + SIZE);
    }
  }

  private static Socket connect(int port, boolean secure) throws Exception {
    return secure
        ? Certificates.context(null).getSocketFactory().createSocket("localhost", port)
        : new Socket(InetAddress.getLoopbackAddress(), port);
  }
}
