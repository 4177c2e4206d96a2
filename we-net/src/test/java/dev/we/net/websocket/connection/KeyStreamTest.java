package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyStreamTest {
  private static final int BLOCK_BYTES = 4096;
  private static final int BLOCKS_PER_KEY = (1 << 20) / BLOCK_BYTES;

  /** Says how often it was asked, in every byte. */
  private static final class Asked extends SecureRandom {
    private static final long serialVersionUID = 1;
    int times;

    @Override
    public void nextBytes(byte[] bytes) {
      times++;
      Arrays.fill(bytes, (byte) times);
    }
  }

  private final Asked random = new Asked();
  private final KeyStream stream = new KeyStream(random);

  private byte[] block() {
    byte[] block = new byte[BLOCK_BYTES];
    stream.fill(block);
    return block;
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[16];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void the_first_block_is_the_sources_own() {
    assertThat(block()).containsOnly(1);
    assertThat(random.times).isEqualTo(1);
  }

  @Test
  void then_comes_the_keystream_of_aes_under_a_key_and_a_counter_from_the_source()
      throws Exception {
    block();
    // Each counter block encrypted by itself: the definition, without the mode that is used.
    Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(filled(2), "AES"));
    byte[] counter = filled(3);
    byte[] expected = new byte[2 * BLOCK_BYTES];
    for (int at = 0; at < expected.length; at += 16) {
      aes.doFinal(counter, 0, 16, expected, at);
      for (int i = 15; i >= 0 && ++counter[i] == 0; i--) {}
    }
    assertThat(block()).isEqualTo(Arrays.copyOfRange(expected, 0, BLOCK_BYTES));
    assertThat(block()).isEqualTo(Arrays.copyOfRange(expected, BLOCK_BYTES, 2 * BLOCK_BYTES));
  }

  @Test
  void a_key_serves_for_a_megabyte_and_no_longer() {
    block();
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < BLOCKS_PER_KEY; i++) {
      seen.add(Arrays.hashCode(block()));
    }
    assertThat(random.times).isEqualTo(3);
    assertThat(seen).as("different blocks").hasSize(BLOCKS_PER_KEY);
    block();
    assertThat(random.times).isEqualTo(5);
  }
}
