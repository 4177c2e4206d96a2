package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.PerMessageDeflate;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate, what is received (RFC 7692, 7.2.2), with zlib as the sender. */
class ReceivingDeflatedTest {
  /** RFC 1951 3.2.4: each 65,535 bytes of a stored message have a head of five. */
  @Test
  void the_largest_message_passes_in_one_frame_though_it_grew_when_it_was_compressed() {
    int most = 200_000;
    Limits limits = Limits.builder().maxMessageBytes(most).maxFrameBytes(most).build();
    End server = Deflated.end(Role.SERVER, limits, 15, true);
    byte[] noise = new byte[most];
    new Random(1).nextBytes(noise);
    try (Zlib zlib = new Zlib(1, true)) {
      byte[] payload = zlib.deflate(noise);
      assertThat(payload.length).isGreaterThan(most);
      server.receives(0xC2, payload).told("binary " + Bytes.hex(noise));
    }
  }

  // ---- The RFC's own examples

  @Test
  void a_message_compressed_using_one_block_7_2_3_1() {
    End client = Deflated.end(Role.CLIENT);
    client.receives("c1 07 f2 48 cd c9 c9 07 00").told("text Hello");
    client.receives("41 03 f2 48 cd").receives("80 04 c9 c9 07 00").told("text Hello");
  }

  @Test
  void sharing_the_window_7_2_3_2() {
    Deflated.end(Role.CLIENT)
        .receives("c1 07 f2 48 cd c9 c9 07 00")
        .receives("c1 05 f2 00 11 00 00")
        .told("text Hello", "text Hello");
  }

  @Test
  void a_block_with_no_compression_7_2_3_3() {
    Deflated.end(Role.CLIENT).receives("c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00").told("text Hello");
  }

  @Test
  void a_block_with_BFINAL_set_7_2_3_4_and_then_the_others() {
    Deflated.end(Role.CLIENT)
        .receives("c1 08 f3 48 cd c9 c9 07 00 00")
        .receives("c1 05 f2 00 11 00 00") // the window is kept behind it
        .receives("c1 07 f2 48 cd c9 c9 07 00")
        .told("text Hello", "text Hello", "text Hello");
  }

  @Test
  void two_blocks_in_one_message_7_2_3_5() {
    Deflated.end(Role.CLIENT)
        .receives("c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00")
        .told("text Hello");
  }

  @Test
  void an_empty_message_7_2_3_6() {
    Deflated.end(Role.CLIENT)
        .receives("c1 01 00")
        .receives("c2 01 00")
        .receives("c1 02 02 00") // an empty block with fixed codes instead
        .receives("c1 07 f2 48 cd c9 c9 07 00")
        .told("text ", "binary ", "text ", "text Hello");
  }

  @Test
  void blocks_behind_one_with_BFINAL_in_the_same_message() {
    // "Hello" with BFINAL, and a block that goes back to it.
    Deflated.end(Role.CLIENT)
        .receives("c1 0c f3 48 cd c9 c9 07 00 f2 00 11 00 00")
        .told("text HelloHello");
  }

  @Test
  void the_empty_stored_block_at_the_end_may_have_BFINAL_set_itself() {
    // 7.2.1 asks for "an empty DEFLATE block with no compression" and says nothing of BFINAL; Go's
    // compress/flate closes a stream so.
    for (boolean lenient : new boolean[] {true, false}) {
      (lenient ? lenient(true) : Deflated.end(Role.CLIENT))
          .receives("c1 07 f2 48 cd c9 c9 07 04")
          .receives("c1 05 f2 00 11 00 00") // the window is kept behind it
          .receives("41 08 f3 48 cd c9 c9 07 00 01")
          .receives("80 00")
          .receives("c1 01 01")
          .receives("c1 07 f2 48 cd c9 c9 07 00")
          .told("text Hello", "text Hello", "text Hello", "text ", "text Hello");
    }
    Deflated.end(Role.CLIENT, 15, false)
        .receives("c1 07 f2 48 cd c9 c9 07 04")
        .told("text Hello")
        .receives("c1 05 f2 00 11 00 00")
        .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
    for (String cut :
        new String[] {"01 00", "01 00 00", "01 05 00 fa ff 48", "f3 48 cd c9 c9 07"}) {
      Deflated.end(Role.CLIENT)
          .receives(0xC1, Bytes.hex(cut))
          .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
    }
  }

  // ---- What is not whole

  private static final List<String> WORDS =
      List.of("lorem", "ipsum", "dolor", "sit", "amet", "consetetur");

