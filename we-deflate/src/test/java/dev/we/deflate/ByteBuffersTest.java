package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.deflate.DeflateEncoder.Flush;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Buffers of every kind, as input and as output, whole and in pieces. */
class ByteBuffersTest {
  private static ByteBuffer holding(int kind, byte[] bytes) {
    ByteBuffer buffer = empty(kind, bytes.length);
    buffer.put(bytes).flip();
    return kind == 2 ? buffer.asReadOnlyBuffer() : buffer;
  }

  /** Heap, direct, heap that becomes read-only, and a slice in the middle of an array. */
  private static ByteBuffer empty(int kind, int capacity) {
    return switch (kind) {
      case 1 -> ByteBuffer.allocateDirect(capacity);
      case 3 -> ByteBuffer.allocate(capacity + 20).slice(13, capacity);
      default -> ByteBuffer.allocate(capacity);
    };
  }

  private static byte[] content(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.flip().remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void allKindsOfBuffers() throws DeflateFormatException {
    byte[] plain = Samples.records(new Random(9), 100_000);
    for (int in = 0; in < 4; in++) {
      for (int out : new int[] {0, 1, 3}) {
        DeflateEncoder encoder = new DeflateEncoder(15, Level.FAST);
        ByteBuffer compressed = empty(out, DeflateEncoder.maxEncodedBytes(plain.length));
        assertThat(encoder.encode(holding(in, plain), compressed, Flush.FINISH))
            .isEqualTo(DeflateEncoder.Status.DONE);
        byte[] stream = content(compressed);
        assertThat(Decoding.whole(stream)).isEqualTo(plain);

        ByteBuffer inflated = empty(out, plain.length);
        ByteBuffer input = holding(in, stream);
        assertThat(new DeflateDecoder(15).decode(input, inflated))
            .isEqualTo(DeflateDecoder.Status.END_OF_FINAL_BLOCK);
        assertThat(input.hasRemaining()).isFalse();
        assertThat(content(inflated)).isEqualTo(plain);
      }
    }
  }

  @Test
  void tooLittleRoom() throws DeflateFormatException {
    byte[] plain = Samples.records(new Random(9), 50_000);
    for (int kind : new int[] {0, 1}) {
      DeflateEncoder encoder = new DeflateEncoder(15);
      ByteBuffer input = holding(kind, plain);
      ByteBuffer output = empty(kind, 777);
      ByteBuffer all = ByteBuffer.allocate(60_000);
      while (encoder.encode(input, output, Flush.MESSAGE) == DeflateEncoder.Status.NEEDS_OUTPUT) {
        assertThat(output.hasRemaining()).isFalse();
        all.put(output.flip());
        output.clear();
      }
      all.put(output.flip());
      DeflateDecoder decoder = new DeflateDecoder(15);
      ByteBuffer inflated = empty(kind, 49_999);
      ByteBuffer stream = holding(kind, Encoding.withTail(content(all)));
      assertThat(decoder.decode(stream, inflated)).isEqualTo(DeflateDecoder.Status.NEEDS_OUTPUT);
      assertThat(inflated.hasRemaining()).isFalse();
      assertThat(decoder.decode(stream, empty(kind, 1)))
          .isEqualTo(DeflateDecoder.Status.NEEDS_INPUT);
      assertThat(decoder.place()).isEqualTo(DeflateDecoder.Place.AFTER_EMPTY_STORED_BLOCK);
    }
  }

  @Test
  void positionsTellWhereARefusalStands() {
    for (int kind : new int[] {0, 1}) {
      ByteBuffer input = holding(kind, new byte[] {0, 1, 0, (byte) 0xFE, (byte) 0xFF, 'x', 7, 9});
      ByteBuffer output = empty(kind, 10);
      DeflateDecoder decoder = new DeflateDecoder(15);
      assertThatThrownBy(() -> decoder.decode(input, output))
          .isInstanceOf(DeflateFormatException.class)
          .hasMessage("the block type is 3, which is reserved at byte 6, bit 0");
      assertThat(output.position()).isEqualTo(1);
      int at = input.position();
      assertThatThrownBy(() -> decoder.decode(input, output))
          .isInstanceOf(IllegalStateException.class);
      assertThat(input.position()).isEqualTo(at);
    }
  }

  /** What is refused began in bytes that came earlier; those cannot be put back. */
  @Test
  void aRefusalThatBeganInAnEarlierBuffer() throws DeflateFormatException {
    for (int kind = 0; kind < 4; kind++) {
      ByteBuffer output = empty(1, 10);
      DeflateDecoder decoder = new DeflateDecoder(15);
      decoder.decode(holding(kind, new byte[] {0, 5, 0, (byte) 0xFB}), output);
      ByteBuffer rest = holding(kind, new byte[] {0, 1, 2});
      assertThatThrownBy(() -> decoder.decode(rest, output))
          .isInstanceOf(DeflateFormatException.class)
          .hasMessageEndingWith(" at byte 1, bit 0");
      assertThat(rest.position()).isZero();
    }
  }

  @Test
  void readOnlyOutput() {
    ByteBuffer input = holding(0, new byte[] {3, 0});
    ByteBuffer output = ByteBuffer.allocate(5).asReadOnlyBuffer();
    assertThatThrownBy(() -> new DeflateDecoder(15).decode(input, output))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThatThrownBy(() -> new DeflateEncoder(15).encode(input, output, Flush.SYNC))
        .isInstanceOf(ReadOnlyBufferException.class);
  }
}
