package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.deflate.DeflateEncoder.Flush;
import dev.we.deflate.DeflateFormatException.Reason;
import dev.we.deflate.StreamDecoder.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

/** RFC 1950 and RFC 1952 round RFC 1951. */
class StreamFormatTest {
  private static final byte[] HELLO = "Hello".getBytes(StandardCharsets.US_ASCII);

  static byte[] encode(StreamFormat format, Level level, byte[] plain, int outPiece) {
    StreamEncoder encoder = new StreamEncoder(format, level);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[outPiece];
    int from = 0;
    DeflateEncoder.Status status;
    do {
      status = encoder.encode(plain, from, plain.length, buffer, 0, outPiece, Flush.FINISH);
      from = encoder.inputPosition();
      out.write(buffer, 0, encoder.outputPosition());
    } while (status == DeflateEncoder.Status.NEEDS_OUTPUT);
    return out.toByteArray();
  }

  private static DeflateFormatException refusal(StreamFormat format, byte[] stream, int piece) {
    StreamDecoder decoder = new StreamDecoder(format);
    byte[] output = new byte[100];
    try {
      for (int at = 0; at < stream.length; at = decoder.inputPosition()) {
        int to = Math.min(stream.length, at + piece);
        if (decoder.decode(stream, at, to, output, 0, 100) == Status.END) {
          throw new AssertionError("accepted");
        }
      }
    } catch (DeflateFormatException e) {
      assertThatThrownBy(() -> decoder.decode(stream, 0, 1, output, 0, 1))
          .isInstanceOf(IllegalStateException.class);
      return e;
    }
    return decoder.truncated();
  }

  private static void refused(StreamFormat format, Reason reason, long offset, byte[] stream) {
    for (int piece : new int[] {1, 2, stream.length}) {
      DeflateFormatException refusal = refusal(format, stream, piece);
      assertThat(refusal.reason()).isEqualTo(reason);
      assertThat(refusal.byteOffset()).isEqualTo(offset);
    }
  }

  private static byte[] patched(byte[] stream, int at, int value) {
    byte[] copy = stream.clone();
    copy[at < 0 ? stream.length + at : at] = (byte) value;
    return copy;
  }