  private static final List<String> SAMPLES =
      List.of(
          "Hello",
          "a".repeat(1000),
          text(3000),
          "\u00e9\u20ac\ud83d\ude00".repeat(40),
          "{\"a\":[1,2,3]}");

  private static String text(int length) {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return text.toString();
  }

  @Test
  void a_message_that_is_cut_short_at_any_byte_fails_and_is_not_delivered() {
    for (String sample : SAMPLES) {
      for (int level : new int[] {0, 1, 9}) {
        try (Zlib zlib = new Zlib(level, true)) {
          byte[] payload = zlib.deflate(Bytes.utf8(sample));
          Deflated.end(Role.SERVER).receives(0xC1, payload).told("text " + sample);
          int step = Math.max(1, payload.length / 400);
          for (int cut = 0; cut < payload.length; cut += step) {
            if (payload[0] == 0 && cut == 1) {
              continue; // the head of a stored block alone: a whole message, an empty one (7.2.3.6)
            }
            End end = Deflated.end(Role.SERVER).receives(0xC1, Arrays.copyOf(payload, cut));
            assertThat(end.violation).as("cut at %s of %s", cut, payload.length).isNotNull();
            end.assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
          }
        }
      }
    }
  }

  @Test
  void the_same_in_fragments_of_which_the_last_is_empty() {
    byte[] payload = Bytes.hex("f2 48 cd c9 c9 07 00");
    Deflated.end(Role.SERVER).receives(0x41, payload).receives(0x80).told("text Hello");
    Deflated.end(Role.SERVER).receives(0x41).receives(0x80, payload).told("text Hello");
    for (int cut = 0; cut < payload.length; cut++) {
      Deflated.end(Role.SERVER)
          .receives(0x41, Arrays.copyOf(payload, cut))
          .receives(0x80)
          .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
    }
  }

  @Test
  void a_compressed_message_without_payload_fails_in_one_frame_or_several() {
    Deflated.end(Role.SERVER)
        .receives(0xC1)
        .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
    Deflated.end(Role.SERVER)
        .receives(0x42)
        .receives(0x00)
        .receives(0x80)
        .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
    Deflated.end(Role.SERVER)
        .receives(0xC1, Bytes.hex("f2 48 cd c9 c9 07 00")) // whose end must not count again
        .told("text Hello")
        .receives(0xC1)
        .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
  }

  @Test
  void fragments_may_cut_a_message_anywhere_also_inside_a_flush_in_its_midst() {
    byte[] payload = Bytes.hex("f2 48 05 00 00 00 ff ff ca c9 c9 07 00");
    for (int first = 0; first <= payload.length; first++) {
      for (int second = first; second <= payload.length; second++) {
        Deflated.end(Role.SERVER)
            .receives(0x41, Arrays.copyOf(payload, first))
            .receives(0x89)
            .receives(0x00, Arrays.copyOfRange(payload, first, second))
            .receives(0x80, Arrays.copyOfRange(payload, second, payload.length))
            .told("ping ", "text Hello");
      }
    }
  }

  @Test
  void uncompressed_messages_between_compressed_ones_do_not_enter_the_window() {
    Deflated.end(Role.CLIENT)
        .receives("c1 07 f2 48 cd c9 c9 07 00")
        .receives("81 03 61 62 63")
        .receives("01 01 64")
        .receives("80 01 65")
        .receives("c1 05 f2 00 11 00 00") // H, and four bytes from five back
        .told("text Hello", "text abc", "text de", "text Hello");
  }

  @Test
  void garbage_behind_the_last_block_fails() {
    byte[] payload = Bytes.hex("f2 48 cd c9 c9 07 00");
    for (int garbage = 0; garbage < 256; garbage++) {
      Deflated.end(Role.SERVER)
          .receives(0xC1, Bytes.concat(payload, new byte[] {(byte) garbage}))
          .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
    }
  }

  @Test
  void a_tail_that_was_not_taken_away_fails() {
    Deflated.end(Role.SERVER)
        .receives(0xC1, Bytes.hex("f2 48 cd c9 c9 07 00 00 00 ff ff"))
        .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
  }

  @Test
  void a_stream_that_was_finished_instead_of_flushed_fails() {
    Deflated.end(Role.SERVER)
        .receives(0xC1, Bytes.hex("f3 48 cd c9 c9 07"))
        .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
  }

  /** "Hello" as zlib finishes it: one block with BFINAL, and nothing behind it. */
  private static final String FINISHED = "f3 48 cd c9 c9 07 00";

  private static End lenient(boolean takeover) {
    Compression settings = Compression.builder().finalBlockMayEndMessage(true).build();
    return End.of(Role.CLIENT, Deflated.extension(15, takeover, settings, new Deflated.Memory()));
  }

