package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.Role;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Compressed messages that are much larger than they look, or much more work. */
class DeflateBombTest {
  @Test
  void a_bomb_fails_at_the_limit_and_not_a_byte_behind_it() {
    int limit = 1_000_000;
    Limits limits = Limits.builder().maxMessageBytes(limit).build();
    for (int over : new int[] {0, 1, 100_000_000}) {
      try (Zlib zlib = new Zlib(9, true)) {
        byte[] bomb = zlib.deflate(new byte[limit + over]);
        assertThat(bomb.length).isLessThan((limit + over) / 500);
        End end = Deflated.end(Role.SERVER, limits, 15, true).receives(0xC2, bomb);
        if (over == 0) {
          assertThat(end.violation).isNull();
          assertThat(end.events.getFirst()).hasSize("binary ".length() + 2 * limit);
        } else {
          end.assertConnectionFailing(ProtocolViolation.MESSAGE_TOO_BIG);
        }
      }
    }
  }

  @Test
  void a_bomb_in_many_tiny_fragments_fails_at_the_limit_too() {
    Limits limits = Limits.builder().maxMessageBytes(100_000).build();
    End end = Deflated.end(Role.SERVER, limits, 15, true);
    byte[] bomb;
    try (Zlib zlib = new Zlib(9, true)) {
      bomb = zlib.deflate(new byte[200_000]);
    }
    int fragments = 0;
    for (byte each : bomb) {
      if (end.violation == null) {
        end.receives(fragments++ == 0 ? 0x42 : 0x00, each);
      }
    }
    assertThat(fragments).isBetween(bomb.length / 3, 2 * bomb.length / 3);
    end.assertConnectionFailing(ProtocolViolation.MESSAGE_TOO_BIG);
  }

  @Test
  void input_that_yields_nothing_is_bounded_as_well() {
    Limits limits = Limits.builder().maxMessageBytes(10_000).build();
    End end = Deflated.end(Role.SERVER, limits, 15, true);
    byte[] emptyBlocks = new byte[5_000]; // 10-bit empty blocks with fixed codes: 02 08 20 80 00
    for (int i = 0; i < emptyBlocks.length; i++) {
      emptyBlocks[i] = (byte) new int[] {0x02, 0x08, 0x20, 0x80, 0x00}[i % 5];
    }
    end.receives(0x42, emptyBlocks).receives(0x00, emptyBlocks);
    assertThat(end.violation).isNull();
    end.receives(0x00, emptyBlocks).assertConnectionFailing(ProtocolViolation.MESSAGE_TOO_BIG);
  }

  @Test
  void a_bomb_of_one_byte_fragments_and_empty_ones_is_bounded_in_number() {
    Limits limits = Limits.builder().maxMessageFragments(1000).build();
    End end = Deflated.end(Role.SERVER, limits, 15, true);
    end.receives(0x42, Bytes.hex("00"));
    for (int i = 1; i < 1000; i++) {
      end.receives(0x00);
    }
    assertThat(end.violation).isNull();
    assertThat(end.receives(0x00).violation).isNotNull();
  }

  @Test
  void what_blocks_without_content_cost_is_bounded_in_one_message_and_nothing_is_kept_of_it() {
    Limits limits = Limits.builder().maxMessageBytes(10_000).build();
    var memory = new Deflated.Memory();
    var extension = Deflated.extension(15, true, Deflated.EAGER, memory);
    End end = new End(Role.SERVER, limits, extension, new Wire(1 << 10, false));
    byte[] stored = Bytes.hex("00 00 00 ff ff".repeat(2000) + "00");
    for (int i = 0; i < 50; i++) {
      end.receives(0xC2, stored).told("binary ");
      assertThat(memory.bytes).isZero();
    }
  }

  @Test
  void text_is_checked_while_it_is_inflated() {
    try (Zlib zlib = new Zlib(9, true)) {
      byte[] bad = "\u00e9".repeat(5000).getBytes(StandardCharsets.ISO_8859_1);
      byte[] payload = zlib.deflate(bad);
      Deflated.end(Role.SERVER)
          .receives(0x41, Arrays.copyOf(payload, payload.length - 2))
          .assertConnectionFailing(ProtocolViolation.TEXT_NOT_UTF8);
    }
  }
}
