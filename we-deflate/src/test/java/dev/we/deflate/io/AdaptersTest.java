package dev.we.deflate.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.deflate.DeflateFormatException;
import dev.we.deflate.DeflateFormatException.Reason;
import dev.we.deflate.StreamFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdaptersTest {
  private static byte[] compressed(StreamFormat format, byte[] plain) throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (DeflateOutputStream out = new DeflateOutputStream(sink, format)) {
      out.write(plain, 0, plain.length / 2);
      out.flush();
      out.flush();
      for (int i = plain.length / 2; i < plain.length; i++) {
        out.write(plain[i]);
      }
    }
    return sink.toByteArray();
  }

  private static byte[] plain(int size) {
    byte[] plain = new byte[size];
    Random random = new Random(size);
    for (int i = 0; i < size; i++) {
      plain[i] = (byte) (random.nextInt(7) * random.nextInt(7));
    }
    return plain;
  }

  @ParameterizedTest
  @EnumSource
  void whatTheStreamWritesTheStreamAndTheChannelRead(StreamFormat format) throws IOException {
    byte[] plain = plain(150_000);
    byte[] stream = compressed(format, plain);
    try (InputStream in = new InflateInputStream(new ByteArrayInputStream(stream), format)) {
      assertThat(in.readAllBytes()).isEqualTo(plain);
      assertThat(in.read()).isEqualTo(-1);
    }
    for (ByteBuffer buffer :
        new ByteBuffer[] {ByteBuffer.allocate(200_000), ByteBuffer.allocateDirect(200_000)}) {
      try (InflateChannel channel =
          new InflateChannel(Channels.newChannel(new ByteArrayInputStream(stream)), format)) {
        while (channel.read(buffer) >= 0) {
          assertThat(buffer.hasRemaining()).isTrue();
        }
        byte[] read = new byte[buffer.flip().remaining()];
        buffer.get(read);
        assertThat(read).isEqualTo(plain);
      }
    }
  }

  @Test
  void everythingWrittenBeforeAFlushIsThere() throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (DeflateOutputStream out = new DeflateOutputStream(sink, StreamFormat.RAW)) {
      out.write(new byte[] {1, 2, 3});
      out.flush();
      InputStream in =
          new InflateInputStream(new ByteArrayInputStream(sink.toByteArray()), StreamFormat.RAW);
      assertThat(in.readNBytes(3)).containsExactly(1, 2, 3);
    }
  }

  @Test
  void gzipMembersOneBehindTheOther() throws IOException {
    byte[] one = compressed(StreamFormat.GZIP, plain(10_000));
    byte[] two = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, two, one.length, one.length);
    InputStream in = new InflateInputStream(new ByteArrayInputStream(two), StreamFormat.GZIP);
    assertThat(in.readNBytes(10_000)).isEqualTo(plain(10_000));
    assertThat(in.readAllBytes()).isEqualTo(plain(10_000));
    two[one.length] = 0;
    InputStream bad = new InflateInputStream(new ByteArrayInputStream(two), StreamFormat.GZIP);
    assertThatThrownBy(bad::readAllBytes)
        .isInstanceOfSatisfying(
            DeflateFormatException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.GZIP_MAGIC);
              assertThat(e.byteOffset()).isEqualTo(one.length);
            });
  }

  @ParameterizedTest
  @EnumSource
  void truncatedAtEveryByte(StreamFormat format) throws IOException {
    byte[] stream = compressed(format, plain(300));
    for (int cut = 0; cut < stream.length; cut++) {
      int at = cut;
      InputStream in =
          new InflateInputStream(new ByteArrayInputStream(Arrays.copyOf(stream, at)), format);
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOfSatisfying(
              DeflateFormatException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.TRUNCATED);
                assertThat(e.byteOffset()).isEqualTo(at);
              });
      // It does not become right by asking again.
      assertThatThrownBy(in::read).isInstanceOf(DeflateFormatException.class);
    }
  }

  @Test
  void whatStandsBehindAStream() throws IOException {
    for (StreamFormat format : new StreamFormat[] {StreamFormat.RAW, StreamFormat.ZLIB}) {
      byte[] stream = compressed(format, plain(300));
      byte[] longer = Arrays.copyOf(stream, stream.length + 1);
      InputStream in = new InflateInputStream(new ByteArrayInputStream(longer), format);
      assertThat(in.readNBytes(300)).isEqualTo(plain(300));
      assertThatThrownBy(in::read)
          .isInstanceOfSatisfying(
              DeflateFormatException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.TRAILING_DATA);
                assertThat(e.byteOffset()).isEqualTo(stream.length);
              });
    }
  }

  @Test
  void closedIsClosed() throws IOException {
    DeflateOutputStream out =
        new DeflateOutputStream(new ByteArrayOutputStream(), StreamFormat.ZLIB);
    out.close();
    out.close();
    assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
    InputStream in = new InflateInputStream(InputStream.nullInputStream(), StreamFormat.ZLIB);
    in.close();
    assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    InflateChannel channel =
        new InflateChannel(Channels.newChannel(InputStream.nullInputStream()), StreamFormat.ZLIB);
    channel.close();
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
  }
}
