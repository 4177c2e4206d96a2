package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** permessage-deflate between a client and a server of ours, over loopback. */
class CompressionTest {
  private static WebSocketServer echo(Compression compression) throws IOException {
    return WebSocketServer.builder()
        .compression(compression)
        .blocking(
            "/",
            socket -> {
              while (true) {
                switch (socket.receive()) {
                  case Message.Text(String text) -> socket.sendText(text);
                  case Message.Binary(ByteBuffer data) -> socket.sendBinary(data);
                }
              }
            })
        .bind("127.0.0.1", 0);
  }

  private static List<String> agreed(Compression client, Compression server) throws Exception {
    try (WebSocketServer echo = echo(server);
        WebSocketClient ours = WebSocketClient.builder().compression(client).build();
        BlockingWebSocket socket = ours.open(echo.uri("/"))) {
      for (int length : new int[] {0, 10, 1000, 200_000}) {
        String text = "{\"number\":%1$d,\"name\":\"é\"},".repeat(length / 25).formatted(length);
        socket.sendText(text);
        assertThat(socket.receive()).isEqualTo(new Message.Text(text));
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        socket.sendBinary(ByteBuffer.wrap(noise));
        assertThat(socket.receive()).isEqualTo(new Message.Binary(ByteBuffer.wrap(noise)));
      }
      return socket.socket().handshake().extensions();
    }
  }

  @Test
  void both_agree_on_compression_unless_one_is_told_otherwise() throws Exception {
    Compression on = Compression.defaults();
    Compression off = Compression.off();
    assertThat(agreed(on, on)).containsExactly("permessage-deflate");
    assertThat(agreed(off, on)).isEmpty();
    assertThat(agreed(on, off)).isEmpty();
    Compression little =
        Compression.builder()
            .sendWindowBits(8)
            .receiveWindowBits(9)
            .sendTakeover(false)
            .receiveTakeover(false)
            .build();
    assertThat(agreed(little, on))
        .containsExactly(
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                + " server_max_window_bits=9; client_max_window_bits=8");
    assertThat(agreed(on, little))
        .containsExactly(
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                + " server_max_window_bits=8; client_max_window_bits=9");
  }

  @Test
  void one_request_may_offer_something_else_than_its_client() throws Exception {
    try (WebSocketServer server = echo(Compression.defaults());
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket socket =
            client.request(server.uri("/")).compression(Compression.off()).open()) {
      assertThat(socket.socket().handshake().extensions()).isEmpty();
    }
  }

  @Test
  void an_answer_that_is_not_allowed_fails_the_handshake_and_says_why() throws Exception {
    Compression small = Compression.builder().receiveWindowBits(10).build();
    String answer = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    try (RawServer server = new RawServer(socket -> RawServer.accept(socket, answer));
        WebSocketClient client = WebSocketClient.builder().compression(small).build()) {
      assertThatThrownBy(() -> client.open(server.uri()))
          .isInstanceOf(HandshakeException.class)
          .hasMessageContaining(
              "it lacks server_max_window_bits, which was asked to be at most 10");
    }
  }

  @Test
  void a_message_in_parts_and_words_on_single_messages() throws Exception {
    try (WebSocketServer server = echo(Compression.defaults());
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket socket = client.open(server.uri("/"))) {
      String line = "a line of text that comes again and again\n".repeat(10);
      try (MessageWriter<CharSequence> writer = socket.socket().startText()) {
        writer.write(line);
        socket.socket().sendText("behind it", Compress.NEVER); // waits for its end
        writer.write(line);
        writer.finish("");
      }
      for (Compress wish : Compress.values()) {
        socket.socket().sendText(line, wish);
        socket.socket().sendBinary(ByteBuffer.allocate(3), wish);
      }
      assertThat(socket.receive()).isEqualTo(new Message.Text(line + line));
      assertThat(socket.receive()).isEqualTo(new Message.Text("behind it"));
      for (int i = 0; i < Compress.values().length; i++) {
        assertThat(socket.receive()).isEqualTo(new Message.Text(line));
        assertThat(socket.receive()).isEqualTo(new Message.Binary(ByteBuffer.allocate(3)));
      }
    }
  }

  @Test
  void a_server_above_its_budget_agrees_without_takeover_and_with_it_again_below()
      throws Exception {
    CompressionMemory memory = CompressionMemory.ofProcess();
    Compression tight =
        Compression.builder()
            .maxProcessBytes(memory.bytes() + 1000)
            .historyTimeout(Duration.ofDays(1))
            .build();
    String text = "again ".repeat(1000);
    try (WebSocketServer server = echo(tight);
        WebSocketClient client = WebSocketClient.create()) {
      try (BlockingWebSocket first = client.open(server.uri("/"))) {
        assertThat(first.socket().handshake().extensions()).containsExactly("permessage-deflate");
        first.sendText(text);
        assertThat(first.receive()).isEqualTo(new Message.Text(text));
        try (BlockingWebSocket second = client.open(server.uri("/"))) {
          assertThat(second.socket().handshake().extensions())
              .containsExactly(
                  "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
          for (BlockingWebSocket each : List.of(first, second, first, second)) {
            each.sendText(text);
            assertThat(each.receive()).isEqualTo(new Message.Text(text));
          }
        }
      }
      Waiting.until("it is given back", () -> memory.bytes() <= tight.maxProcessBytes());
      try (BlockingWebSocket third = client.open(server.uri("/"))) {
        assertThat(third.socket().handshake().extensions()).containsExactly("permessage-deflate");
      }
    }
  }

  @Test
  void both_ends_pack_what_they_keep_while_idle_and_give_it_back_at_the_end() throws Exception {
    CompressionMemory memory = CompressionMemory.ofProcess();
    long before = memory.bytes();
    Compression quick = Compression.builder().historyTimeout(Duration.ofMillis(20)).build();
    try (WebSocketServer server = echo(quick);
        WebSocketClient client = WebSocketClient.builder().compression(quick).build();
        BlockingWebSocket socket = client.open(server.uri("/"))) {
      String text = "again ".repeat(1000);
      for (int i = 0; i < 3; i++) {
        socket.sendText(text);
        assertThat(socket.receive()).isEqualTo(new Message.Text(text));
        // Four histories, of six thousand bytes that are six again and again.
        Waiting.until("all are packed", () -> memory.bytes() - before < 1000);
        assertThat(memory.bytes()).isGreaterThan(before);
      }
    }
    Waiting.until("all is given back", () -> memory.bytes() <= before);
  }
}
