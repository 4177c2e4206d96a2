package dev.we.deflate.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.deflate.StreamFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is below the adapters gives nothing, or throws. */
class FailingStreamsTest {
  private final byte[] plain = new byte[40_000];
  private byte[] stream = {};

  @BeforeEach
  void compress() throws IOException {
    new Random(8).nextBytes(plain);
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (DeflateOutputStream out = new DeflateOutputStream(sink, StreamFormat.GZIP)) {
      out.write(plain);
    }
    stream = sink.toByteArray();
  }

  /** Takes so many bytes and then throws, each time; counts what it is asked. */
  private static final class Sink extends OutputStream {
    private int room;
    private int refusals;
    private int closes;

    Sink(int room) {
      this.room = room;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      room -= length;
      if (room < 0) {
        refusals++;
        throw new IOException("disk full");
      }
    }

    @Override
    public void close() {
      closes++;
    }
  }

  @Test
  void closeTellsThatItsFinishFailedAndClosesTheSinkOnce() throws IOException {
    Sink sink = new Sink(0);
    DeflateOutputStream out = new DeflateOutputStream(sink, StreamFormat.RAW);
    out.write(1);
    assertThatThrownBy(out::close).isInstanceOf(IOException.class).hasMessage("disk full");
    assertThat(sink.closes).isEqualTo(1);
    out.close();
    assertThat(sink.closes).isEqualTo(1);
    assertThat(sink.refusals).isEqualTo(1);
  }

  @Test
  void afterAFailedFinishCloseIsSilentAndClosesTheSink() throws IOException {
    Sink sink = new Sink(0);
    DeflateOutputStream out = new DeflateOutputStream(sink, StreamFormat.RAW);
    out.write(1);
    assertThatThrownBy(out::finish).hasMessage("disk full");
    assertThatThrownBy(out::finish).hasMessageContaining("an earlier write failed");
    out.close();
    assertThat(sink.closes).isEqualTo(1);
    assertThat(sink.refusals).isEqualTo(1);
  }

  /** Bytes behind a gap would be a stream that looks whole and is not. */
  @Test
  void nothingIsWrittenBehindAGap() throws IOException {
    Sink sink = new Sink(10_000);
    DeflateOutputStream out = new DeflateOutputStream(sink, StreamFormat.ZLIB);
    out.write(plain);
    assertThatThrownBy(out::flush).hasMessage("disk full");
    sink.room = 1 << 20;
    assertThatThrownBy(() -> out.write(1)).hasMessageContaining("an earlier write failed");
    assertThatThrownBy(out::flush).hasMessageContaining("an earlier write failed");
    out.close();
    assertThat(sink.room).isEqualTo(1 << 20);
    assertThat(sink.closes).isEqualTo(1);
  }

  @Test
  void readingNothingTakesNothing() throws IOException {
    InputStream source = new ByteArrayInputStream(stream);
    InputStream in = new InflateInputStream(source, StreamFormat.GZIP);
    assertThat(in.read(new byte[3], 3, 0)).isZero();
    assertThat(source.available()).isEqualTo(stream.length);
    assertThat(in.available()).isZero();
    assertThat(in.readAllBytes()).isEqualTo(plain);
    assertThat(in.read(new byte[3], 3, 0)).isZero();
    assertThat(in.read(new byte[3], 0, 3)).isEqualTo(-1);
    assertThat(in.available()).isZero();
  }

  /** Every other read of the source gives nothing, the others three bytes. */
  @Test
  void aSourceThatGivesNothingNowAndThen() throws IOException {
    ByteArrayInputStream bytes = new ByteArrayInputStream(stream);
    boolean[] dry = {false};
    InputStream source =
        new InputStream() {
          @Override
          public int read() {
            return bytes.read();
          }

          @Override
          public int read(byte[] to, int offset, int length) {
            dry[0] = !dry[0];
            return dry[0] ? 0 : bytes.read(to, offset, Math.min(3, length));
          }
        };
    assertThat(new InflateInputStream(source, StreamFormat.GZIP).readAllBytes()).isEqualTo(plain);
  }

  /** A source that throws now and then, and has nothing now and then; nothing is lost. */
  @Test
  void aChannelGoesOnWhereItsSourceThrewOrHadNothing() throws IOException {
    int[] reads = {0};
    boolean[] open = {true};
    ByteArrayInputStream bytes = new ByteArrayInputStream(stream);
    ReadableByteChannel source =
        new ReadableByteChannel() {
          @Override
          public int read(ByteBuffer target) throws IOException {
            int turn = reads[0]++ % 3;
            if (turn == 0) {
              throw new IOException("not now");
            }
            if (turn == 1) {
              return 0;
            }
            byte[] some = bytes.readNBytes(500);
            target.put(some);
            return some.length == 0 ? -1 : some.length;
          }

          @Override
          public boolean isOpen() {
            return open[0];
          }

          @Override
          public void close() {
            open[0] = false;
          }
        };
    ByteBuffer target = ByteBuffer.allocate(plain.length + 1);
    int thrown = 0;
    int nothing = 0;
    try (InflateChannel channel = new InflateChannel(source, StreamFormat.GZIP)) {
      for (int n = 0; n >= 0; ) {
        try {
          n = channel.read(target);
          nothing += n == 0 ? 1 : 0;
        } catch (IOException e) {
          assertThat(e).hasMessage("not now");
          thrown++;
        }
      }
    }
    assertThat(open[0]).isFalse();
    assertThat(thrown).isGreaterThan(50);
    assertThat(nothing).isGreaterThan(50);
    assertThat(java.util.Arrays.copyOf(target.array(), target.position())).isEqualTo(plain);
  }
}
