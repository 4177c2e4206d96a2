package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskingKeysTest {
  /** Counts up, so that a key given twice shows. */
  private static final class Counting {
    private int next;

    synchronized void fill(byte[] bytes) {
      for (int i = 0; i < bytes.length; i += 4) {
        int key = next++;
        bytes[i] = (byte) (key >>> 24);
        bytes[i + 1] = (byte) (key >>> 16);
        bytes[i + 2] = (byte) (key >>> 8);
        bytes[i + 3] = (byte) key;
      }
    }
  }

  @Test
  void no_key_is_given_twice_though_many_threads_ask_over_many_blocks() {
    MaskingKeys keys = new MaskingKeys(new Counting()::fill);
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    long distinct =
        IntStream.range(0, 100_000).parallel().filter(i -> seen.add(keys.getAsInt())).count();
    assertThat(distinct).isEqualTo(100_000);
  }

  @Test
  void every_bit_of_the_source_gets_into_the_keys() {
    MaskingKeys keys = new MaskingKeys(new SecureRandom());
    int[] ones = new int[Integer.SIZE];
    int rounds = 20_000;
    for (int i = 0; i < rounds; i++) {
      int key = keys.getAsInt();
      for (int bit = 0; bit < Integer.SIZE; bit++) {
        ones[bit] += key >>> bit & 1;
      }
    }
    // Each bit is a coin tossed 20,000 times: 10,000 ± 71 (one sigma). Ten sigma never happens.
    assertThat(Arrays.stream(ones)).allMatch(count -> Math.abs(count - rounds / 2) < 710);
  }
}
