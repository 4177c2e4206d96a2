package dev.we.net.websocket.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.frame.FrameDecoder.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6455, section 5.2: heads as syntax, whatever the bits say and however they are cut. */
class FrameDecoderTest {
  private static final long[] LENGTHS = {
    0, 1, 125, 126, 127, 0xFFFF, 0x1_0000, 1L << 40, Long.MAX_VALUE
  };

  @Test
  void every_head_in_every_partition_says_the_same() {
    for (int flags = 0; flags < 16; flags++) {
      for (int opcode = 0; opcode < 16; opcode++) {
        for (long length : new long[] {5, 126, 0x1234, 0x1_0000_0000L}) {
          boolean fin = flags >= 8;
          int key = flags == 0 ? 0 : 0xA1B2C3D4; // a key of zero is a key
          inEveryPartition(new FrameHeader(fin, flags & 7, opcode, false, length, 0));
          inEveryPartition(new FrameHeader(fin, flags & 7, opcode, true, length, key));
        }
      }
    }
  }

  private static void inEveryPartition(FrameHeader header) {
    ByteBuffer bytes = encoded(header);
    int size = bytes.limit();
    for (int cuts = 0; cuts < 1 << (size - 1); cuts++) {
      var decoder = new FrameDecoder();
      bytes.position(0);
      for (int end = 1; end <= size; end++) {
        if (end < size && (cuts & 1 << (end - 1)) == 0) {
          continue;
        }
        bytes.limit(end);
        if (decoder.whole(bytes)) {
          assertThat(end).isEqualTo(size);
        } else {
          Step step = decoder.next(bytes);
          while (step != Step.NEEDS_INPUT && step != Step.HEADER) {
            step = decoder.next(bytes);
          }
          if ((step == Step.HEADER) != (end == size)) {
            assertThat(step).as("%s cut as %x", header, cuts).isEqualTo(Step.HEADER);
          }
        }
      }
      if (!decoder.header().equals(header)) {
        assertThat(decoder.header()).as("cut as %x", cuts).isEqualTo(header);
      }
    }
  }

  @Test
  void each_byte_tells_what_it_can() {
    ByteBuffer bytes = encoded(new FrameHeader(true, 0, 2, true, 0x0102030405060708L, 0x0A0B0C0D));
    var decoder = new FrameDecoder();
    List<String> steps = new ArrayList<>();
    for (int end = 1; end <= bytes.capacity(); end++) {
      bytes.limit(end);
      for (Step step = decoder.next(bytes);
          step != Step.NEEDS_INPUT;
          step = end == 14 ? Step.NEEDS_INPUT : decoder.next(bytes)) {
        steps.add(end + " " + step + " " + Long.toHexString(decoder.payloadLength()));
      }
    }
    assertThat(steps)
        .containsExactly(
            "1 FIRST_BYTE 0",
            "2 SECOND_BYTE 0",
            "3 LENGTH_SO_FAR 100000000000000",
            "4 LENGTH_SO_FAR 102000000000000",
            "5 LENGTH_SO_FAR 102030000000000",
            "6 LENGTH_SO_FAR 102030400000000",
            "7 LENGTH_SO_FAR 102030405000000",
            "8 LENGTH_SO_FAR 102030405060000",
            "9 LENGTH_SO_FAR 102030405060700",
            "10 LENGTH 102030405060708",
            "14 HEADER 102030405060708");
  }

  @Test
  void a_short_length_is_known_with_the_second_byte() {
    var decoder = new FrameDecoder();
    ByteBuffer in = ByteBuffer.wrap(new byte[] {(byte) 0x81, (byte) 0x85});
    assertThat(decoder.next(in)).isEqualTo(Step.FIRST_BYTE);
    assertThat(decoder.next(in)).isEqualTo(Step.SECOND_BYTE);
    assertThat(decoder.next(in)).isEqualTo(Step.LENGTH);
    assertThat(decoder.payloadLength()).isEqualTo(5);
    assertThat(decoder.next(in)).isEqualTo(Step.NEEDS_INPUT);
  }

  @Test
  void heads_follow_each_other() {
    ByteBuffer both = ByteBuffer.wrap(new byte[] {(byte) 0x81, 0, (byte) 0x8A, 3});
    var decoder = new FrameDecoder();
    assertThat(decoder.whole(both)).isTrue();
    assertThat(decoder.opcode()).isEqualTo(1);
    assertThat(decoder.whole(both)).isTrue();
    assertThat(decoder.opcode()).isEqualTo(10);
    assertThat(decoder.payloadLength()).isEqualTo(3);
    assertThat(decoder.whole(both)).isFalse();
  }

  @Test
  void a_whole_head_is_read_in_either_byte_order_and_at_any_place() {
    for (long length : LENGTHS) {
      for (java.nio.ByteOrder order :
          List.of(java.nio.ByteOrder.BIG_ENDIAN, java.nio.ByteOrder.LITTLE_ENDIAN)) {
        var header = new FrameHeader(false, 5, 9, true, length, 0x00FF7F80);
        ByteBuffer in = ByteBuffer.allocateDirect(20).order(order).position(3);
        in.put(encoded(header)).flip().position(3);
        var decoder = new FrameDecoder();
        assertThat(decoder.whole(in)).isTrue();
        assertThat(decoder.header()).isEqualTo(header);
        assertThat(in.hasRemaining()).isFalse();
      }
    }
  }

  @Test
  void a_length_that_is_too_long_for_its_value_and_one_with_the_top_bit_are_only_read() {
    var decoder = new FrameDecoder();
    assertThat(decoder.whole(ByteBuffer.wrap(new byte[] {2, 126, 0, 5}))).isTrue();
    assertThat(decoder.payloadLength()).isEqualTo(5);
    assertThat(
            decoder.whole(ByteBuffer.wrap(new byte[] {2, 127, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0})))
        .isTrue();
    assertThat(decoder.payloadLength()).isEqualTo(Long.MIN_VALUE);
  }

  /** Written from the picture in section 5.2, without the code under test. */
  static ByteBuffer encoded(FrameHeader header) {
    ByteBuffer bytes = ByteBuffer.allocate(14);
    bytes.put((byte) ((header.fin() ? 0x80 : 0) + header.rsv() * 16 + header.opcode()));
    int mask = header.masked() ? 0x80 : 0;
    if (header.payloadLength() < 126) {
      bytes.put((byte) (mask + header.payloadLength()));
    } else if (header.payloadLength() < 65536) {
      bytes.put((byte) (mask + 126)).putShort((short) header.payloadLength());
    } else {
      bytes.put((byte) (mask + 127)).putLong(header.payloadLength());
    }
    if (header.masked()) {
      bytes.putInt(header.maskingKey());
    }
    return ByteBuffer.wrap(java.util.Arrays.copyOf(bytes.array(), bytes.position()));
  }
}
