package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.PerMessageDeflate;
import dev.we.net.websocket.frame.ByteSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that many connections send: encoded once, and right for each of them. */
class SendingPreparedTest {
  /** Takes shared bytes as they are, and counts whose they are. */
  private static final class SharedBytes implements ByteSink {
    private final List<ByteBuffer> shared = new ArrayList<>();

    @Override
    public ByteBuffer room(int atLeast) {
      throw new AssertionError("a copy");
    }

    @Override
    public void putShared(ByteBuffer bytes) {
      shared.add(bytes);
    }

    ByteBuffer last() {
      return shared.getLast();
    }
  }

  private static final List<Compress> WISHES = List.of(Compress.values());
  private static final String HELLO_COMPRESSED = "c1 07 f2 48 cd c9 c9 07 00";

  private final SharedBytes queue = new SharedBytes();

  private static long send(End end, PreparedMessage message) {
    return end.protocol.sendPrepared(message, end.wire, () -> Bytes.KEY);
  }

  private static End server(Compression settings, int windowBits, boolean takeover) {
    return End.of(
        Role.SERVER, Deflated.extension(windowBits, takeover, settings, new Deflated.Memory()));
  }

  /** The one frame that was sent, of fewer than 65,536 bytes, unmasked. */
  private static byte[] payload(End end, int firstByte) {
    ByteBuffer in = ByteBuffer.wrap(end.wire.drain());
    assertThat(in.get() & 0xFF).isEqualTo(firstByte);
    int length = in.get();
    byte[] payload = new byte[length == 126 ? in.getShort() & 0xFFFF : length];
    in.get(payload);
    assertThat(in.hasRemaining()).isFalse();
    return payload;
  }

