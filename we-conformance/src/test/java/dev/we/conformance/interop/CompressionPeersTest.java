package dev.we.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * permessage-deflate with peers that use zlib: every combination of the four parameters on one end
 * with every one on the other. A peer's zlib refuses what reaches back further than was agreed on.
 */
class CompressionPeersTest {
  private static final int CHOICES = 16;
  private static final String SERVER_WINDOW = "server_max_window_bits=10";
  private static final String CLIENT_WINDOW = "client_max_window_bits=10";

  /**
   * Four bits: no takeover by the server, none by the client, the server's window, the client's.
   */
  private static Compression settings(int choice, boolean isServer) {
    boolean serverTakeover = (choice & 1) == 0;
    boolean clientTakeover = (choice & 2) == 0;
    int serverBits = (choice & 4) == 0 ? 15 : 10;
    int clientBits = (choice & 8) == 0 ? 15 : 10;
    return Compression.builder()
        .minMessageBytes(0)
        .retainedHistoryBytes(1 << 15)
        .sendTakeover(isServer ? serverTakeover : clientTakeover)
        .receiveTakeover(isServer ? clientTakeover : serverTakeover)
        .sendWindowBits(isServer ? serverBits : clientBits)
        .receiveWindowBits(isServer ? clientBits : serverBits)
        .build();
  }

  /** What the server wants holds, and what the client asks of it. */
  private static void assertAgreed(String extension, int server, int client) {
    int either = server | client;
    assertThat(extension.contains("server_no_context_takeover"))
        .as("%s %s %s", server, client, extension)
        .isEqualTo((either & 1) != 0);
    assertThat(extension.contains(SERVER_WINDOW))
        .as("%s %s %s", server, client, extension)
        .isEqualTo((either & 4) != 0);
    if ((server & 2) != 0) {
      assertThat(extension).contains("client_no_context_takeover");
    }
    if ((server & 8) != 0) {
      assertThat(extension).contains(CLIENT_WINDOW);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ourClientAndTheirServersUnderstandEachOther(Peer peer) throws Exception {
    try (PeerProcess process = peer.start("compression-server", List.of());
        WebSocketClient client = WebSocketClient.builder().build()) {
      for (int server = 0; server < CHOICES; server++) {
        URI uri = URI.create("ws://127.0.0.1:" + process.port() + "/");
        for (int ours = 0; ours < CHOICES; ours++) {
          try (BlockingWebSocket socket =
              client.request(uri).compression(settings(ours, false)).open()) {
            assertAgreed(String.join(",", socket.socket().handshake().extensions()), server, ours);
            assertEchoed(socket);
          }
        }
      }
    }
  }

  private static void assertEchoed(BlockingWebSocket socket) throws Exception {
    byte[] noise = new byte[6000];
    new Random(1).nextBytes(noise);
    System.arraycopy(noise, 0, noise, 3000, 3000);
    String json = "{\"name\":\"sensor\",\"values\":[1,2,3,5,8,13]}".repeat(8);
    for (int round = 0; round < 2; round++) {
      socket.sendBinary(ByteBuffer.wrap(noise));
      socket.sendText(json);
      socket.sendText("");
    }
    for (int round = 0; round < 2; round++) {
      assertThat(socket.receive()).isEqualTo(new Message.Binary(ByteBuffer.wrap(noise)));
      assertThat(socket.receive()).isEqualTo(new Message.Text(json));
      assertThat(socket.receive()).isEqualTo(new Message.Text(""));
    }
  }

  private static final class Echo implements WebSocketListener {
    @Override
    public void onText(WebSocket socket, String text) {
      socket.sendText(text);
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      socket.sendBinary(data);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theirClientsAndOurServersUnderstandEachOther(Peer peer) throws Exception {
    List<WebSocketServer> servers = new ArrayList<>();
    try {
      List<String> urls = new ArrayList<>();
      for (int choice = 0; choice < CHOICES; choice++) {
        WebSocketServer server =
            WebSocketServer.builder()
                .compression(settings(choice, true))
                .listener("/", Echo::new)
                .bind("127.0.0.1", 0);
        servers.add(server);
        urls.add("ws://127.0.0.1:" + server.port() + "/");
      }
      try (PeerProcess client = peer.start("compression-client", urls)) {
        for (int server = 0; server < CHOICES; server++) {
          for (int theirs = 0; theirs < CHOICES; theirs++) {
            String line = client.line();
            assertThat(line).startsWith("ok " + urls.get(server) + " " + theirs + ": ");
            if (peer == Peer.WEBSOCKETS) { // which tells the answer word for word
              assertAgreed(line, server, theirs);
            }
          }
        }
      }
    } finally {
      servers.forEach(WebSocketServer::close);
    }
  }
}
