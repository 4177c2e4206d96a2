package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.deflate.DeflateEncoder.Flush;
import dev.we.deflate.DeflateFormatException.Reason;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A reset at any byte leaves nothing of the stream before; what a stopped decoder holds and tells.
 */
class StartingAgainTest {
  private static final byte[] PLAIN = Samples.records(new Random(5), 700);

  /** A dynamic block, whose head and symbols are cut at every byte; a stored block behind it. */
  private static byte[] stream() {
    byte[] dynamic = Encoding.whole(new DeflateEncoder(15), PLAIN, Flush.SYNC);
    DeflateEncoder stored = new DeflateEncoder(15, Level.STORED);
    byte[] rest = Encoding.whole(stored, PLAIN, Flush.FINISH);
    byte[] stream = Arrays.copyOf(dynamic, dynamic.length + rest.length);
    System.arraycopy(rest, 0, stream, dynamic.length, rest.length);
    return stream;
  }

  @Test
  void aDecoderResetAtAnyByteIsAsNew() throws DeflateFormatException {
    byte[] stream = stream();
    byte[] output = new byte[2 * PLAIN.length];
    DeflateDecoder decoder = new DeflateDecoder(15);
    for (int cut = 0; cut <= stream.length; cut++) {
      decoder.decode(stream, 0, cut, output, 0, output.length);
      DeflateFormatException truncated = decoder.truncated();
      assertThat(truncated.reason()).isEqualTo(Reason.TRUNCATED);
      assertThat(truncated.byteOffset()).isEqualTo(cut);
      decoder.reset();
      assertThat(decoder.totalInputBytes()).isZero();
      assertThat(decoder.totalOutputBytes()).isZero();
      assertThat(decoder.decode(stream, 0, stream.length, output, 0, output.length))
          .isEqualTo(DeflateDecoder.Status.END_OF_FINAL_BLOCK);
      assertThat(output).startsWith(PLAIN).endsWith(PLAIN);
      decoder.reset();
    }
  }

  @Test
  void aDecoderStoppedInsideADynamicBlockHoldsItsTables() throws DeflateFormatException {
    byte[] stream = stream();
    byte[] output = new byte[2 * PLAIN.length];
    DeflateDecoder decoder = new DeflateDecoder(15);
    decoder.decode(stream, 0, 60, output, 0, output.length);
    assertThat(decoder.retainedBytes()).isGreaterThan(DecodeTables.BYTES);
    decoder.decode(stream, 60, stream.length, output, 0, output.length);
    assertThat(decoder.retainedBytes()).isBetween(1400L, DecodeTables.BYTES - 1L);
    decoder.reset();
    assertThat(decoder.retainedBytes()).isLessThan(DecodeTables.BYTES);
  }

  @Test
  void aStreamResetAtAnyByteIsAsNewAndTellsWhatFollowsIt() throws DeflateFormatException {
    byte[] output = new byte[2 * PLAIN.length];
    for (StreamFormat format : StreamFormat.values()) {
      StreamEncoder encoder = new StreamEncoder(format, Level.BALANCED);
      byte[] stream = new byte[2 * PLAIN.length];
      encoder.encode(PLAIN, 0, PLAIN.length, stream, 0, stream.length, Flush.FINISH);
      int end = encoder.outputPosition();
      StreamDecoder decoder = new StreamDecoder(format);
      for (int cut = 0; cut <= end; cut++) {
        decoder.decode(stream, 0, cut, output, 0, output.length);
        decoder.reset();
        assertThat(decoder.decode(stream, 0, end + 1, output, 0, output.length))
            .as("%s, reset at %d", format, cut)
            .isEqualTo(StreamDecoder.Status.END);
        assertThat(decoder.outputPosition()).isEqualTo(PLAIN.length);
        assertThat(decoder.trailing().reason()).isEqualTo(Reason.TRAILING_DATA);
        assertThat(decoder.trailing().byteOffset()).isEqualTo(end);
        decoder.reset();
      }
    }
  }
}