  /** Half of it can be saved, and it does not repeat itself. */
  private static byte[] words(int length, int seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextInt(6) == 0 ? ' ' : 'a' + random.nextInt(8));
    }
    return bytes;
  }

  private static PreparedMessage prepared(byte[] bytes) {
    return PreparedMessage.binary(ByteBuffer.wrap(bytes));
  }

  @Test
  void who_gets_only_what_all_get_keeps_nothing_and_is_never_looked_at() {
    End end = server(Compression.defaults(), 15, true);
    long before = end.protocol.nextDeadline();
    assertThat(send(end, prepared(words(1000, 1)))).isPositive();
    payload(end, 0xC2);
    assertThat(end.protocol.deadlineMoved()).isFalse();
    assertThat(end.protocol.nextDeadline()).isEqualTo(before);
  }

  // ---- Byte for byte

  @Test
  void without_an_extension_a_server_sends_it_as_it_is_and_a_client_masks_it() {
    PreparedMessage text = PreparedMessage.text("Hello");
    PreparedMessage binary = prepared(new byte[] {1, 2, 3});
    for (Role role : Role.values()) {
      End end = End.of(role);
      assertThat(send(end, text)).isEqualTo(5);
      assertThat(send(end, binary)).isEqualTo(3);
      end.assertFrameSent(0x81, Bytes.utf8("Hello"))
          .assertFrameSent(0x82, (byte) 1, (byte) 2, (byte) 3)
          .assertNothingSent();
    }
  }

  @Test
  void a_lone_surrogate_goes_out_as_in_any_other_message_and_lengths_count_bytes() {
    End server = End.of(Role.SERVER);
    assertThat(send(server, PreparedMessage.text("\u00e9\ud800?"))).isEqualTo(6);
    server.sent("81 06 c3a9 efbfbd 3f");
  }

  @Test
  void compressed_it_is_the_same_with_takeover_and_without_and_whatever_went_before() {
    PreparedMessage hello = PreparedMessage.text("Hello", Compress.ALWAYS);
    for (boolean takeover : new boolean[] {true, false}) {
      End server = Deflated.end(Role.SERVER, 15, takeover);
      for (int i = 0; i < 3; i++) {
        assertThat(send(server, hello)).isEqualTo(5);
        server.sent(HELLO_COMPRESSED);
      }
    }
    End client = Deflated.end(Role.CLIENT);
    send(client, hello);
    client.assertFrameSent(0xC1, Bytes.hex("f2 48 cd c9 c9 07 00")).assertNothingSent();
  }

  @Test
  void an_empty_message_is_one_byte_where_it_must_be_compressed() {
    End server = Deflated.end(Role.SERVER);
    send(server, PreparedMessage.text("", Compress.ALWAYS));
    send(server, PreparedMessage.text(""));
    server.sent("c1 01 00 81 00");
  }

  // ---- Once for all

  @Test
  void all_servers_that_encode_it_alike_send_the_very_same_bytes() {
    byte[] bytes = words(3000, 1);
    PreparedMessage message = prepared(bytes);
    ByteBuffer plain = null;
    List<ByteBuffer> byBits = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      End without = End.of(Role.SERVER);
      without.protocol.sendPrepared(message, queue, () -> 0);
      plain = plain == null ? queue.last() : plain;
      assertThat(queue.last()).isSameAs(plain).isNotIn(byBits);
      for (int bits = 8; bits <= 15; bits++) {
        server(Deflated.EAGER, bits, round == 1).protocol.sendPrepared(message, queue, () -> 0);
        if (round == 0) {
          byBits.add(queue.last());
        }
        assertThat(queue.last()).isSameAs(byBits.get(bits - 8));
      }
    }
    // 3000 bytes are in reach of a window of 12 bits: larger ones are no reason for other bytes.
    assertThat(byBits.get(12 - 8)).isSameAs(byBits.get(13 - 8)).isSameAs(byBits.get(15 - 8));
    assertThat(byBits.get(8 - 8)).isNotSameAs(byBits.get(9 - 8));
  }

  @Test
  void what_does_not_shrink_is_short_or_must_not_be_compressed_goes_out_plain() {
    Compression from100 = Compression.builder().minMessageBytes(100).build();
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);
    record Case(PreparedMessage message, int firstByte) {}
    for (Case each :
        List.of(
            new Case(prepared(noise), 0x82),
            new Case(prepared(Arrays.copyOf(noise, 200)), 0x82),
            new Case(prepared(words(99, 1)), 0x82),
            new Case(prepared(words(100, 1)), 0xC2),
            new Case(PreparedMessage.binary(ByteBuffer.allocate(500), Compress.NEVER), 0x82),
            new Case(PreparedMessage.binary(ByteBuffer.allocate(5), Compress.ALWAYS), 0xC2))) {
      server(from100, 15, true).protocol.sendPrepared(each.message(), queue, () -> 0);
      ByteBuffer frame = queue.last();
      assertThat(frame.get(0) & 0xFF).as(each.toString()).isEqualTo(each.firstByte());
      End.of(Role.SERVER).protocol.sendPrepared(each.message(), queue, () -> 0);
      if (each.firstByte() == 0x82) {
        assertThat(queue.last()).isSameAs(frame);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
  void no_distance_is_beyond_the_receivers_window(int bits) {
    byte[] half = new byte[(1 << bits) - 10];
    new Random(bits).nextBytes(half);
    for (byte[] message :
        List.of(Bytes.concat(half, half), Bytes.concat(half, new byte[20], half))) {
      End server = server(Deflated.EAGER, bits, true);
      server.protocol.sendPrepared(
          PreparedMessage.binary(ByteBuffer.wrap(message), Compress.ALWAYS), queue, () -> 0);
      ByteBuffer frame = queue.last().duplicate();
      frame.position(message.length < 60_000 ? 4 : frame.remaining() < 65_536 ? 4 : 10);
      byte[] payload = new byte[frame.remaining()];
      frame.get(payload);
      assertThat(Distances.of(payload, 0).greatest()).isLessThanOrEqualTo(1 << bits);
      try (Zlib zlib = new Zlib(1, true)) {
        assertThat(zlib.inflate(payload)).isEqualTo(message);
      }
    }
  }

  // ---- Between a connection's own messages

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void own_messages_before_and_after_it_are_understood_with_every_window(boolean takeover) {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Compression settings =
          Deflated.EAGER.toBuilder().retainedHistoryBytes(1 << random.nextInt(6, 16)).build();
      List<End> ends = new ArrayList<>();
      List<Zlib> peers = new ArrayList<>();
      for (int bits = 8; bits <= 15; bits++) {
        ends.add(server(settings, bits, takeover));
        peers.add(new Zlib(1, takeover));
      }
      for (int step = 0; step < 30; step++) {
        byte[] bytes = words(random.nextInt(step % 7 == 0 ? 9000 : 600), random.nextInt(4));
        PreparedMessage message =
            PreparedMessage.binary(
                ByteBuffer.wrap(bytes), WISHES.get(random.nextInt(WISHES.size())));
        for (int i = 0; i < ends.size(); i++) {
          End end = ends.get(i);
          if (random.nextBoolean()) {
            send(end, message);
          } else {
            end.protocol.sendBinary(ByteBuffer.wrap(bytes), message.compress(), end.wire, () -> 0);
          }
          byte[] wire = end.wire.drain();
          byte[] payload = Arrays.copyOfRange(wire, wire[1] == 126 ? 4 : 2, wire.length);
          byte[] got = (wire[0] & 0x40) == 0 ? payload : peers.get(i).inflate(payload);
          assertThat(got).as("seed %s step %s end %s", seed, step, i).isEqualTo(bytes);
        }
      }
      peers.forEach(Zlib::close);
    }
  }

  @Test
  void own_messages_refer_to_a_broadcast_that_came_between_them() {
    byte[] own = words(500, 1);
    byte[] shared = words(500, 2);
    End server = Deflated.end(Role.SERVER);
    try (Zlib zlib = new Zlib(1, true)) {
      server.protocol.sendBinary(ByteBuffer.wrap(own), Compress.ALWAYS, server.wire, () -> 0);
      zlib.inflate(payload(server, 0xC2));
      send(server, prepared(shared));
      zlib.inflate(payload(server, 0xC2));
      byte[] both = Bytes.concat(shared, own);
      server.protocol.sendBinary(ByteBuffer.wrap(both), Compress.ALWAYS, server.wire, () -> 0);
      byte[] payload = payload(server, 0xC2);
      assertThat(zlib.inflate(payload)).isEqualTo(both);
      assertThat(payload.length).isLessThan(30);
    }
  }

  @Test
  void a_connection_that_only_gets_what_all_get_holds_no_memory_for_it() {
    var memory = new Deflated.Memory();
    End server = End.of(Role.SERVER, Deflated.extension(15, true, Deflated.EAGER, memory));
    for (int i = 0; i < 20; i++) {
      send(server, prepared(words(2000, i)));
      assertThat(memory.bytes).isZero();
    }
  }

  @Test
  void a_history_of_nothing_but_broadcasts_is_dropped() {
    var memory = new Deflated.Memory();
    Compression settings = Deflated.EAGER.toBuilder().retainedHistoryBytes(4096).build();
    End server = End.of(Role.SERVER, Deflated.extension(15, true, settings, memory));
    byte[] own = words(500, 1);
    server.protocol.sendBinary(ByteBuffer.wrap(own), Compress.ALWAYS, server.wire, () -> 0);
    for (int i = 0; i < 4; i++) {
      send(server, prepared(words(1000, i)));
      assertThat(memory.bytes).isPositive();
    }
    send(server, prepared(words(1000, 5)));
    assertThat(memory.bytes).isZero();
  }

  @Test
  void beyond_what_the_process_may_hold_a_broadcast_makes_no_history_grow() {
    var memory = new Deflated.Memory();
    Compression settings = Deflated.EAGER.toBuilder().maxProcessBytes(100_000).build();
    End server = End.of(Role.SERVER, Deflated.extension(15, true, settings, memory));
    byte[] own = words(500, 1);
    server.protocol.sendBinary(ByteBuffer.wrap(own), Compress.ALWAYS, server.wire, () -> 0);
    memory.add(100_000); // other connections
    send(server, prepared(words(1000, 2)));
    assertThat(memory.bytes).isEqualTo(100_000);
  }

  // ---- States

  @Test
  void nothing_is_sent_after_a_close() {
    PreparedMessage hello = PreparedMessage.text("Hello");
    End closing = End.of(Role.SERVER);
    closing.protocol.close(CloseReason.NO_STATUS, closing.wire, 0, 0);
    closing.wire.drain();
    assertThat(send(closing, hello)).isEqualTo(Protocol.NOT_OPEN);
    closing.sent("");
  }

  @Test
  void who_sends_with_one_window_and_receives_with_another_is_asked_for_the_one_he_sends_with() {
    byte[] half = new byte[1000];
    new Random(1).nextBytes(half);
    PreparedMessage message = prepared(Bytes.concat(half, half));
    var narrow = new DeflateAgreement("", 8, 15, true, true);
    End server =
        End.of(Role.SERVER, new PerMessageDeflate(narrow, Deflated.EAGER, new Deflated.Memory()));
    server.protocol.sendPrepared(message, queue, () -> 0);
    assertThat(queue.last().get(0) & 0xFF).as("nothing repeats within 256 bytes").isEqualTo(0x82);
    var wide = new DeflateAgreement("", 15, 8, true, true);
    server =
        End.of(Role.SERVER, new PerMessageDeflate(wide, Deflated.EAGER, new Deflated.Memory()));
    server.protocol.sendPrepared(message, queue, () -> 0);
    assertThat(queue.last().get(0) & 0xFF).isEqualTo(0xC2);
  }
}
