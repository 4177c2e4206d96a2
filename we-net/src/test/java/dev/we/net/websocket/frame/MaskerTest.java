package dev.we.net.websocket.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** RFC 6455, section 5.3. */
class MaskerTest {
  private static final int SIZE = 160;
  private static final int[] KEYS = {0, 1, 0x80000000, 0x37FA213D, -1};
  private static final List<IntFunction<ByteBuffer>> KINDS =
      List.of(
          ByteBuffer::allocate,
          ByteBuffer::allocateDirect,
          size -> ByteBuffer.allocate(size + 3).position(3).slice(),
          size -> ByteBuffer.allocateDirect(size + 1).position(1).slice());

  private static final byte[] DATA = new byte[SIZE];

  static {
    new Random(6455).nextBytes(DATA);
  }

  @Test
  void the_same_in_place_at_every_alignment_and_nothing_outside_is_touched() {
    for (IntFunction<ByteBuffer> kind : KINDS) {
      for (int key : KEYS) {
        for (int from = 0; from < 10; from++) {
          for (int to = from; to <= from + 40; to++) {
            ByteBuffer buffer = kind.apply(SIZE).put(DATA).order(ByteOrder.LITTLE_ENDIAN);
            int turned = Masker.mask(buffer, from, to, key);
            assertThat(bytes(buffer)).isEqualTo(masked(from, to, key));
            assertThat(turned).isEqualTo(Integer.rotateLeft(key, (to - from) % 4 * 8));
            assertThat(buffer.position()).isEqualTo(SIZE);
            assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
          }
        }
      }
    }
  }

  @Test
  void copying_masks_what_it_copies_and_leaves_the_source_alone() {
    for (IntFunction<ByteBuffer> kind : KINDS) {
      ByteBuffer source = kind.apply(SIZE).put(DATA).flip();
      for (int key : KEYS) {
        for (int from = 0; from < 10; from++) {
          for (int length = 0; length < 140; length++) {
            byte[] expected = new byte[SIZE];
            System.arraycopy(masked(from, from + length, key), from, expected, 7, length);
            ByteBuffer target = kind.apply(SIZE);
            byte[] array = new byte[SIZE];
            int turned = Masker.copy(source.asReadOnlyBuffer(), from, target, 7, length, key);
            assertThat(bytes(target)).isEqualTo(expected);
            assertThat(turned).isEqualTo(Masker.copy(source, from, array, 7, length, key));
            assertThat(array).isEqualTo(expected);
            assertThat(bytes(source)).isEqualTo(DATA);
          }
        }
      }
    }
  }

  @Test
  void a_payload_may_be_cut_anywhere() {
    int key = 0x37FA213D;
    for (int first = 0; first <= SIZE; first++) {
      for (int second = first; second <= SIZE; second++) {
        ByteBuffer buffer = ByteBuffer.wrap(DATA.clone());
        int turned = Masker.mask(buffer, 0, first, key);
        turned = Masker.mask(buffer, first, second, turned);
        Masker.mask(buffer, second, SIZE, turned);
        assertThat(buffer.array()).isEqualTo(masked(0, SIZE, key));
      }
    }
  }

  private static byte[] masked(int from, int to, int key) {
    byte[] octets = ByteBuffer.allocate(4).putInt(key).array();
    byte[] result = DATA.clone();
    for (int i = from; i < to; i++) {
      result[i] ^= octets[(i - from) % 4];
    }
    return result;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[SIZE];
    buffer.get(0, bytes);
    return Arrays.copyOf(bytes, SIZE);
  }
}
