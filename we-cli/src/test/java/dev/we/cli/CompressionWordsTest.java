package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What the options on compression make of the offers of the commands that measure and check. */
class CompressionWordsTest {
  private final Queue<List<String>> agreed = new ConcurrentLinkedQueue<>();

  /** Notes what was agreed on, and sends everything back; or says something and closes. */
  private WebSocketListener noting(String word) {
    return new Echo() {
      @Override
      public void onOpen(WebSocket socket) {
        agreed.add(socket.handshake().extensions());
        if (!word.isEmpty()) {
          socket.sendText(word);
          socket.close(1000, "");
        }
      }
    };
  }

  private List<String> agreed(String command) throws IOException {
    agreed.clear();
    try (WebSocketServer server =
        WebSocketServer.builder()
            .listener("/echo", () -> noting(""))
            .listener("/bye", () -> noting("bye"))
            .listener("/getCaseCount", () -> noting("1"))
            .listener("/runCase", () -> noting("case"))
            .listener("/updateReports", () -> noting("done"))
            .bind("127.0.0.1", 0)) {
      String[] words = command.split(" ", -1);
      words[1] = server.uri(words[1]).toString();
      Run run = Run.we(words);
      assertThat(run.err()).as(command).isEmpty();
      assertThat(run.exitCode()).as(command).isZero();
    }
    return agreed.stream().flatMap(List::stream).distinct().toList();
  }

  @Test
  void floodCompressesOnlyWhereToldTo() throws IOException {
    String flood = "flood /echo --connections 2 --seconds 0.1 --warmup 0.1 --text";
    assertThat(agreed(flood)).isEmpty();
    assertThat(agreed(flood + " --compress")).containsExactly("permessage-deflate");
    assertThat(agreed(flood + " --compress --send-window-bits 9 --effort fast --compress-from 0"))
        .containsExactly("permessage-deflate; client_max_window_bits=9");
  }

  @Test
  void echoClientAndAutobahnCompressUnlessToldNotTo() throws IOException {
    for (String command : new String[] {"echo-client /bye --repeat 1", "autobahn /"}) {
      assertThat(agreed(command)).containsExactly("permessage-deflate");
      assertThat(agreed(command + " --compress")).containsExactly("permessage-deflate");
      assertThat(agreed(command + " --no-compression")).isEmpty();
      assertThat(agreed(command + " --compress --no-receive-takeover --effort best"))
          .containsExactly("permessage-deflate; server_no_context_takeover");
    }
  }

  @Test
  void compressFromSendsShorterMessagesAsTheyAre() throws IOException {
    byte[] frame = new byte[6 + 100];
    frame[0] = (byte) 0x82;
    frame[1] = (byte) (0x80 | 100); // a hundred zeros, masked with zero
    for (int from : new int[] {0, 100, 101}) {
      try (Serving server = new Serving("--compress-from", Integer.toString(from));
          RawPeer peer =
              new RawPeer(server.port(), "/", "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
        peer.send(frame);
        assertThat(peer.input().read()).as("from %d", from).isEqualTo(from <= 100 ? 0xC2 : 0x82);
      }
    }
  }

  @Test
  void effortsHaveNames() throws IOException {
    for (String effort : new String[] {"fast", "balanced", "best"}) {
      assertThat(agreed("connect /bye --effort " + effort)).containsExactly("permessage-deflate");
    }
    assertThat(Run.we("connect", "ws://127.0.0.1:9", "--effort", "utmost").exitCode()).isEqualTo(2);
    assertThat(Run.we("connect", "ws://127.0.0.1:9", "--compress-from", "-1").exitCode())
        .isEqualTo(2);
  }
}
