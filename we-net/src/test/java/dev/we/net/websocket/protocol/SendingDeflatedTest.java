package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.extension.Extension.Flush;
import dev.we.net.websocket.extension.PerMessageDeflate;
import dev.we.net.websocket.frame.ByteSink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** permessage-deflate, what is sent (RFC 7692, 7.2.1), with zlib as the receiver. */
class SendingDeflatedTest {
  /** A frame as it was sent; a client's is masked with the key 0, which changes nothing. */
  private static final class Frame {
    final int firstByte;
    final byte[] payload;

    Frame(int firstByte, byte[] payload) {
      this.firstByte = firstByte;
      this.payload = payload;
    }
  }

  private static List<Frame> frames(byte[] wire) {
    List<Frame> frames = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(wire);
    while (in.hasRemaining()) {
      int firstByte = in.get() & 0xFF;
      int second = in.get();
      int length = second & 0x7F;
      length = length == 126 ? in.getShort() & 0xFFFF : length == 127 ? (int) in.getLong() : length;
      if ((second & 0x80) != 0) {
        assertThat(in.getInt()).isZero(); // the key
      }
      byte[] payload = new byte[length];
      in.get(payload);
      frames.add(new Frame(firstByte, payload));
    }
    return frames;
  }

  private static End server(Compression settings, int windowBits, boolean takeover) {
    return end(Role.SERVER, settings, windowBits, takeover);
  }

  private static End end(Role role, Compression settings, int windowBits, boolean takeover) {
    return End.of(role, Deflated.extension(windowBits, takeover, settings, new Deflated.Memory()));
  }

  private static List<Frame> sent(End end, byte[] message, Compress wish) {
    end.protocol.sendBinary(ByteBuffer.wrap(message), wish, end.wire, () -> 0);
    return frames(end.wire.drain());
  }

  private static List<Frame> sent(End end, byte[] message) {
    return sent(end, message, Compress.WHERE_IT_PAYS);
  }

  private static byte[] payload(List<Frame> frames) {
    var out = new ByteArrayOutputStream();
    frames.forEach(frame -> out.writeBytes(frame.payload));
    return out.toByteArray();
  }

