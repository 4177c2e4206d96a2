package dev.we.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever others do differently is in {@code docs/differences.md}, with the sentence that decides
 * it. {@code we-conformance/long differential STREAMS} writes the page anew (the properties {@code
 * we.differential.streams} and {@code we.differential.page}).
 */
class DifferencesTest {
  private static final Path PAGE = Path.of("..", "docs", "differences.md");
  private static final Path RECORDED =
      Path.of(
          "fuzz/src/test/resources/dev/we/net/websocket/protocol/ProtocolFuzzTestInputs",
          "eventsOrAViolationTheSameForEverySplit");

  /** What stands before a recorded stream: role and compression, limits, window, cuts. */
  private static final int SETTINGS = 7;

  private static final long STREAMS = Long.getLong("we.differential.streams", 2_000);

  @Test
  void everyDifferenceIsExplained() throws IOException {
    List<Implementation> others =
        new ArrayList<>(List.of(new NettyDecoders(), new JavaWebSocketDraft()));
    PythonWebsockets python = PythonWebsockets.start();
    if (python != null) {
      others.add(python);
    }
    Page page = new Page();
    List<byte[]> recorded = recorded();
    try {
      for (byte[] stream : recorded) {
        compare(List.of(stream), others, page);
      }
      for (long seed = 0; seed < STREAMS; seed++) {
        compare(Streams.of(seed), others, page);
      }
    } finally {
      for (Implementation other : others) {
        other.close();
      }
    }
    String written = System.getProperty("we.differential.page");
    if (written != null) {
      assertThat(python).as("python3-websockets, see peers/install").isNotNull();
      Files.writeString(Path.of("..").resolve(written), page.text(STREAMS, recorded.size()));
    }
    assertThat(page.unexplained()).isEmpty();
    assertThat(page.missingIn(Files.readString(PAGE))).as("missing in " + PAGE).isEmpty();
  }

  /** What comes behind a violation is not compared: it may be another one. */
  private static void compare(List<byte[]> pieces, List<Implementation> others, Page page)
      throws IOException {
    List<byte[]> compared = OurProtocol.untilTheViolation(pieces);
    page.compared(compared);
    Outcome ours = new OurProtocol().receive(compared);
    for (Implementation other : others) {
      Outcome theirs = other.receive(compared);
      if (!theirs.sameAs(ours)) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        compared.forEach(stream::writeBytes);
        byte[] bytes = stream.toByteArray();
        page.add(Difference.of(ours, theirs, other.name(), bytes), bytes);
      }
    }
  }

  /** What was recorded for the fuzzer, without the streams of servers and of an extension. */
  private static List<byte[]> recorded() throws IOException {
    List<byte[]> streams = new ArrayList<>();
    try (Stream<Path> files = Files.list(RECORDED)) {
      for (Path file : files.sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > SETTINGS && (bytes[0] & 3) == 0) {
          streams.add(Arrays.copyOfRange(bytes, SETTINGS, bytes.length));
        }
      }
    }
    assertThat(streams).hasSizeGreaterThan(10);
    return streams;
  }
}
