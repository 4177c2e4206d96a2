package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.we.conformance.fuzz.Cuts;
import dev.we.conformance.fuzz.FuzzInput;
import dev.we.deflate.DeflateFormatException.Reason;
import dev.we.deflate.StreamDecoder.Status;
import dev.we.deflate.io.DeflateOutputStream;
import dev.we.deflate.io.InflateInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The zlib and gzip formats: any bytes are accepted and refused as java.util.zip does, however they
 * are cut; what is written comes back through java.util.zip and through our own streams.
 */
class StreamFormatFuzzTest {
  private static final int LIMIT = 1 << 16;

  /** Data: a byte of format, two of seed for the cuts, then the stream. */
  @FuzzTest
  void isAcceptedAndRefusedAsByJavaUtilZip(byte[] data) throws IOException {
    FuzzInput input = new FuzzInput(data);
    StreamFormat format = input.oneOf(StreamFormat.ZLIB, StreamFormat.GZIP);
    int seed = input.number();
    byte[] stream = input.rest();
    Outcome whole = Outcome.of(format, stream, Cuts.whole(), Cuts.whole());
    Outcome split = Outcome.of(format, stream, Cuts.random(seed), Cuts.random(~seed));
    assertThat(split.told).isEqualTo(whole.told);
    assertThat(split.output).isEqualTo(whole.output);
    Outcome single = Outcome.of(format, stream, Cuts.single(), Cuts.whole());
    assertThat(single.told).isEqualTo(whole.told);
    assertThat(single.output).isEqualTo(whole.output);
    if (format == StreamFormat.GZIP) {
      if (whole.ended) {
        byte[] member = Arrays.copyOf(stream, whole.consumed);
        InputStream theirs = new GZIPInputStream(new ByteArrayInputStream(member));
        assertThat(theirs.readAllBytes()).isEqualTo(whole.output);
      }
      return;
    }
    ZlibOracle theirs = ZlibOracle.inflate(stream, false, LIMIT);
    if (whole.full) {
      return;
    }
    assertThat(theirs.output()).startsWith(whole.output);
    if (whole.reason == Reason.ZLIB_DICTIONARY) { // which they say only behind its number
      assertThat(theirs.refused() || stream.length < 6).isTrue();
      return;
    }
    if (whole.reason == null || whole.reason.name().startsWith("ZLIB_")) {
      assertThat(theirs.refused()).isEqualTo(whole.reason != null);
      assertThat(theirs.finished()).isEqualTo(whole.ended);
      assertThat(theirs.output()).isEqualTo(whole.output);
    }
  }

  /** Data: a byte each of format, level and window, one of how often to flush, then the bytes. */
  @FuzzTest
  void whatIsWrittenComesBack(byte[] data) throws IOException {
    FuzzInput input = new FuzzInput(data);
    StreamFormat format = input.oneOf(StreamFormat.ZLIB, StreamFormat.GZIP);
    StreamEncoder encoder =
        new StreamEncoder(format, input.oneOf(Level.values()), 15 - input.upTo(7));
    int piece = 1 + input.octet() * 8;
    byte[] plain = input.rest();
    ByteArrayOutputStream made = new ByteArrayOutputStream();
    try (DeflateOutputStream out = new DeflateOutputStream(made, encoder)) {
      for (int at = 0; at < plain.length; at += piece) {
        out.write(plain, at, Math.min(piece, plain.length - at));
        if ((piece & 8) == 0) {
          out.flush();
        }
      }
    }
    byte[] stream = made.toByteArray();
    InputStream in = new ByteArrayInputStream(stream);
    InputStream theirs =
        format == StreamFormat.GZIP ? new GZIPInputStream(in) : new InflaterInputStream(in);
    assertThat(theirs.readAllBytes()).isEqualTo(plain);
    InputStream ours = new InflateInputStream(new ByteArrayInputStream(stream), format);
    assertThat(ours.readAllBytes()).isEqualTo(plain);
  }

  /** What came of a stream. */
  private static final class Outcome {
    private byte[] output = {};
    private String told = "";
    private @Nullable Reason reason;
    private boolean ended;
    private boolean full;
    private int consumed;

    static Outcome of(StreamFormat format, byte[] stream, Cuts inputs, Cuts outputs) {
      StreamDecoder decoder = new StreamDecoder(format);
      Outcome outcome = new Outcome();
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      int at = 0;
      boolean over = false;
      while (!over) {
        int count = inputs.next(stream.length - at);
        byte[] out = new byte[outputs.next(LIMIT - output.size())];
        try {
          Status status = decoder.decode(stream, at, at + count, out, 0, out.length);
          outcome.told = status.toString();
          outcome.ended = status == Status.END;
          at = decoder.inputPosition();
          output.write(out, 0, decoder.outputPosition());
          outcome.full = status == Status.NEEDS_OUTPUT && output.size() == LIMIT;
          over =
              outcome.ended
                  || outcome.full
                  || (status == Status.NEEDS_INPUT && at == stream.length);
        } catch (DeflateFormatException e) {
          output.write(out, 0, decoder.outputPosition());
          outcome.told = e.toString();
          outcome.reason = e.reason();
          over = true;
        }
      }
      outcome.consumed = at;
      outcome.output = output.toByteArray();
      return outcome;
    }
  }
}
