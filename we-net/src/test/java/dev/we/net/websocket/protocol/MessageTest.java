package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.Role;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 6455, sections 5.4 to 5.6: messages in one frame and in many, control frames between. */
class MessageTest {
  @ParameterizedTest
  @EnumSource
  void control_frames_come_between_fragments(Role role) {
    End.of(role)
        .receives(0x01, Bytes.hex("e2"))
        .receives(0x89, Bytes.utf8("p"))
        .receives(0x00)
        .receives(0x8A)
        .receives(0x00, Bytes.hex("82"))
        .receives(0x80, Bytes.hex("ac"))
        .told("ping 70", "pong ", "text €")
        .receives(0x82, Bytes.hex("00ff"))
        .told("binary 00ff");
  }

  @ParameterizedTest
  @EnumSource
  void the_same_script_in_every_split_tells_the_same(Role role) {
    Role peer = role.peer();
    byte[] script =
        Bytes.concat(
            Bytes.frame(peer, 0x81, Bytes.utf8("Hello €")),
            Bytes.frame(peer, 0x02, Bytes.hex("0102")),
            Bytes.frame(peer, 0x89, Bytes.utf8("a")),
            Bytes.frame(peer, 0x80, Bytes.hex("03")),
            Bytes.frame(peer, 0x82),
            Bytes.frame(peer, 0x01, Bytes.utf8("😀").clone()),
            Bytes.frame(peer, 0x00),
            Bytes.frame(peer, 0x80, Bytes.utf8("x".repeat(130))),
            Bytes.frame(peer, 0x88, Bytes.close(1000, "bye")));
    String[] expected = {
      "text Hello €",
      "ping 61",
      "binary 010203",
      "binary ",
      "text 😀" + "x".repeat(130),
      "close 1000 bye"
    };
    for (int cut = 0; cut <= script.length; cut++) {
      End end = End.of(role);
      end.receives(java.util.Arrays.copyOf(script, cut));
      end.receives(java.util.Arrays.copyOfRange(script, cut, script.length)).told(expected);
    }
    for (int seed = 0; seed < 500; seed++) {
      End.of(role).receivesInPieces(script, new Random(seed), 1 + seed % 40).told(expected);
    }
  }