  private static byte[] noise(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Words of few letters: half of it can be saved. */
  private static byte[] words(int length, int seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextInt(6) == 0 ? ' ' : 'a' + random.nextInt(8));
    }
    return bytes;
  }

  // ---- The RFC's own examples

  @Test
  void hello_is_sent_byte_for_byte_as_in_7_2_3_1_and_again_a_byte_shorter_than_in_7_2_3_2() {
    End server = Deflated.end(Role.SERVER);
    server.protocol.sendText("Hello", Compress.ALWAYS, server.wire, () -> 0);
    server.sent("c1 07 f2 48 cd c9 c9 07 00");
    server.protocol.sendText("Hello", Compress.ALWAYS, server.wire, () -> 0);
    server.sent(
        "c1 04 02 13 00 00"); // five bytes from five back; the RFC has H, and four from five
    try (Zlib zlib = new Zlib(1, true)) {
      for (String payload :
          new String[] {"f2 48 cd c9 c9 07 00", "02 13 00 00", "f2 00 11 00 00"}) {
        assertThat(zlib.inflate(Bytes.hex(payload))).isEqualTo(Bytes.utf8("Hello"));
      }
    }
  }

  @Test
  void without_takeover_hello_is_the_same_again() {
    End server = Deflated.end(Role.SERVER, 15, false);
    for (int i = 0; i < 3; i++) {
      server.protocol.sendText("Hello", Compress.ALWAYS, server.wire, () -> 0);
      server.sent("c1 07 f2 48 cd c9 c9 07 00");
    }
  }

  @Test
  void an_empty_message_is_one_byte_where_it_must_be_compressed_as_in_7_2_3_6() {
    End server = Deflated.end(Role.SERVER);
    server.protocol.sendText("", Compress.ALWAYS, server.wire, () -> 0);
    server.sent("c1 01 00");
    server.protocol.sendText("", Compress.WHERE_IT_PAYS, server.wire, () -> 0);
    server.sent("81 00");
  }

  // ---- The window, measured

  @ParameterizedTest
  @CsvSource({"8", "9", "10", "11", "12", "13", "14", "15"})
  void no_distance_is_beyond_the_window_and_the_window_is_used(int bits) {
    Compression all = Deflated.EAGER.toBuilder().retainedHistoryBytes(1 << 15).build();
    for (Role role : Role.values()) {
      for (boolean takeover : new boolean[] {true, false}) {
        for (Compression.Effort effort : Compression.Effort.values()) {
          End end = end(role, all.toBuilder().effort(effort).build(), bits, takeover);
          String which = role + ", " + bits + " bits, takeover " + takeover + ", " + effort;
          assertDistances(end, bits, takeover, which);
        }
      }
    }
  }

  /** The same noise again and again, from next to each other to twice the window apart. */
  private static void assertDistances(End end, int bits, boolean takeover, String which) {
    int window = 1 << bits;
    Random random = new Random(bits);
    int before = 0;
    int greatest = 0;
    int reached = 0;
    try (Zlib zlib = new Zlib(1, takeover)) {
      for (int i = 0; i < 40; i++) {
        byte[] half = noise(1 + random.nextInt(i % 8 == 0 ? 2 * window : window / 2), i % 3);
        byte[] message = Bytes.concat(half, half);
        byte[] payload = payload(sent(end, message, Compress.ALWAYS));
        assertThat(zlib.inflate(payload)).as(which).isEqualTo(message);
        Distances distances = Distances.of(payload, takeover ? before : 0);
        greatest = Math.max(greatest, distances.greatest());
        reached = Math.max(reached, distances.reachedBeforeMessage());
        before += message.length;
      }
    }
    assertThat(greatest).as(which).isLessThanOrEqualTo(window).isGreaterThan(window / 4);
    assertThat(reached > 0).as(which).isEqualTo(takeover);
  }

  @Test
  void the_history_kept_bounds_how_far_a_message_refers_back() {
    Compression little = Deflated.EAGER.toBuilder().retainedHistoryBytes(1024).build();
    End server = server(little, 15, true);
    byte[] first = noise(600, 1);
    byte[] second = noise(600, 2);
    sent(server, first, Compress.ALWAYS);
    sent(server, second, Compress.ALWAYS);
    assertThat(payload(sent(server, second)).length).isLessThan(20);
    assertThat(payload(sent(server, first)).length).isGreaterThan(300);
  }

  // ---- Where it pays

  @Test
  void what_is_short_or_shall_not_be_compressed_goes_out_as_it_is() {
    Compression some = Compression.builder().minMessageBytes(100).build();
    End server = server(some, 15, true);
    assertThat(sent(server, new byte[99]).getFirst().firstByte).isEqualTo(0x82);
    assertThat(sent(server, new byte[100]).getFirst().firstByte).isEqualTo(0xC2);
    assertThat(sent(server, new byte[100], Compress.NEVER).getFirst().firstByte).isEqualTo(0x82);
    assertThat(sent(server, new byte[9], Compress.ALWAYS).getFirst().firstByte).isEqualTo(0xC2);
  }

  @Test
  void a_message_that_does_not_shrink_goes_out_as_it_is_and_later_ones_do_not_refer_to_it() {
    End server = Deflated.end(Role.SERVER);
    try (Zlib zlib = new Zlib(1, true)) {
      for (int i = 0; i < 50; i++) {
        byte[] noise = noise(100, i);
        Frame plain = sent(server, noise).getFirst();
        assertThat(plain.firstByte).isEqualTo(0x82);
        assertThat(plain.payload).isEqualTo(noise);
        byte[] message = Bytes.concat(words(300, i), noise, words(300, i));
        Frame frame = sent(server, message, Compress.ALWAYS).getFirst();
        assertThat(zlib.inflate(frame.payload)).isEqualTo(message);
      }
    }
  }

  @Test
  void the_first_piece_of_a_long_message_decides_for_all_of_it() {
    End server = Deflated.end(Role.SERVER);
    byte[] message = noise(300_000, 1);
    List<Frame> frames = sent(server, message);
    assertThat(frames).hasSize(1);
    assertThat(frames.getFirst().firstByte).isEqualTo(0x82);
    assertThat(frames.getFirst().payload).isEqualTo(message);
  }

  @Test
  void what_never_shrinks_is_tried_ever_more_seldom_and_what_shrinks_again_is_found_out() {
    End server = Deflated.end(Role.SERVER);
    int tries = 0;
    for (int i = 0; i < 2000; i++) {
      assertThat(sent(server, noise(200, i)).getFirst().firstByte).isEqualTo(0x82);
    }
    while (sent(server, words(200, tries)).getFirst().firstByte == 0x82) {
      tries++;
    }
    assertThat(tries).isBetween(1, 255);
    for (int i = 0; i < 10; i++) {
      assertThat(sent(server, words(200, i)).getFirst().firstByte).isEqualTo(0xC2);
    }
  }

  @Test
  void what_had_to_be_compressed_and_did_not_shrink_is_no_reason_to_try_the_others_again() {
    var extension = Deflated.extension(15, true, Deflated.EAGER, new Deflated.Memory());
    var out = new OutgoingExtension.Collected(1000);
    int[] tries = {0};
    ByteSink counting =
        atLeast -> {
          tries[0]++;
          return out.room(atLeast).clear();
        };
    ByteSink forced = atLeast -> out.room(atLeast).clear();
    for (int i = 0; i < 1000; i++) {
      byte[] noise = noise(200, i);
      extension.encode(noise, 0, 200, Flush.MESSAGE_END, Compress.WHERE_IT_PAYS, counting);
      assertThat(extension.encode(noise, 0, 100, Flush.MESSAGE_END, Compress.ALWAYS, forced))
          .isEqualTo(Extension.RSV1);
    }
    assertThat(tries[0]).isBetween(5, 20);
  }

  // ---- Long messages and parts

  @Test
  void a_long_message_goes_out_in_fragments_with_the_bit_on_the_first_only() {
    for (boolean takeover : new boolean[] {true, false}) {
      End server = Deflated.end(Role.SERVER, 15, takeover);
      try (Zlib zlib = new Zlib(1, takeover)) {
        for (int length : new int[] {65_536, 65_537, 131_072, 400_000, 1000}) {
          byte[] message = words(length, length);
          List<Frame> frames = sent(server, message);
          assertThat(frames).hasSize((length + 65_535) / 65_536);
          for (int i = 0; i < frames.size(); i++) {
            int fin = i == frames.size() - 1 ? 0x80 : 0;
            assertThat(frames.get(i).firstByte).isEqualTo(fin | (i == 0 ? 0x42 : 0));
          }
          assertThat(zlib.inflate(payload(frames))).isEqualTo(message);
        }
      }
    }
  }

  @Test
  void each_part_of_a_message_can_be_read_when_it_arrives() {
    End server = Deflated.end(Role.SERVER);
    End client = Deflated.end(Role.CLIENT);
    Protocol p = server.protocol;
    for (String part : new String[] {"", "H", "ello, ", "ello, ".repeat(20)}) {
      p.sendTextPart(part, false, Compress.WHERE_IT_PAYS, server.wire, () -> 0);
      client.receives(server.wire.drain());
    }
    p.sendTextPart("!", true, Compress.WHERE_IT_PAYS, server.wire, () -> 0);
    client.receives(server.wire.drain()).told("text Hello, " + "ello, ".repeat(20) + "!");
    // Zlib, given the first parts alone, has all of them.
    p.sendTextPart("Hello, ", false, Compress.WHERE_IT_PAYS, server.wire, () -> 0);
    client.receives(server.wire.drain());
    p.sendTextPart("world", true, Compress.WHERE_IT_PAYS, server.wire, () -> 0);
    client.receives(server.wire.drain()).told("text Hello, world");
    try (Zlib zlib = new Zlib(1, true)) {
      End other = Deflated.end(Role.SERVER);
      other.protocol.sendTextPart("Hello, ", false, Compress.WHERE_IT_PAYS, other.wire, () -> 0);
      Frame first = frames(other.wire.drain()).getFirst();
      assertThat(first.firstByte).isEqualTo(0x41);
      assertThat(zlib.inflate(first.payload)).isEqualTo(Bytes.utf8("Hello, "));
    }
  }

  // ---- Memory

  @Test
  void nothing_is_held_before_the_first_compressed_message_nor_after_the_close() {
    var memory = new Deflated.Memory();
    End server = End.of(Role.SERVER, Deflated.extension(15, true, Compression.defaults(), memory));
    server.protocol.sendText("short", Compress.WHERE_IT_PAYS, server.wire, () -> 0);
    server.receives(0x81, (byte) 'x').told("text x");
    assertThat(memory.bytes).isZero();
    sent(server, words(5000, 1));
    long sending = memory.bytes;
    assertThat(sending).isPositive();
    server.receives(0xC1, Bytes.hex("f2 48 cd c9 c9 07 00")).told("text Hello");
    assertThat(memory.bytes).isGreaterThan(sending);
    server.receives(0x88);
    assertThat(memory.bytes).isZero();
  }

  @Test
  void what_a_message_that_was_taken_back_made_grow_is_counted_and_nothing_stays_of_a_first_one() {
    var memory = new Deflated.Memory();
    End server = End.of(Role.SERVER, Deflated.extension(15, true, Deflated.EAGER, memory));
    assertThat(sent(server, noise(6000, 1)).getFirst().firstByte).isEqualTo(0x82);
    assertThat(memory.bytes).isZero();
    sent(server, words(500, 1));
    assertThat(memory.bytes).isBetween(1L, 3000L);
    assertThat(sent(server, noise(6000, 2)).getFirst().firstByte).isEqualTo(0x82);
    assertThat(memory.bytes).as("the history has room for 6,000 bytes").isGreaterThan(6000);
    Compression poor = Deflated.EAGER.toBuilder().maxProcessBytes(5000).build();
    var scarce = new Deflated.Memory();
    server = End.of(Role.SERVER, Deflated.extension(15, true, poor, scarce));
    sent(server, words(500, 1));
    assertThat(scarce.bytes).isPositive();
    sent(server, noise(6000, 2));
    assertThat(scarce.bytes).as("the budget is passed").isZero();
  }

  @Test
  void what_an_unfinished_message_holds_is_counted() {
    for (boolean takeover : new boolean[] {true, false}) {
      var memory = new Deflated.Memory();
      Compression poor = Deflated.EAGER.toBuilder().maxProcessBytes(5000).build();
      End server = End.of(Role.SERVER, Deflated.extension(15, takeover, poor, memory));
      End client = Deflated.end(Role.CLIENT, 15, takeover);
      String text = new String(words(6000, 1), StandardCharsets.US_ASCII);
      for (int i = 0; i < 3; i++) {
        server.protocol.sendTextPart(text, false, Compress.WHERE_IT_PAYS, server.wire, () -> 0);
        assertThat(memory.bytes).as("its own parts refer to it").isGreaterThan(6000);
      }
      server.protocol.sendTextPart("", true, Compress.WHERE_IT_PAYS, server.wire, () -> 0);
      assertThat(memory.bytes).isZero();
      client.receives(server.wire.drain()).told("text " + text.repeat(3));
    }
  }

  @Test
  void a_message_for_which_there_was_no_room_is_not_passed_over_as_if_the_peer_had_it() {
    ByteSink full =
        atLeast -> {
          throw new IllegalStateException("no room");
        };
    PreparedMessage prepared = PreparedMessage.text("Hello", Compress.ALWAYS);
    for (Role role : Role.values()) {
      for (Compress wish : Compress.values()) {
        Protocol protocol = Deflated.end(role).protocol;
        assertThatThrownBy(() -> protocol.sendText("Hello", wish, full, () -> 0))
            .hasMessage("no room");
        assertThat(protocol.hasBrokenOff()).as("%s %s", role, wish).isTrue();
      }
      Protocol protocol = Deflated.end(role).protocol;
      assertThatThrownBy(() -> protocol.sendPrepared(prepared, full, () -> 0))
          .hasMessage("no room");
      assertThat(protocol.hasBrokenOff()).as("%s", role).isTrue();
    }
  }

  @Test
  void behind_a_message_that_broke_off_no_other_goes_out() {
    ByteSink full =
        atLeast -> {
          throw new IllegalStateException("no room");
        };
    for (Compress wish : Compress.values()) {
      End end = Deflated.end(Role.SERVER);
      Protocol protocol = end.protocol;
      assertThatThrownBy(() -> protocol.sendText("Hello", wish, full, () -> 0))
          .hasMessage("no room");
      assertThatThrownBy(() -> protocol.sendText("Hello", wish, end.wire, () -> 0))
          .hasMessageContaining("broke off");
      assertThatThrownBy(
              () -> protocol.sendPrepared(PreparedMessage.text("all"), end.wire, () -> 0))
          .hasMessageContaining("broke off");
      assertThat(protocol.hasBrokenOff()).isTrue();
      assertThat(end.wire.drain()).isEmpty();
    }
  }

  @Test
  void without_takeover_nothing_is_held_between_messages() {
    var memory = new Deflated.Memory();
    End server = End.of(Role.SERVER, Deflated.extension(15, false, Deflated.EAGER, memory));
    sent(server, words(5000, 1));
    server.receives(0xC1, Bytes.hex("f2 48 cd c9 c9 07 00")).told("text Hello");
    assertThat(memory.bytes).isZero();
  }

  @Test
  void an_idle_connection_is_packed_and_loses_nothing() {
    for (Role role : Role.values()) {
      var memory = new Deflated.Memory();
      Compression settings =
          Deflated.EAGER.toBuilder().historyTimeout(Duration.ofSeconds(7)).build();
      End end = End.of(role, Deflated.extension(15, true, settings, memory));
      byte[] message = words(6000, 1);
      try (Zlib zlib = new Zlib(1, true)) {
        for (int i = 0; i < 4; i++) {
          byte[] payload = payload(sent(end, message));
          assertThat(zlib.inflate(payload)).isEqualTo(message);
          if (i > 0) {
            assertThat(payload.length).as("refers to the one before").isLessThan(300);
          }
          end.receives(0xC2, zlib.deflate(message)).told("binary " + Bytes.hex(message));
          assertThat(memory.bytes).isGreaterThan(16_000);
          end.rests(Duration.ofSeconds(7));
          assertThat(memory.bytes).isBetween(1L, 8_000L);
        }
      }
      end.protocol.streamEnded();
      end.protocol.discardInput();
      assertThat(memory.bytes).as("all is given back").isZero();
    }
  }

  @Test
  void a_connection_at_rest_that_gets_a_broadcast_stays_small() {
    var memory = new Deflated.Memory();
    End end = End.of(Role.SERVER, Deflated.extension(15, true, Deflated.EAGER, memory));
    byte[] message = words(6000, 1);
    try (Zlib zlib = new Zlib(1, true)) {
      for (int i = 0; i < 3; i++) {
        assertThat(zlib.inflate(payload(sent(end, message)))).isEqualTo(message);
        end.rests(Duration.ofHours(1));
        long packed = memory.bytes;
        PreparedMessage all = PreparedMessage.binary(ByteBuffer.wrap(words(3000, 2)));
        end.protocol.sendPrepared(all, end.wire, () -> 0);
        assertThat(zlib.inflate(payload(frames(end.wire.drain())))).isEqualTo(words(3000, 2));
        assertThat(memory.bytes).isLessThanOrEqualTo(packed);
      }
    }
  }

  // ---- The history grows

  @Test
  void the_history_grows_with_what_is_sent_and_not_where_memory_is_scarce() {
    var memory = new Deflated.Memory();
    Compression settings = Deflated.EAGER.toBuilder().maxProcessBytes(2_000_000).build();
    End end = End.of(Role.SERVER, Deflated.extension(15, true, settings, memory));
    try (Zlib zlib = new Zlib(1, true)) {
      int before = 0;
      int[] reached = new int[5];
      for (int stage = 0; stage < reached.length; stage++) {
        memory.add(stage == 3 ? 1_000_001 : stage == 4 ? -1_000_001 : 0);
        int until = before + (stage == 0 || stage >= 3 ? 50_000 : stage == 1 ? 150_000 : 400_000);
        while (before < until) {
          byte[] message = words(1000, before / 1000 % 40); // comes again after 40,000
          byte[] payload = payload(sent(end, message, Compress.ALWAYS));
          assertThat(zlib.inflate(payload)).isEqualTo(message);
          reached[stage] =
              Math.max(reached[stage], Distances.of(payload, before).reachedBeforeMessage());
          before += message.length;
        }
      }
      assertThat(reached[0]).as("first").isBetween(5000, 9 << 10);
      assertThat(reached[1]).as("after 64 KiB").isBetween(12_000, 18 << 10);
      assertThat(reached[2]).as("after 256 KiB").isBetween(24_000, 32 << 10);
      assertThat(reached[4]).as("begins anew").isBetween(5000, 9 << 10);
    }
  }

  @Test
  void beyond_what_the_process_may_hold_messages_are_compressed_each_for_itself() {
    var memory = new Deflated.Memory();
    Compression settings = Deflated.EAGER.toBuilder().maxProcessBytes(100_000).build();
    End server = End.of(Role.SERVER, Deflated.extension(15, true, settings, memory));
    memory.add(99_000); // other connections
    try (Zlib zlib = new Zlib(1, true)) {
      for (int i = 0; i < 5; i++) {
        byte[] message = words(5000, 1);
        byte[] payload = payload(sent(server, message));
        assertThat(zlib.inflate(payload)).isEqualTo(message);
        assertThat(Distances.of(payload, 5000 * i).reachedBeforeMessage()).isZero();
        assertThat(memory.bytes).isEqualTo(99_000);
      }
      memory.add(-99_000);
      byte[] message = words(5000, 1);
      zlib.inflate(payload(sent(server, message)));
      assertThat(memory.bytes).isPositive();
      assertThat(payload(sent(server, message)).length).isLessThan(100);
    }
  }

  @Test
  void what_was_agreed_on_for_the_other_direction_does_not_touch_what_is_sent() {
    var agreement = new DeflateAgreement("", 15, 8, true, false);
    End server =
        End.of(
            Role.SERVER, new PerMessageDeflate(agreement, Deflated.EAGER, new Deflated.Memory()));
    byte[] noise = noise(3000, 1);
    sent(server, noise, Compress.ALWAYS);
    assertThat(payload(sent(server, noise)).length).isLessThan(100);
  }
}
