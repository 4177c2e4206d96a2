package dev.we.peers.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it in little: one short round, so that it cannot rot. What it measures is noise. */
class CompareTest {
  @TempDir private Path folder;

  @Test
  void a_round_of_servers_and_clients_is_measured_and_written() throws Exception {
    Path page = folder.resolve("performance.md");
    Files.writeString(page, "# By hand\n");
    Settings settings =
        new Settings(
            List.of("server 64x64Bx1", "client 64x64Bx1"),
            List.of("netty"),
            0,
            false,
            0.3,
            0.1,
            100,
            folder);

    Compare.run(folder, folder.resolve("no-tools"), settings, "./we-bench/compare");

    assertThat(page)
        .content()
        .startsWith("# By hand\n")
        .contains("#### server 64x64Bx1", "#### client 64x64Bx1", "**we**", "| netty |");
    assertThat(folder.resolve("data/compare.csv"))
        .content()
        .contains("server 64x64Bx1,netty,0,RATE");
    assertThat(folder.resolve("plots/server.svg")).content().startsWith("<svg").contains("netty");
  }

  @Test
  void the_median_of_ratios_pairs_the_rounds() throws IOException {
    Results results = new Results(folder.resolve("compare.csv"));
    results.put(
        "server x",
        0,
        List.of(
            rate("we", 1, 100),
            rate("we", 2, 10),
            rate("we", 3, 60),
            rate("netty", 1, 50),
            rate("netty", 2, 5),
            rate("netty", 3, 20)));

    assertThat(results.ratio("server x", "we", "netty", Figure.RATE)).hasValue(2.0);
    assertThat(results.median("server x", "we", Figure.RATE)).hasValue(60.0);
    assertThat(results.median("server x", "jetty", Figure.RATE)).isEmpty();
  }

  @Test
  void rounds_that_are_added_come_beside_the_others_and_are_paired_among_themselves()
      throws IOException {
    Path file = folder.resolve("compare.csv");
    new Results(file).put("server x", 0, List.of(rate("we", 1, 100), rate("netty", 1, 50)));
    Results more = new Results(file);
    int before = more.rounds("server x");
    more.put("server x", before, List.of(rate("we", before + 1, 60)));
    more.put(
        "server x", before, List.of(rate("we", before + 1, 60), rate("jetty", before + 1, 20)));

    Results read = new Results(file);
    assertThat(read.rounds("server x")).isEqualTo(2);
    assertThat(read.median("server x", "we", Figure.RATE)).hasValue(80.0);
    assertThat(read.ratio("server x", "we", "netty", Figure.RATE)).hasValue(2.0);
    assertThat(read.ratio("server x", "we", "jetty", Figure.RATE)).hasValue(3.0);
  }

  @Test
  void what_is_measured_again_takes_the_place_of_the_old_and_the_rest_stays() throws IOException {
    Path file = folder.resolve("compare.csv");
    new Results(file).put("server x", 0, List.of(rate("we", 1, 1), rate("netty", 1, 2)));
    new Results(file).put("server x", 0, List.of(rate("we", 1, 3)));

    Results read = new Results(file);
    assertThat(read.median("server x", "we", Figure.RATE)).hasValue(3.0);
    assertThat(read.median("server x", "netty", Figure.RATE)).hasValue(2.0);
  }

  @Test
  void the_text_beside_the_markers_stays() throws IOException {
    Path page = folder.resolve("performance.md");
    Results results = new Results(folder.resolve("compare.csv"));
    results.put("server x", 0, List.of(rate("we", 1, 1), rate("c", 1, 2)));
    Files.writeString(page, "before\n");
    new Report(results, List.of("server x")).write(page, "once");
    Files.writeString(page, Files.readString(page) + "after\n");
    new Report(results, List.of("server x")).write(page, "twice");

    assertThat(page).content().startsWith("before\n").endsWith("after\n").contains("twice");
    assertThat(page).content().doesNotContain("once").contains("against c (0.50)");
  }

  @Test
  void the_last_line_of_a_load_generator_is_read() throws IOException {
    assertThat(LoadLine.parse("5000  MB/s 0.3  p50 1.5us p99 2.5us p99.9 3.5us max 9.0us"))
        .isEqualTo(Map.of(Figure.RATE, 5000.0, Figure.P50, 1.5, Figure.P99, 2.5, Figure.P999, 3.5));
    assertThatThrownBy(() -> LoadLine.parse("nothing")).isInstanceOf(IOException.class);
  }

  private static Sample rate(String contestant, int round, double value) {
    return new Sample("server x", contestant, round, Figure.RATE, value);
  }
}
