package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** Every stream of up to three bytes: zlib and we do the same with it. */
class ExhaustiveSmallStreamsTest {
  private final Inflater zlib = new Inflater(true);
  private final DeflateDecoder decoder = new DeflateDecoder(15);
  private final byte[] theirs = new byte[1024];
  private final byte[] ours = new byte[1024];

  /** Accepted: the number of bytes that came out, and whether it ended; refused: −1. */
  private int zlib(byte[] stream) {
    zlib.reset();
    zlib.setInput(stream);
    try {
      int n = zlib.inflate(theirs);
      return zlib.finished() ? n | 1 << 20 : n;
    } catch (DataFormatException e) {
      return -1;
    }
  }

  private int ours(byte[] stream) {
    decoder.reset();
    try {
      boolean ended =
          decoder.decode(stream, 0, stream.length, ours, 0, ours.length)
              == DeflateDecoder.Status.END_OF_FINAL_BLOCK;
      return ended ? decoder.outputPosition() | 1 << 20 : decoder.outputPosition();
    } catch (DeflateFormatException e) {
      return -1;
    }
  }

  private void compare(byte[] stream) {
    int result = ours(stream);
    if (result != zlib(stream)) {
      assertThat(result).as("%s", java.util.Arrays.toString(stream)).isEqualTo(zlib(stream));
    }
    for (int i = 0; i < (result & 0xFFFF) && result > 0; i++) {
      assertThat(ours[i]).isEqualTo(theirs[i]);
    }
  }

  @Test
  void allOfOneAndTwoBytes() {
    for (int a = 0; a < 256; a++) {
      compare(new byte[] {(byte) a});
      for (int b = 0; b < 256; b++) {
        compare(new byte[] {(byte) a, (byte) b});
      }
    }
  }

  /** Three bytes, in the fixed code and in a dynamic head, where they say the most. */
  @Test
  void allOfThreeBytesThatBeginAFixedOrDynamicBlock() {
    byte[] stream = new byte[3];
    for (int first : new int[] {0x4B, 0x05}) {
      stream[0] = (byte) first;
      for (int rest = 0; rest < 1 << 16; rest++) {
        stream[1] = (byte) rest;
        stream[2] = (byte) (rest >> 8);
        compare(stream);
      }
    }
  }

  /** The same three bytes as a message: whatever they are, the tail ends it or it is refused. */
  @Test
  void allOfThreeBytesAsAMessageByteByByteAndWhole() throws DeflateFormatException {
    byte[] stream = {0, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF};
    DeflateDecoder slow = new DeflateDecoder(15);
    byte[] out = new byte[1024];
    for (int rest = 0; rest < 1 << 24; rest += 211) {
      stream[0] = (byte) rest;
      stream[1] = (byte) (rest >> 8);
      stream[2] = (byte) (rest >> 16);
      int whole = ours(stream);
      int pieces = 0;
      slow.reset();
      try {
        for (int i = 0; i < stream.length && pieces < 1 << 20; i++) {
          boolean ended =
              slow.decode(stream, i, i + 1, out, pieces, out.length)
                  == DeflateDecoder.Status.END_OF_FINAL_BLOCK;
          pieces = ended ? slow.outputPosition() | 1 << 20 : slow.outputPosition();
        }
      } catch (DeflateFormatException e) {
        pieces = -1;
      }
      assertThat(whole == pieces).as("%06x", rest).isTrue();
    }
  }
}