  @Test
  void javaUtilZipReadsWhatIsWrittenHere() throws Exception {
    for (Level level : Level.values()) {
      byte[] plain = Samples.records(new Random(1), 100_000);
      byte[] zlib = encode(StreamFormat.ZLIB, level, plain, 777);
      assertThat(new InflaterInputStream(new ByteArrayInputStream(zlib)).readAllBytes())
          .isEqualTo(plain);
      byte[] gzip = encode(StreamFormat.GZIP, level, plain, 1);
      assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes())
          .isEqualTo(plain);
    }
  }

  @Test
  void headAndTrailerOfZlib() {
    byte[] stream = encode(StreamFormat.ZLIB, Level.BALANCED, HELLO, 100);
    assertThat(stream).isEqualTo(HexFormat.of().parseHex("789cf348cdc9c907000" + "58c01f5"));
    refused(StreamFormat.ZLIB, Reason.ZLIB_METHOD, 0, patched(stream, 0, 0x79));
    refused(StreamFormat.ZLIB, Reason.ZLIB_WINDOW, 0, patched(stream, 0, 0x88));
    refused(StreamFormat.ZLIB, Reason.ZLIB_HEADER_CHECK, 1, patched(stream, 1, 0x9D));
    refused(StreamFormat.ZLIB, Reason.ZLIB_DICTIONARY, 1, patched(stream, 1, 0xBB));
    refused(StreamFormat.ZLIB, Reason.ZLIB_CHECKSUM, 9, patched(stream, -1, 0));
    refused(StreamFormat.ZLIB, Reason.RESERVED_BLOCK_TYPE, 2, patched(stream, 2, 7));
    for (int cut = 1; cut < stream.length; cut++) {
      refused(StreamFormat.ZLIB, Reason.TRUNCATED, cut, Arrays.copyOf(stream, cut));
    }
  }

  /** A zlib head says how large the window is, and distances are held to it. */
  @Test
  void theWindowOfAZlibHeadBinds() {
    byte[] plain = new byte[700];
    byte[] noise = Samples.noise(new Random(5), 300);
    System.arraycopy(noise, 0, plain, 0, 300);
    System.arraycopy(noise, 0, plain, 400, 300);
    byte[] stream = encode(StreamFormat.ZLIB, Level.BALANCED, plain, 2000);
    StreamDecoder decoder = new StreamDecoder(StreamFormat.ZLIB);
    // CINFO 0: a window of 256 bytes, with a check that fits.
    byte[] narrow = patched(patched(stream, 0, 0x08), 1, 0x1D);
    assertThatThrownBy(() -> decoder.decode(narrow, 0, narrow.length, new byte[800], 0, 800))
        .isInstanceOfSatisfying(
            DeflateFormatException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.DISTANCE_BEYOND_WINDOW));
  }

  @Test
  void headAndTrailerOfGzip() {
    byte[] stream = encode(StreamFormat.GZIP, Level.BALANCED, HELLO, 100);
    refused(StreamFormat.GZIP, Reason.GZIP_MAGIC, 0, patched(stream, 0, 0x1E));
    refused(StreamFormat.GZIP, Reason.GZIP_MAGIC, 1, patched(stream, 1, 0));
    refused(StreamFormat.GZIP, Reason.GZIP_METHOD, 2, patched(stream, 2, 7));
    refused(StreamFormat.GZIP, Reason.GZIP_RESERVED_FLAG, 3, patched(stream, 3, 0x20));
    refused(StreamFormat.GZIP, Reason.GZIP_CHECKSUM, 17, patched(stream, -5, 0));
    refused(StreamFormat.GZIP, Reason.GZIP_LENGTH, 21, patched(stream, -4, 6));
    for (int cut = 1; cut < stream.length; cut++) {
      refused(StreamFormat.GZIP, Reason.TRUNCATED, cut, Arrays.copyOf(stream, cut));
    }
  }

  @Test
  void everyOptionalPartOfAGzipHead() throws Exception {
    byte[] body = Arrays.copyOfRange(encode(StreamFormat.GZIP, Level.FAST, HELLO, 99), 10, 25);
    for (int flags = 0; flags < 32; flags++) {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      head.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
      if ((flags & 4) != 0) {
        head.writeBytes(new byte[] {3, 0, 'a', 0, 'b'});
      }
      if ((flags & 8) != 0) {
        head.writeBytes(new byte[] {'n', 'a', 'm', 'e', 0});
      }
      if ((flags & 16) != 0) {
        head.writeBytes(new byte[] {0});
      }
      boolean checked = (flags & 2) != 0;
      if (checked) {
        CRC32 crc = new CRC32();
        crc.update(head.toByteArray());
        head.writeBytes(new byte[] {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)});
      }
      int end = head.size();
      head.writeBytes(body);
      byte[] stream = head.toByteArray();
      for (int piece : new int[] {1, stream.length}) {
        assertThat(decodeInPieces(stream, piece)).isEqualTo(HELLO);
      }
      if (checked) {
        byte[] wrong = patched(stream, end - 1, stream[end - 1] ^ 1);
        refused(StreamFormat.GZIP, Reason.GZIP_HEADER_CHECKSUM, end - 2, wrong);
      }
    }
  }

  private static byte[] decodeInPieces(byte[] stream, int piece) throws DeflateFormatException {
    StreamDecoder decoder = new StreamDecoder(StreamFormat.GZIP);
    byte[] output = new byte[100];
    int made = 0;
    int at = 0;
    Status status = Status.NEEDS_INPUT;
    while (status != Status.END) {
      int to = Math.min(stream.length, at + piece);
      status = decoder.decode(stream, at, to, output, made, Math.min(100, made + piece));
      at = decoder.inputPosition();
      made = decoder.outputPosition();
    }
    assertThat(at).isEqualTo(stream.length);
    return Arrays.copyOf(output, made);
  }

  @Test
  void whatJavaUtilZipWritesIsReadHere() throws Exception {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    byte[] plain = Samples.text(new Random(2), 50);
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(plain);
    }
    assertThat(decodeInPieces(gzip.toByteArray(), 3)).isEqualTo(plain);
  }

  @Test
  void misuse() {
    StreamEncoder encoder = new StreamEncoder(StreamFormat.GZIP, Level.FAST);
    byte[] out = new byte[100];
    assertThatThrownBy(() -> encoder.encode(HELLO, 0, 5, out, 0, 100, Flush.MESSAGE))
        .isInstanceOf(IllegalArgumentException.class);
    encoder.encode(HELLO, 0, 5, out, 0, 100, Flush.FINISH);
    assertThat(encoder.encode(HELLO, 0, 0, out, 0, 100, Flush.FINISH))
        .isEqualTo(DeflateEncoder.Status.DONE);
    assertThat(encoder.outputPosition()).isZero();
    assertThatThrownBy(() -> encoder.encode(HELLO, 0, 5, out, 0, 100, Flush.FINISH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the stream is finished; make a new encoder");
  }
}
