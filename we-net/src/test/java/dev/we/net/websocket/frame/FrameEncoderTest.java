package dev.we.net.websocket.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameEncoderTest {
  @Test
  void heads_are_in_their_shortest_form_in_either_byte_order() {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      for (Opcode opcode : Opcode.values()) {
        for (long length : new long[] {0, 125, 126, 0xFFFF, 0x1_0000, 1L << 40}) {
          for (boolean masked : new boolean[] {false, true}) {
            for (boolean fin : new boolean[] {false, true}) {
              ByteBuffer out = ByteBuffer.allocate(FrameHeader.MAX_BYTES).order(order);
              FrameEncoder.header(out, fin, 0x40, opcode, length, masked, 0x37FA213D);
              var header =
                  new FrameHeader(fin, 4, opcode.code(), masked, length, masked ? 0x37FA213D : 0);
              assertThat(out.position()).isEqualTo(FrameHeader.bytes(length, masked));
              assertThat(out.flip()).isEqualTo(FrameDecoderTest.encoded(header));
            }
          }
        }
      }
    }
  }

  @Test
  void a_payload_runs_through_as_many_buffers_as_it_needs() {
    byte[] payload = new byte[1000];
    new Random(1).nextBytes(payload);
    for (int spare = 0; spare < 30; spare++) {
      List<ByteBuffer> given = new ArrayList<>();
      int capacity = spare;
      ByteSink out =
          atLeast -> {
            ByteBuffer room = ByteBuffer.allocate(atLeast + capacity);
            given.add(room);
            return room;
          };
      ByteBuffer data = ByteBuffer.wrap(payload);
      FrameEncoder.frame(out, true, 0, Opcode.BINARY, data, true, 0x01020304);
      assertThat(data.remaining()).isEqualTo(1000);

      ByteBuffer all = ByteBuffer.allocate(1008);
      given.forEach(room -> all.put(room.flip()));
      Masker.mask(all, 8, 1008, 0x01020304);
      assertThat(all.position(8)).isEqualTo(data);
    }
  }

  @Test
  void a_payload_of_any_length_is_masked_octet_by_octet_wherever_it_is_cut() {
    int key = 0x37FA213D;
    byte[] octets = ByteBuffer.allocate(4).putInt(key).array();
    byte[] payload = new byte[203];
    new Random(2).nextBytes(payload);
    ByteBuffer data = ByteBuffer.allocateDirect(payload.length).put(payload).flip();
    for (int capacity : new int[] {14, 67, 70, 77, 78, 135, 142, 143, 300}) {
      for (int from = 0; from < 4; from++) {
        for (int length = 0; from + length <= payload.length; length++) {
          for (boolean masked : new boolean[] {false, true}) {
            byte[] expected = Arrays.copyOfRange(payload, from, from + length);
            for (int i = 0; masked && i < length; i++) {
              expected[i] ^= octets[i % 4];
            }
            ByteBuffer part = data.duplicate().asReadOnlyBuffer().position(from);
            List<ByteBuffer> given = new ArrayList<>();
            ByteSink out =
                atLeast -> {
                  given.add(ByteBuffer.allocateDirect(capacity));
                  return given.getLast();
                };
            FrameEncoder.frame(out, true, 0, Opcode.BINARY, part.limit(from + length), masked, key);
            ByteBuffer all = ByteBuffer.allocate(14 + length);
            given.forEach(room -> all.put(room.flip()));
            byte[] sent = new byte[length];
            all.flip().get(all.limit() - length, sent);
            assertThat(all.limit()).isEqualTo(FrameHeader.bytes(length, masked) + length);
            assertThat(sent).isEqualTo(expected);
            assertThat(part.remaining()).isEqualTo(length);
          }
        }
      }
    }
  }

  @Test
  void ten_of_the_sixteen_opcodes_are_reserved() {
    for (int code = 0; code < 16; code++) {
      boolean reserved = (code > 2 && code < 8) || code > 10;
      assertThat(Opcode.of(code) == null).isEqualTo(reserved);
      assertThat(Opcode.isControl(code)).isEqualTo(code >= 8);
    }
  }
}