  @Test
  void a_block_with_BFINAL_does_not_end_a_message_unless_that_was_allowed() {
    Deflated.end(Role.CLIENT)
        .receives(0xC1, Bytes.hex(FINISHED))
        .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
    for (boolean takeover : new boolean[] {true, false}) {
      lenient(takeover)
          .receives(0xC1, Bytes.hex(FINISHED))
          .receives(0x41, Bytes.hex(FINISHED))
          .receives(0x80)
          .receives(0x41, Bytes.hex("f3 48 cd"))
          .receives(0x80, Bytes.hex("c9 c9 07 00"))
          .receives(0xC1, Bytes.hex(FINISHED + "00"))
          .receives(0xC1, Bytes.hex("f2 48 cd c9 c9 07 00"))
          .told("text Hello", "text Hello", "text Hello", "text Hello", "text Hello");
    }
    lenient(true)
        .receives(0xC1, Bytes.hex(FINISHED))
        .receives("c1 05 f2 00 11 00 00") // the window is kept behind it
        .told("text Hello", "text Hello");
    lenient(false)
        .receives(0xC1, Bytes.hex(FINISHED))
        .told("text Hello")
        .receives("c1 05 f2 00 11 00 00")
        .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
  }

  @Test
  void where_a_block_with_BFINAL_may_end_a_message_what_is_cut_short_or_has_garbage_still_fails() {
    byte[] finished = Bytes.hex(FINISHED);
    for (int cut = 0; cut < finished.length; cut++) {
      lenient(true)
          .receives(0xC1, finished) // what went before does not count for this one
          .told("text Hello")
          .receives(0xC1, Arrays.copyOf(finished, cut))
          .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
    }
    for (int garbage = 1; garbage < 256; garbage++) {
      if ((garbage & 6) == 0) {
        continue; // the head of a stored block, whose other bits mean nothing
      }
      lenient(true)
          .receives(0xC1, Bytes.concat(finished, new byte[] {(byte) garbage}))
          .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
    }
    lenient(true)
        .receives(0x41, finished)
        .receives(0x00)
        .receives(0x80, Bytes.hex("f2"))
        .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"06", "07 00", "00 05 00 fa fe 48", "f2 00 11 00 00", "ff ff ff ff"})
  void what_is_no_DEFLATE_fails(String payload) {
    Deflated.end(Role.SERVER)
        .receives(0xC2, Bytes.hex(payload))
        .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
  }

  @Test
  void the_failure_says_what_was_wrong() {
    End end = Deflated.end(Role.SERVER).receives(0xC1, Bytes.hex("f2 00 11 00 00"));
    assertThat(end.violation).hasMessageContaining("a distance reaches before the first byte");
    end = Deflated.end(Role.SERVER).receives(0xC1);
    assertThat(end.violation).hasMessageContaining("cut short");
  }

  // ---- What was agreed on

  @Test
  void RSV1_on_a_continuation_or_a_control_frame_and_the_other_bits_fail() {
    Deflated.end(Role.SERVER)
        .receives(0x41, Bytes.hex("f2 48 cd"))
        .receives(0xC0, Bytes.hex("c9 c9 07 00"))
        .assertConnectionFailing(ProtocolViolation.RESERVED_BIT);
    for (int firstByte : new int[] {0xC8, 0xC9, 0xCA, 0xA1, 0x91, 0xE1}) {
      Deflated.end(Role.SERVER)
          .receives(firstByte, Bytes.hex("00"))
          .assertConnectionFailing(ProtocolViolation.RESERVED_BIT);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
  void a_distance_beyond_the_window_fails_and_one_of_just_the_window_does_not(int bits) {
    int window = 1 << bits;
    for (int distance : new int[] {window, window + 1}) {
      if (distance > 1 << 15) {
        continue; // the format has none
      }
      byte[] message = repeatAt(distance);
      byte[] payload = matchAt(message, distance);
      End end = Deflated.end(Role.SERVER, bits, true).receives(0xC2, payload);
      if (distance == window) {
        end.told("binary " + Bytes.hex(message));
      } else {
        assertThat(end.violation).hasMessageContaining("greater than the window");
        end.assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
      }
    }
  }

  /** Random bytes, and the first three of them again. */
  private static byte[] repeatAt(int distance) {
    byte[] message = new byte[distance + 3];
    new Random(distance).nextBytes(message);
    System.arraycopy(message, 0, message, distance, 3);
    return message;
  }

  /** The same as stored blocks, and a match of three bytes in a block with fixed codes. */
  private static byte[] matchAt(byte[] message, int distance) {
    var out = new ByteArrayOutputStream();
    for (int at = 0; at < distance; ) {
      int n = Math.min(distance - at, 20_000);
      out.writeBytes(new byte[] {0, (byte) n, (byte) (n >> 8), (byte) ~n, (byte) (~n >> 8)});
      out.write(message, at, n);
      at += n;
    }
    // Behind a power of two, two codes share what is up to the next one (RFC 1951, 3.2.5).
    int log = 31 - Integer.numberOfLeadingZeros(distance - 1);
    int code = 2 * log + ((distance - 1) >> (log - 1) & 1);
    int extra = code / 2 - 1;
    int rest = distance - 1 - ((2 + (code & 1)) << extra);
    // BFINAL 0, BTYPE 01; length 3 is 0000001; the distance code; the extra bits; end of block.
    String bits =
        "0"
            + "10"
            + "0000001"
            + binary(code, 5)
            + new StringBuilder(extra == 0 ? "" : binary(rest, extra)).reverse()
            + "0000000"
            + "000";
    byte[] packed = new byte[(bits.length() + 7) / 8];
    for (int i = 0; i < bits.length(); i++) {
      packed[i / 8] |= (byte) ((bits.charAt(i) - '0') << i % 8);
    }
    out.writeBytes(packed);
    return out.toByteArray();
  }

  private static String binary(int value, int digits) {
    return Integer.toBinaryString(1 << digits | value).substring(1);
  }

  @Test
  void without_context_takeover_no_message_refers_to_an_earlier_one() {
    End end = Deflated.end(Role.CLIENT, 15, false).receives("c1 07 f2 48 cd c9 c9 07 00");
    end.receives("c1 0c f3 48 cd c9 c9 07 00 f2 00 11 00 00").told("text Hello", "text HelloHello");
    end.receives("c1 05 f2 00 11 00 00").assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
  }

  @Test
  void without_context_takeover_the_window_is_for_the_message_and_not_for_its_fragments() {
    Deflated.end(Role.CLIENT, 15, false)
        .receives("41 08 f3 48 cd c9 c9 07 00 f2")
        .receives("80 04 00 11 00 00")
        .told("text HelloHello");
  }

  @Test
  void takeover_is_agreed_on_for_each_direction_alone() {
    var receives = new DeflateAgreement("", 15, 15, false, true);
    End end =
        End.of(Role.CLIENT, new PerMessageDeflate(receives, Deflated.EAGER, new Deflated.Memory()));
    end.receives("c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00")
        .told("text Hello", "text Hello");
    var sends = new DeflateAgreement("", 15, 15, true, false);
    end = End.of(Role.CLIENT, new PerMessageDeflate(sends, Deflated.EAGER, new Deflated.Memory()));
    end.receives("c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00");
    assertThat(end.violation).isNotNull();
  }

  // ---- Messages in every shape, from zlib

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messages_of_zlib_come_through_however_they_are_cut(boolean takeover) {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      End end = Deflated.end(Role.SERVER, 15, takeover);
      List<String> expected = new ArrayList<>();
      var script = new ByteArrayOutputStream();
      try (Zlib zlib = new Zlib(random.nextInt(10), takeover)) {
        for (int i = 0; i < 12; i++) {
          String message =
              text(random.nextInt(i == 5 ? 200_000 : 1000))
                  .substring(random.nextInt(5) == 0 ? 0 : 1);
          boolean plain = random.nextInt(4) == 0;
          byte[] bytes = Bytes.utf8(message);
          writeFragments(
              script, random, plain ? 0x01 : 0x41, plain ? bytes : zlib.deflate(bytes), expected);
          expected.add("text " + message);
        }
      }
      byte[] all = script.toByteArray();
      try {
        end.receivesInPieces(all, random, 1 + random.nextInt(seed % 2 == 0 ? 100_000 : 300));
        end.told(expected.toArray(String[]::new));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static void writeFragments(
      ByteArrayOutputStream script,
      Random random,
      int firstByte,
      byte[] payload,
      List<String> expected) {
    int at = 0;
    int first = firstByte;
    while (true) {
      int left = payload.length - at;
      int count = random.nextInt(3) == 0 ? left : random.nextInt(left + 1);
      boolean last = count == left && random.nextBoolean();
      byte[] part = Arrays.copyOfRange(payload, at, at + count);
      script.writeBytes(Bytes.frame(Role.CLIENT, (last ? 0x80 : 0) | first, part));
      if (last) {
        return;
      }
      if (random.nextInt(3) == 0) {
        script.writeBytes(Bytes.frame(Role.CLIENT, 0x89));
        expected.add("ping ");
      }
      first = 0;
      at += count;
    }
  }
}