  @Test
  void random_messages_in_random_frames_and_random_pieces() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var script = new ByteArrayOutputStream();
      byte[] message = new byte[random.nextInt(5000)];
      random.nextBytes(message);
      int at = 0;
      for (int first = 0x02; at < message.length; first = 0x00) {
        int to = Math.min(message.length, at + random.nextInt(700));
        byte[] part = java.util.Arrays.copyOfRange(message, at, to);
        int fin = to == message.length ? 0x80 : 0;
        script.writeBytes(Bytes.frame(Role.CLIENT, fin | first, part));
        at = to;
      }
      End end = End.of(Role.SERVER);
      end.receivesInPieces(script.toByteArray(), random, 1 + random.nextInt(2000));
      if (message.length > 0) {
        assertThat(end.events).as("seed " + seed).containsExactly("binary " + Bytes.hex(message));
      }
    }
  }

  @Test
  void a_message_that_lies_in_the_input_is_told_without_a_copy() {
    ByteBuffer in = ByteBuffer.allocateDirect(100).put(Bytes.frame(Role.CLIENT, 0x82, (byte) 7));
    End end = End.of(Role.SERVER);
    Sink looking =
        new ForwardingSink(end) {
          @Override
          public void onBinary(ByteBuffer data) {
            assertThat(data.isDirect()).isTrue();
            assertThat(data.get(data.position())).isEqualTo((byte) 7);
            in.put(6, (byte) 8);
            assertThat(data.get(data.position())).isEqualTo((byte) 8);
            end.onBinary(data);
          }
        };
    end.protocol.receive(in.flip(), looking);
    end.told("binary 08");
  }

  @Test
  void a_masking_key_of_zero_is_a_key() {
    End.of(Role.SERVER).receives("81 81 00000000 41").told("text A");
    End client = End.of(Role.CLIENT);
    client.protocol.sendText("A", Compress.WHERE_IT_PAYS, client.wire, () -> 0);
    client.sent("81 81 00000000 41");
  }

  @Test
  void messages_are_sent_whole_and_in_parts_with_control_frames_between() {
    End end = End.of(Role.CLIENT);
    Protocol p = end.protocol;
    ByteBuffer data = ByteBuffer.wrap(Bytes.hex("010203")).position(1);
    assertThat(p.sendBinary(data, Compress.WHERE_IT_PAYS, end.wire, () -> Bytes.KEY)).isEqualTo(2);
    assertThat(data.remaining()).isEqualTo(2);
    assertThat(p.sendBinaryPart(data, false, Compress.WHERE_IT_PAYS, end.wire, () -> Bytes.KEY))
        .isEqualTo(2);
    assertThat(p.sendPing(data, end.wire, Bytes.KEY)).isEqualTo(2);
    assertThat(p.sendPong(data, end.wire, Bytes.KEY)).isEqualTo(2);
    assertThat(
            p.sendBinaryPart(
                ByteBuffer.allocate(0), true, Compress.WHERE_IT_PAYS, end.wire, () -> Bytes.KEY))
        .isZero();
    assertThat(p.sendText("x", Compress.WHERE_IT_PAYS, end.wire, () -> Bytes.KEY)).isEqualTo(1);
    byte[] payload = Bytes.hex("0203");
    end.assertFrameSent(0x82, payload)
        .assertFrameSent(0x02, payload)
        .assertFrameSent(0x89, payload)
        .assertFrameSent(0x8A, payload)
        .assertFrameSent(0x80)
        .assertFrameSent(0x81, Bytes.utf8("x"))
        .assertNothingSent();
  }

  @Test
  void messages_do_not_interleave() {
    End end = End.of(Role.SERVER);
    end.protocol.sendTextPart("a", false, Compress.WHERE_IT_PAYS, end.wire, () -> 0);
    ByteBuffer data = ByteBuffer.allocate(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> end.protocol.sendText("b", Compress.WHERE_IT_PAYS, end.wire, () -> 0));
    assertThatIllegalStateException()
        .isThrownBy(() -> end.protocol.sendBinary(data, Compress.WHERE_IT_PAYS, end.wire, () -> 0));
    assertThatIllegalStateException()
        .isThrownBy(() ->
            end.protocol.sendBinaryPart(data, true, Compress.WHERE_IT_PAYS, end.wire, () -> 0));
    end.sent("01 01 61");
  }

  @Test
  void a_ping_of_126_bytes_is_the_callers_mistake() {
    End end = End.of(Role.SERVER);
    ByteBuffer large = ByteBuffer.allocate(126);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> end.protocol.sendPing(large, end.wire, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> end.protocol.sendPong(large, end.wire, 0));
    end.assertNothingSent();
    end.protocol.sendPing(large.limit(125), end.wire, 0);
    end.assertFrameSent(0x89, new byte[125]);
  }

  // ---- 5.5.3: the newest pings want their pongs

  @ParameterizedTest
  @EnumSource
  void a_ping_flood_at_a_peer_that_does_not_write_holds_few_pongs_the_newest(Role role) {
    End end = End.of(role);
    for (int i = 0; i < 50_000; i++) {
      end.receives(0x89, (byte) (i >> 8), (byte) i);
      end.events.clear();
    }
    end.assertNothingSent();
    int kept = Limits.defaults().maxPendingPongs();
    for (int i = 50_000 - kept; i < 50_000; i++) {
      assertThat(end.protocol.pongOwed()).isTrue();
      assertThat(end.protocol.takePong(end.wire, Bytes.KEY)).isTrue();
      end.assertFrameSent(0x8A, (byte) (i >> 8), (byte) i);
    }
    assertThat(end.protocol.pongOwed()).isFalse();
    assertThat(end.protocol.takePong(end.wire, Bytes.KEY)).isFalse();
    end.assertNothingSent();
  }

  /** Autobahn, case 2.10. */
  @ParameterizedTest
  @EnumSource
  void ten_pings_in_one_segment_are_answered_each_in_their_order(Role role) {
    End end = End.of(role);
    for (int i = 0; i < 10; i++) {
      end.receives(0x89, (byte) i);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(end.protocol.takePong(end.wire, Bytes.KEY)).isTrue();
      end.assertFrameSent(0x8A, (byte) i);
    }
  }

  @Test
  void the_payload_of_an_owed_pong_survives_the_input() {
    End end = End.of(Role.CLIENT);
    ByteBuffer in = ByteBuffer.wrap(Bytes.frame(Role.SERVER, 0x89, (byte) 1));
    end.protocol.receive(in, end);
    in.clear().put(new byte[3]);
    end.protocol.takePong(end.wire, Bytes.KEY);
    end.assertFrameSent(0x8A, (byte) 1);
  }

  @Test
  void unsolicited_pongs_cost_nothing() {
    End end = End.of(Role.SERVER);
    end.receives(0x8A, (byte) 1).told("pong 01").assertNothingSent();
    assertThat(end.protocol.pongOwed()).isFalse();
  }

  // ---- Limits

  @Test
  void four_mebibytes_in_fragments_of_64_bytes_pass() {
    End end = End.of(Role.SERVER);
    byte[] part = Bytes.utf8("0123456789abcdef".repeat(4));
    byte[] middle = Bytes.frame(Role.CLIENT, 0x00, part);
    byte[] thousand =
        Bytes.concat(java.util.Collections.nCopies(512, middle).toArray(byte[][]::new));
    end.receives(0x01, part);
    for (int i = 0; i < 128; i++) {
      end.receives(thousand);
    }
    end.told();
    assertThat(end.protocol.state()).isEqualTo(dev.we.net.websocket.State.OPEN);
    end = End.of(Role.SERVER);
    end.receives(0x01, part);
    for (int i = 0; i < 127; i++) {
      end.receives(thousand);
    }
    for (int i = 0; i < 510; i++) {
      end.receives(middle);
    }
    end.receives(0x80, part);
    assertThat(end.events.remove()).hasSize("text ".length() + (4 << 20));
    end.told();
  }

  @Test
  void too_many_fragments_fail_even_if_they_are_empty() {
    for (byte[] payload : new byte[][] {{}, {1}}) {
      End end = End.of(Role.SERVER);
      end.receives(0x02, payload);
      byte[] middle = Bytes.frame(Role.CLIENT, 0x00, payload);
      int count = 1;
      while (end.violation == null && count < 200_000) {
        end.receives(middle);
        count++;
      }
      assertThat(count).isEqualTo(Limits.defaults().maxMessageFragments() + 1);
      end.assertConnectionFailing(ProtocolViolation.TOO_MANY_FRAGMENTS);
    }
  }

  @Test
  void a_declared_size_holds_no_memory() {
    var limits = Limits.builder().maxFrameBytes(Long.MAX_VALUE).build();
    End.of(Role.CLIENT, limits)
        .receives("82 7f 0000010000000000")
        .assertConnectionFailing(ProtocolViolation.MESSAGE_TOO_BIG);
    var assembler = new MessageAssembler(1 << 30, new ArrayPool());
    assembler.begin(false);
    org.assertj.core.api.Assertions.assertThatCode(
            () -> assembler.append(ByteBuffer.allocate(10), 0, 10, 0, 1 << 30))
        .doesNotThrowAnyException();
    assertThat(assembler.capacity()).isLessThanOrEqualTo(256);
    assembler.release();
    assertThat(assembler.capacity()).isZero();
  }

  @Test
  void the_largest_message_passes_and_one_byte_more_does_not() {
    var limits = Limits.builder().maxFrameBytes(300).maxMessageBytes(200).build();
    End.of(Role.SERVER, limits).receives(0x82, new byte[200]).told("binary " + "00".repeat(200));
    End.of(Role.SERVER, limits)
        .receives(0x82, new byte[201])
        .assertConnectionFailing(ProtocolViolation.MESSAGE_TOO_BIG);
    End.of(Role.SERVER, limits)
        .receives(0x02, new byte[150])
        .receives(0x00, new byte[50])
        .receives(0x80)
        .told("binary " + "00".repeat(200));
    End.of(Role.SERVER, limits)
        .receives(0x02, new byte[150])
        .receives(0x80, new byte[51])
        .assertConnectionFailing(ProtocolViolation.MESSAGE_TOO_BIG);
  }

  @Test
  void the_largest_frame_passes_and_one_byte_more_does_not() {
    var limits = Limits.builder().maxFrameBytes(200).maxMessageBytes(300).build();
    End.of(Role.SERVER, limits).receives(0x82, new byte[200]).told("binary " + "00".repeat(200));
    End.of(Role.SERVER, limits)
        .receives(0x82, new byte[201])
        .assertConnectionFailing(ProtocolViolation.FRAME_TOO_BIG);
  }

  @Test
  void small_limits_leave_room_for_control_frames() {
    var limits = Limits.builder().maxFrameBytes(1).maxMessageBytes(1).build();
    End.of(Role.SERVER, limits)
        .receives(0x89, new byte[125])
        .receives(0x88, Bytes.close(1000, "bye"))
        .told("ping " + "00".repeat(125), "close 1000 bye");
  }

  @Test
  void frames_of_every_length_form_arrive_in_pieces() {
    for (int length : new int[] {0, 1, 125, 126, 127, 65535, 65536, 300_000}) {
      byte[] payload = new byte[length];
      new Random(length).nextBytes(payload);
      for (Role role : Role.values()) {
        byte[] frame = Bytes.frame(role.peer(), 0x82, payload);
        End.of(role).receives(frame).told("binary " + Bytes.hex(payload));
        End.of(role)
            .receivesInPieces(frame, new Random(length), 1 + length / 10)
            .told("binary " + Bytes.hex(payload));
      }
    }
  }
}
