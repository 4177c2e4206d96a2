package dev.we.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code we deflate} and {@code we inflate}, against java.util.zip and each other. */
class CodecTest {
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  private record Filtered(int exitCode, byte[] out, String err) {}

  private static Filtered filter(byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        We.execute(
            new Streams(
                new ByteArrayInputStream(input),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                false),
            args);
    return new Filtered(exitCode, out.toByteArray(), err.toString(UTF_8));
  }

  private static byte[] sample() {
    StringBuilder text = new StringBuilder();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      text.append("word").append(random.nextInt(500)).append(' ');
    }
    return text.toString().getBytes(UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "raw, balanced, 15",
    "raw, best, 8",
    "zlib, fast, 12",
    "gzip, huffman-only, 15",
    "gzip, 0, 15",
    "zlib, 9, 9",
    "raw, stored, 15"
  })
  void what_is_compressed_decompresses_to_the_same(String format, String level, String bits) {
    byte[] data = sample();
    Filtered packed =
        filter(data, "deflate", "--format", format, "--level", level, "--window-bits", bits);
    assertThat(packed.exitCode()).isZero();
    Filtered back = filter(packed.out(), "inflate", "--format", format, "--window-bits", bits);
    assertThat(back.err()).isEmpty();
    assertThat(back.exitCode()).isZero();
    assertThat(back.out()).isEqualTo(data);
  }

  @Test
  void java_util_zip_reads_all_three_formats() throws IOException {
    byte[] data = sample();
    InputStream raw =
        new InflaterInputStream(
            new ByteArrayInputStream(filter(data, "deflate").out()), new Inflater(true));
    assertThat(raw.readAllBytes()).isEqualTo(data);
    InputStream zlib =
        new InflaterInputStream(
            new ByteArrayInputStream(filter(data, "deflate", "--format", "zlib").out()));
    assertThat(zlib.readAllBytes()).isEqualTo(data);
    InputStream gzip =
        new GZIPInputStream(
            new ByteArrayInputStream(filter(data, "deflate", "--format", "gzip").out()));
    assertThat(gzip.readAllBytes()).isEqualTo(data);
  }

  @Test
  void what_java_util_zip_wrote_is_read() throws IOException {
    byte[] data = sample();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(data);
    }
    assertThat(filter(packed.toByteArray(), "inflate", "--format", "gzip").out()).isEqualTo(data);
  }

  @Test
  void a_sync_flush_stands_after_each_so_many_bytes_of_input() {
    byte[] data = sample();
    byte[] packed = filter(data, "deflate", "--sync-flush-every", "10000").out();
    int flushes = 0;
    for (int i = 0; i + 3 < packed.length; i++) {
      boolean emptyStoredBlock =
          packed[i] == 0 && packed[i + 1] == 0 && packed[i + 2] == -1 && packed[i + 3] == -1;
      flushes += emptyStoredBlock ? 1 : 0;
    }
    assertThat(flushes).isEqualTo(data.length / 10_000);
    assertThat(filter(packed, "inflate").out()).isEqualTo(data);
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "zlib", "gzip"})
  void a_truncated_stream_is_exit_code_1_and_one_line_that_names_the_byte(String format) {
    byte[] packed = filter(sample(), "deflate", "--format", format).out();
    byte[] cut = java.util.Arrays.copyOf(packed, packed.length / 2);
    Filtered result = filter(cut, "inflate", "--format", format);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).startsWith("we inflate: ").contains("at byte " + cut.length);
  }

  @Test
  void a_corrupt_stream_is_exit_code_1_and_what_came_before_is_good() {
    byte[] data = sample();
    byte[] packed = filter(data, "deflate", "--level", "stored").out();
    packed[65_536 + 5 + 3] ^= 1; // the length of the second stored block
    Filtered result = filter(packed, "inflate");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).startsWith("we inflate: ").contains("at byte " + (65_535 + 5 + 1));
    assertThat(data).startsWith(result.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "zlib", "gzip"})
  void no_input_is_a_stream_truncated_at_byte_0(String format) {
    Filtered result = filter(new byte[0], "inflate", "--format", format);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).startsWith("we inflate: ").contains("at byte 0");
  }

  @Test
  void data_behind_the_stream_is_refused() {
    byte[] packed = filter(sample(), "deflate").out();
    Filtered result = filter(java.util.Arrays.copyOf(packed, packed.length + 1), "inflate");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("at byte " + packed.length);
  }

  @Test
  void a_distance_beyond_the_window_is_refused() {
    byte[] half = new byte[600];
    new Random(1).nextBytes(half);
    byte[] twice = java.util.Arrays.copyOf(half, 1200);
    System.arraycopy(half, 0, twice, 600, 600);
    byte[] packed = filter(twice, "deflate").out();
    assertThat(filter(packed, "inflate", "--window-bits", "10").out()).isEqualTo(twice);
    Filtered refused = filter(packed, "inflate", "--window-bits", "9");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("distance");
  }

  /** As in {@code yes | we deflate | head -c 1}, which else would never end. */
  @ParameterizedTest
  @ValueSource(strings = {"deflate", "inflate"})
  void a_pipe_that_nobody_reads_ends_it_long_before_its_input_does(String command) {
    byte[] data = filter(new byte[4 << 20], "deflate", "--level", "stored").out();
    ByteArrayInputStream in = new ByteArrayInputStream(data);
    PrintStream closedPipe =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int octet) throws IOException {
                throw new IOException("Broken pipe");
              }
            },
            true,
            UTF_8);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        We.execute(
            new Streams(in, closedPipe, new PrintStream(err, true, UTF_8), false),
            command.equals("deflate")
                ? new String[] {"deflate", "--level", "stored"}
                : new String[] {"inflate"});
    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString(UTF_8)).containsOnlyOnce("writing to stdout failed");
    assertThat(in.available()).isGreaterThan(3 << 20);
  }
}
