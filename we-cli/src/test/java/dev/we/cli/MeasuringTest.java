package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that scripts measure and check with: echo-client, autobahn, flood, demo. */
@Timeout(120)
class MeasuringTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--connections 3 --size 64 --depth 4",
        "--connections 2 --size 0 --depth 1 --text",
        "--connections 2 --size 70000 --depth 3 --text",
      })
  void floodReportsInItsLastLine(String options) throws IOException {
    try (Serving server = new Serving()) {
      Run run =
          Run.we(
              ("flood " + server.url() + " --seconds 0.2 --warmup 0.1 " + options).split(" ", -1));

      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertThat(run.lines().getLast())
          .matches(
              "msgs/s [1-9]\\d*  MB/s \\d+\\.\\d  p50 \\d+\\.\\dus p99 \\d+\\.\\dus"
                  + " p99\\.9 \\d+\\.\\dus max \\d+\\.\\dus");
    }
  }

  @Test
  void floodFailsOnAnEchoThatIsWrong() throws IOException {
    try (WebSocketServer server =
        WebSocketServer.builder().listener("/", WrongEcho::new).bind("127.0.0.1", 0)) {
      Run run = Run.we("flood", server.uri("/").toString());

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).isEqualTo("we flood: bad echo: length 1 instead of 64\n");
    }
  }

  private static final class WrongEcho implements WebSocketListener {
    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      socket.sendBinary(ByteBuffer.allocate(1));
    }
  }

  @Test
  void floodFailsWhenTheServerCloses() throws IOException {
    try (WebSocketServer server =
        WebSocketServer.builder().listener("/", Closing::new).bind("127.0.0.1", 0)) {
      Run run = Run.we("flood", server.uri("/").toString());

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).isEqualTo("we flood: the server closed a connection: 1013 later\n");
    }
  }

  private static final class Closing implements WebSocketListener {
    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      socket.close(1013, "later");
    }
  }

  @Test
  void echoClientTellsHowEachConnectionEnded() throws IOException {
    AtomicInteger connections = new AtomicInteger();
    List<String> echoes = new CopyOnWriteArrayList<>();
    try (WebSocketServer server =
        WebSocketServer.builder()
            .listener("/", () -> new Greeting(connections.incrementAndGet(), echoes))
            .bind("127.0.0.1", 0)) {
      Run run =
          Run.we("echo-client", server.uri("/").toString(), "--repeat", "5", "--parallel", "2");

      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertThat(run.lines())
          .hasSize(5)
          .allMatch(line -> line.matches("connection [1-5]: closed 400[1-5] enough \\(clean\\)"));
      assertThat(echoes)
          .containsExactlyInAnyOrder(
              IntStream.rangeClosed(1, 5).mapToObj(n -> "text " + n).toArray(String[]::new));
    }
  }

  /** Says something, and closes when it comes back. */
  private record Greeting(int number, List<String> echoes) implements WebSocketListener {
    @Override
    public void onOpen(WebSocket socket) {
      socket.sendText("text " + number);
    }

    @Override
    public void onText(WebSocket socket, String text) {
      echoes.add(text);
      socket.close(4000 + number, "enough");
    }
  }

  @Test
  void echoClientCountsFailedHandshakes() throws IOException {
    try (WebSocketServer server =
        WebSocketServer.builder().listener("/", WrongEcho::new).bind("127.0.0.1", 0)) {
      Run run = Run.we("echo-client", server.uri("/nowhere").toString(), "--repeat", "2");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.lines())
          .hasSize(2)
          .allMatch(line -> line.matches("connection [12]: not opened: .*404.*"));
    }
  }

  @Test
  void autobahnRunsEachCaseAndAsksForTheReports() throws IOException {
    Queue<String> targets = new ConcurrentLinkedQueue<>();
    try (WebSocketServer server =
        WebSocketServer.builder()
            .listener("/getCaseCount", () -> new Saying("2", targets))
            .listener("/runCase", () -> new Saying("case", targets))
            .listener("/updateReports", () -> new Saying("done", targets))
            .bind("127.0.0.1", 0)) {
      Run run = Run.we("autobahn", server.uri("/").toString(), "--agent", "me & you");

      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertThat(targets)
          .containsExactly(
              "/getCaseCount",
              "/runCase?case=1&agent=me+%26+you",
              "/runCase?case=2&agent=me+%26+you",
              "/updateReports?agent=me+%26+you");
      assertThat(run.lines())
          .containsExactly("case 1 of 2: closed 1000 (clean)", "case 2 of 2: closed 1000 (clean)");
    }
  }

  /** Notes where it was called, says something and closes. */
  private record Saying(String what, Queue<String> targets) implements WebSocketListener {
    @Override
    public void onOpen(WebSocket socket) {
      targets.add(socket.handshake().target());
      socket.sendText(what);
      socket.close();
    }
  }

  @Test
  void demoShowsThatAllIsWell() {
    Run demo = Run.we("demo");

    assertThat(demo.out()).doesNotContain("  FAIL  ").endsWith("all is well\n");
    assertThat(demo.err()).isEmpty();
    assertThat(demo.exitCode()).isZero();
  }
}
