package dev.we.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The vectors are those of FIPS 180 and NIST's examples; the oracle is the JDK's MessageDigest. */
class Sha1Test {
  private static final String MILLION_A = "34aa973cd4c4daa4f61eeb2bdbad27316534016f";

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static String sha1(String message) {
    return hex(Sha1.digest(message.getBytes(US_ASCII)));
  }

  private static String oracle(byte[] message) throws Exception {
    return hex(MessageDigest.getInstance("SHA-1").digest(message));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void the_empty_message() {
    assertThat(sha1("")).isEqualTo("da39a3ee5e6b4b0d3255bfef95601890afd80709");
  }

  @Test
  void one_block() {
    assertThat(sha1("abc")).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
  }

  @Test
  void two_blocks() {
    assertThat(sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))
        .isEqualTo("84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  }

  @Test
  void two_blocks_of_which_the_second_is_nearly_full() {
    assertThat(
            sha1(
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                    + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"))
        .isEqualTo("a49b2446a02c645bf419f995b67091253a04a259");
  }

  @Test
  void a_million_a() {
    byte[] message = new byte[1_000_000];
    Arrays.fill(message, (byte) 'a');
    assertThat(hex(Sha1.digest(message))).isEqualTo(MILLION_A);
  }

  @Test
  void a_million_a_byte_at_a_time() {
    Sha1 sha1 = new Sha1();
    for (int i = 0; i < 1_000_000; i++) {
      sha1.update((byte) 'a');
    }
    assertThat(hex(sha1.digest())).isEqualTo(MILLION_A);
  }

  @Test
  void every_length_of_0_to_300_in_every_way_of_giving_it() throws Exception {
    for (int length = 0; length <= 300; length++) {
      byte[] message = random(length);
      String expected = oracle(message);
      assertThat(hex(Sha1.digest(message))).as("length %d", length).isEqualTo(expected);

      Sha1 single = new Sha1();
      for (byte b : message) {
        single.update(b);
      }
      assertThat(hex(single.digest())).as("length %d, by bytes", length).isEqualTo(expected);

      Sha1 direct = new Sha1();
      ByteBuffer buffer = ByteBuffer.allocateDirect(length).put(message).flip();
      direct.update(buffer);
      assertThat(buffer.hasRemaining()).isFalse();
      assertThat(hex(direct.digest())).as("length %d, direct", length).isEqualTo(expected);
    }
  }

  @Test
  void the_same_bytes_in_every_split_in_two() throws Exception {
    byte[] message = random(200);
    String expected = oracle(message);
    for (int cut = 0; cut <= message.length; cut++) {
      Sha1 arrays = new Sha1();
      arrays.update(message, 0, cut);
      arrays.update(message, cut, message.length - cut);
      assertThat(hex(arrays.digest())).as("cut at %d", cut).isEqualTo(expected);

      Sha1 buffers = new Sha1();
      buffers.update(ByteBuffer.wrap(message, 0, cut));
      buffers.update(ByteBuffer.wrap(message, cut, message.length - cut));
      assertThat(hex(buffers.digest())).as("buffers cut at %d", cut).isEqualTo(expected);
    }
  }

  @Test
  void a_digest_ends_one_message_and_the_next_begins_anew() {
    Sha1 sha1 = new Sha1();
    sha1.update("left over".getBytes(US_ASCII), 0, 9);
    sha1.digest();
    sha1.update("abc".getBytes(US_ASCII), 0, 3);
    assertThat(hex(sha1.digest())).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
  }

  @Test
  void a_range_beyond_the_array_is_refused_and_changes_nothing() throws Exception {
    Sha1 sha1 = new Sha1();
    assertThatThrownBy(() -> sha1.update(new byte[4], 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> sha1.update(new byte[4], 2, Integer.MAX_VALUE))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(hex(sha1.digest())).isEqualTo(oracle(new byte[0]));
  }
}
