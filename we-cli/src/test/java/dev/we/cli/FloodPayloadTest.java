package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code we flood --payload}: the lines of a file as messages. */
@Timeout(120)
class FloodPayloadTest {
  private static final String BRIEFLY = " --seconds 0.2 --warmup 0.1 ";

  private Path file = Path.of("");

  @BeforeEach
  void name(@TempDir Path directory) {
    file = directory.resolve("lines");
  }

  /** Runs it against a server of such listeners. */
  private Run flood(Supplier<WebSocketListener> listener, String options) throws IOException {
    try (WebSocketServer server =
        WebSocketServer.builder().listener("/", listener).bind("127.0.0.1", 0)) {
      String[] words = ("flood URL --payload FILE" + options).strip().split(" +", -1);
      words[1] = server.uri("/").toString();
      words[3] = file.toString();
      return Run.we(words);
    }
  }

  /** Sends everything back, and notes what does not come in its turn. */
  private static final class InTurn implements WebSocketListener {
    private final List<String> lines;
    private final boolean texts;
    private final Queue<String> faults;
    private int next;

    InTurn(List<String> lines, boolean texts, Queue<String> faults) {
      this.lines = lines;
      this.texts = texts;
      this.faults = faults;
    }

    @Override
    public void onText(WebSocket socket, String text) {
      note(text, texts);
      socket.sendText(text);
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      note(StandardCharsets.UTF_8.decode(data.duplicate()).toString(), !texts);
      socket.sendBinary(data);
    }

    private void note(String message, boolean rightType) {
      if (!rightType || !message.equals(lines.get(next % lines.size()))) {
        faults.add("message " + next + ": " + message);
      }
      next++;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--connections 3 --depth 1",
        "--connections 2 --depth 3 --text",
        "--connections 2 --depth 7 --compress",
        "--connections 3 --depth 2 --compress --text",
        "--connections 1 --depth 50 --loops 1 --text",
      })
  void theLinesAreSentInTurnOnEachConnection(String options) throws IOException {
    List<String> lines = List.of("{\"id\":1}", "", "Grüße, 世界 😀", "long ".repeat(14_000), "€");
    Files.write(file, lines);
    Queue<String> faults = new ConcurrentLinkedQueue<>();

    Run run = flood(() -> new InTurn(lines, options.contains("--text"), faults), BRIEFLY + options);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines().getLast()).startsWith("msgs/s ");
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " --text", " --compress"})
  void theRateIsThatOfTheBytesEchoed(String options) throws IOException {
    String umlauts = "ü".repeat(50_000); // 100,000 bytes
    Files.write(file, List.of("a", umlauts));
    double mean = 100_001 / 2.0;

    Run run = flood(Echo::new, BRIEFLY + "--connections 1 --depth 1" + options);

    assertThat(run.err()).isEmpty();
    MatchResult rates =
        Pattern.compile("^msgs/s (\\d+)  MB/s (\\d+\\.\\d) ")
            .matcher(run.lines().getLast())
            .results()
            .findFirst()
            .orElseThrow();
    double messages = Long.parseLong(rates.group(1));
    double bytes = Double.parseDouble(rates.group(2)) * 1e6;
    double oneMore = mean / (messages * 0.2); // one kind came once oftener than the other
    double rounding = 0.05e6 / messages + mean / messages;
    assertThat(bytes / messages).isCloseTo(mean, within(oneMore + rounding));
  }

  /** Answers every message with the same. */
  private record Same(String answer) implements WebSocketListener {
    @Override
    public void onText(WebSocket socket, String text) {
      socket.sendText(answer);
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      socket.sendBinary(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " --text", " --compress", " --depth 2 --compress --text"})
  void anEchoIsComparedWithTheLineThatWasSentInItsPlace(String options) throws IOException {
    Files.write(file, List.of("a..b", "a..c"));
    Run last = flood(() -> new Same("a..b"), options);
    assertThat(last.err()).isEqualTo("we flood: bad echo: the first or the last byte is wrong\n");
    assertThat(last.exitCode()).isEqualTo(1);

    Files.write(file, List.of("a..b", "c..b"));
    Run first = flood(() -> new Same("a..b"), options);
    assertThat(first.err()).isEqualTo("we flood: bad echo: the first or the last byte is wrong\n");

    Files.write(file, List.of("a..b", ""));
    Run length = flood(() -> new Same("a..b"), options);
    assertThat(length.err()).isEqualTo("we flood: bad echo: length 4 instead of 0\n");
  }

  @Test
  void aFileWithoutMessagesIsRefused() throws IOException {
    assertThat(refused("")).isEqualTo("we flood: " + file + ": no such file\n");

    Files.write(file, new byte[0]);
    assertThat(refused(""))
        .isEqualTo("we flood: " + file + " is empty: there is no message in it\n");

    Files.write(file, new byte[] {'a', '\n', (byte) 0xC3, '\n'});
    assertThat(refused(" --text")).isEqualTo("we flood: " + file + " is not UTF-8\n");

    Files.delete(file);
    Files.createDirectory(file);
    assertThat(refused(" --compress")).startsWith("we flood: " + file + " cannot be read: ");
  }

  @Test
  void sizeAndPayloadExcludeEachOther() throws IOException {
    Files.write(file, List.of("a line"));

    assertThat(refused(" --size 64"))
        .isEqualTo("we flood: --size and --payload exclude each other\n");
  }

  /** What it says of a command line that is wrong. */
  private String refused(String options) throws IOException {
    Run run = flood(Echo::new, options);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    return run.err();
  }
}
