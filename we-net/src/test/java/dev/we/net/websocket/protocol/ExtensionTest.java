package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.State;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.extension.ExtensionDataException;
import dev.we.net.websocket.frame.ByteSink;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The seam for extensions, with one that owns RSV1 and writes runs of bytes by their length. */
class ExtensionTest {
  /** Each byte stands behind the number of times it comes, 1 to 255. */
  private static final class RunLengths implements Extension {
    private int count;
    private int runByte;
    private int runLength;
    boolean receivingReleased;
    boolean sendingReleased;
    int packed;
    boolean packingFails;

    @Override
    public int reservedBits() {
      return RSV1;
    }

    @Override
    public void decode(byte[] part, int from, int to, boolean last, ByteSink out)
        throws ExtensionDataException {
      Arrays.fill(part, to, to + ROOM_BEHIND, (byte) 0xEE);
      for (int at = from; at < to; at++) {
        int next = part[at] & 0xFF;
        if (count == 0) {
          count = next;
          if (count == 0) {
            throw new ExtensionDataException("a run of nothing");
          }
          continue;
        }
        for (; count > 0; count--) {
          out.room(1).put((byte) next);
        }
      }
      if (last && count > 0) {
        throw new ExtensionDataException("a run without its byte");
      }
    }

    @Override
    public void releaseReceiving() {
      receivingReleased = true;
    }

    @Override
    public int encode(byte[] part, int from, int to, Flush flush, Compress wish, ByteSink out) {
      if (flush == Flush.MESSAGE_END && to - from < 4) {
        out.room(1).put((byte) 1); // counts for nothing
        return 0;
      }
      encodeMore(part, from, to, flush, out);
      return RSV1;
    }

    @Override
    public void encodeMore(byte[] part, int from, int to, Flush flush, ByteSink out) {
      for (int at = from; at < to; at++) {
        int next = part[at] & 0xFF;
        if (runLength > 0 && (next != runByte || runLength == 255)) {
          flush(out);
        }
        runByte = next;
        runLength++;
      }
      if (flush != Flush.LATER) {
        flush(out);
      }
    }

    @Override
    public void releaseSending() {
      sendingReleased = true;
    }

    @Override
    public long packAfterNanos() {
      return 1000;
    }

    @Override
    public void pack() {
      if (packingFails) {
        throw new OutOfMemoryError("as if");
      }
      packed++;
    }

    private void flush(ByteSink out) {
      if (runLength > 0) {
        out.room(2).put((byte) runLength).put((byte) runByte);
      }
      runLength = 0;
    }
  }

  private static End end(Role role) {
    return End.of(role, new RunLengths());
  }

  private static End end(Limits limits) {
    return new End(Role.SERVER, limits, new RunLengths(), new Wire(1 << 10, false));
  }

  @Test
  void a_message_with_its_bit_is_turned_back() {
    end(Role.SERVER)
        .receives(0xC1, Bytes.hex("0361 0262"))
        .receives(0x81, Bytes.hex("61"))
        .receives(0xC2, Bytes.hex("0407"))
        .receives(0xC2)
        .told("text aaabb", "text a", "binary 07070707", "binary ")
        .assertNothingSent();
  }

  @Test
  void fragments_may_cut_anywhere_and_only_the_first_has_the_bit() {
    for (int seed = 0; seed < 50; seed++) {
      byte[] script =
          Bytes.concat(
              Bytes.frame(Role.CLIENT, 0x41, Bytes.hex("03")),
              Bytes.frame(Role.CLIENT, 0x00, Bytes.hex("61 02")),
              Bytes.frame(Role.CLIENT, 0x89),
              Bytes.frame(Role.CLIENT, 0x00, Bytes.hex("62")),
              Bytes.frame(Role.CLIENT, 0x80),
              Bytes.frame(Role.CLIENT, 0x01, Bytes.hex("63")),
              Bytes.frame(Role.CLIENT, 0x80, Bytes.hex("64")));
      end(Role.SERVER)
          .receivesInPieces(script, new Random(seed), 1 + seed)
          .told("ping ", "text aaabb", "text cd");
    }
  }

  @Test
  void its_bit_on_a_continuation_or_a_control_frame_and_other_bits_are_violations() {
    end(Role.SERVER).receives(0xA1).assertConnectionFailing(ProtocolViolation.RESERVED_BIT);
    end(Role.SERVER).receives(0xD1).assertConnectionFailing(ProtocolViolation.RESERVED_BIT);
    end(Role.SERVER).receives(0xC9).assertConnectionFailing(ProtocolViolation.RESERVED_BIT);
    end(Role.SERVER).receives(0xC8).assertConnectionFailing(ProtocolViolation.RESERVED_BIT);
    end(Role.SERVER)
        .receives(0x41)
        .receives(0xC0)
        .assertConnectionFailing(ProtocolViolation.RESERVED_BIT);
  }

  @Test
  void what_it_cannot_have_made_fails_the_connection() {
    End end = end(Role.SERVER).receives(0xC1, Bytes.hex("0061"));
    assertThat(end.violation).hasMessageContaining("a run of nothing");
    end.assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
    end(Role.SERVER)
        .receives(0xC1, Bytes.hex("01"))
        .assertConnectionFailing(ProtocolViolation.EXTENSION_DATA);
  }

  @Test
  void text_is_checked_as_it_comes_out() {
    end(Role.SERVER)
        .receives(0x41, Bytes.hex("01ff 0561"))
        .assertConnectionFailing(ProtocolViolation.TEXT_NOT_UTF8);
    end(Role.SERVER)
        .receives(0xC1, Bytes.hex("01c3"))
        .assertConnectionFailing(ProtocolViolation.TEXT_NOT_UTF8);
    end(Role.SERVER).receives(0xC1, Bytes.hex("01c3 01a9")).told("text é");
  }

  @Test
  void the_limit_on_a_message_counts_what_comes_out_while_it_does() {
    var limits = Limits.builder().maxMessageBytes(1000).build();
    byte[] bomb = Bytes.hex("ff00".repeat(4) + "ff00".repeat(1000));
    End end = end(limits).receives(0x42, bomb);
    end.assertConnectionFailing(ProtocolViolation.MESSAGE_TOO_BIG);
    end(limits)
        .receives(0xC2, Bytes.hex("ff00".repeat(3) + "eb00"))
        .told("binary " + "00".repeat(1000));
    end(limits)
        .receives(0xC2, Bytes.hex("ff00".repeat(3) + "ec00"))
        .assertConnectionFailing(ProtocolViolation.MESSAGE_TOO_BIG);
    // A bomb in many fragments, each of them small.
    End fragments = end(limits).receives(0x42, Bytes.hex("ff00"));
    for (int i = 0; i < 2; i++) {
      fragments.receives(0x00, Bytes.hex("ff00"));
    }
    assertThat(fragments.protocol.state()).isEqualTo(State.OPEN);
    fragments
        .receives(0x00, Bytes.hex("ff00"))
        .assertConnectionFailing(ProtocolViolation.MESSAGE_TOO_BIG);
  }

  @Test
  void what_is_sent_goes_through_it_message_by_message() {
    for (Role role : Role.values()) {
      End end = end(role);
      assertThat(end.protocol.sendText("aaa", Compress.WHERE_IT_PAYS, end.wire, () -> Bytes.KEY))
          .isEqualTo(3);
      assertThat(end.protocol.sendText("aaaa", Compress.WHERE_IT_PAYS, end.wire, () -> Bytes.KEY))
          .isEqualTo(4);
      ByteBuffer data = ByteBuffer.allocate(1000);
      assertThat(end.protocol.sendBinary(data, Compress.WHERE_IT_PAYS, end.wire, () -> Bytes.KEY))
          .isEqualTo(1000);
      assertThat(data.remaining()).isEqualTo(1000);
      end.protocol.sendTextPart("aa", false, Compress.WHERE_IT_PAYS, end.wire, () -> Bytes.KEY);
      end.protocol.sendPing(ByteBuffer.allocate(0), end.wire, Bytes.KEY);
      end.protocol.sendTextPart("ab", true, Compress.WHERE_IT_PAYS, end.wire, () -> Bytes.KEY);
      end.assertFrameSent(0x81, Bytes.utf8("aaa"))
          .assertFrameSent(0xC1, Bytes.hex("0461"))
          .assertFrameSent(0xC2, Bytes.hex("ff00ff00ff00eb00"))
          .assertFrameSent(0x41, Bytes.hex("0261"))
          .assertFrameSent(0x89)
          .assertFrameSent(0x80, Bytes.hex("01610162"))
          .assertNothingSent();
    }
  }

  @Test
  void a_long_text_comes_back_as_it_was() {
    String text = "aé€😀".repeat(5000);
    End client = end(Role.CLIENT);
    client.protocol.sendText(text, Compress.WHERE_IT_PAYS, client.wire, () -> Bytes.KEY);
    end(Role.SERVER).receives(client.wire.drain()).told("text " + text);
  }

  @Test
  void a_long_message_goes_out_in_pieces_each_with_a_key_of_its_own() {
    End client = end(Role.CLIENT);
    int[] key = {0x01020304};
    byte[] data = new byte[150_000];
    client.protocol.sendBinary(
        ByteBuffer.wrap(data), Compress.WHERE_IT_PAYS, client.wire, () -> key[0]++);
    assertThat(key[0]).isEqualTo(0x01020307);
    end(Role.SERVER)
        .receives(client.wire.drain())
        .told("binary " + Bytes.hex(data))
        .assertNothingSent();
  }

  @Test
  void a_message_that_shall_not_be_compressed_is_not_shown_to_it() {
    End server = end(Role.SERVER);
    server.protocol.sendText("aaaa", Compress.NEVER, server.wire, () -> 0);
    server.protocol.sendTextPart("aaaa", false, Compress.NEVER, server.wire, () -> 0);
    server.protocol.sendTextPart("aaaa", true, Compress.WHERE_IT_PAYS, server.wire, () -> 0);
    server
        .assertFrameSent(0x81, Bytes.utf8("aaaa"))
        .assertFrameSent(0x01, Bytes.utf8("aaaa"))
        .assertFrameSent(0x80, Bytes.utf8("aaaa"))
        .assertNothingSent();
  }

  @Test
  void what_it_holds_is_given_back_with_the_close_and_with_the_violation() {
    var extension = new RunLengths();
    End server = End.of(Role.SERVER, extension).receives(0x88);
    assertThat(extension.receivingReleased).isTrue();
    assertThat(extension.sendingReleased).isTrue();
    assertThat(server.protocol.closeSent()).isTrue();
    var failing = new RunLengths();
    End.of(Role.SERVER, failing).receives(0xC1, Bytes.hex("00"));
    assertThat(failing.receivingReleased).isTrue();
    assertThat(failing.sendingReleased).isTrue();
  }

  @Test
  void it_is_packed_once_it_was_not_used_between_two_looks() {
    var extension = new RunLengths();
    End end = timeless(extension);
    end.protocol.sendText("aaaa", Compress.WHERE_IT_PAYS, end.wire, () -> 0);
    assertThat(end.protocol.deadlineMoved()).isTrue();
    assertThat(end.protocol.deadlineMoved()).as("told once").isFalse();
    long first = end.protocol.nextDeadline();
    assertThat(first).isBetween(end.now + 1, end.now + 1000);
    end.protocol.onDeadline(first);
    assertThat(end.protocol.nextDeadline()).isEqualTo(first + 1000);
    end.receives(0xC1, Bytes.hex("0361")).told("text aaa");
    assertThat(end.protocol.deadlineMoved()).as("watched already").isFalse();
    end.protocol.onDeadline(first + 1000);
    end.protocol.onDeadline(first + 1999);
    assertThat(extension.packed).isZero();
    end.protocol.onDeadline(first + 2000);
    assertThat(extension.packed).isEqualTo(1);
    assertThat(end.protocol.nextDeadline()).isEqualTo(Protocol.NO_DEADLINE);
    assertThat(end.protocol.deadlineMoved()).isFalse();
    end.protocol.onDeadline(first + 10_000);
    assertThat(extension.packed).as("packed already").isEqualTo(1);
  }

  @Test
  void thousands_that_were_used_at_the_same_time_are_not_packed_in_the_same_moment() {
    int[] inTenth = new int[10];
    for (int i = 0; i < 10_000; i++) {
      End end = timeless(new RunLengths());
      end.now += 1_000_003L * i; // a millisecond from one to the next
      end.protocol.onDeadline(end.now);
      end.receives(0xC1, Bytes.hex("0361")).told("text aaa");
      long wait = end.protocol.nextDeadline() - end.now;
      assertThat(wait).isBetween(1L, 1000L);
      inTenth[(int) ((wait - 1) / 100)]++;
    }
    assertThat(Arrays.stream(inTenth)).allMatch(count -> count > 500 && count < 2000);
  }

  @Test
  void a_late_look_does_not_move_the_ones_after_it() {
    End end = timeless(new RunLengths());
    end.receives(0xC1, Bytes.hex("0361")).told("text aaa");
    long first = end.protocol.nextDeadline();
    end.protocol.onDeadline(first + 2_345);
    assertThat(end.protocol.nextDeadline()).isEqualTo(first + 3_000);
  }

  @Test
  void it_is_looked_at_again_after_the_next_use_of_either_direction() {
    for (boolean receives : new boolean[] {true, false}) {
      var extension = new RunLengths();
      End end = timeless(extension);
      for (int times = 1; times <= 3; times++) {
        if (receives) {
          end.receives(0x41, Bytes.hex("03")); // a message that has begun is no less quiet
        } else {
          end.protocol.sendTextPart("aaaa", false, Compress.WHERE_IT_PAYS, end.wire, () -> 0);
        }
        assertThat(end.protocol.nextDeadline()).isNotEqualTo(Protocol.NO_DEADLINE);
        end.protocol.onDeadline(end.now += 5000);
        end.protocol.onDeadline(end.now += 5000);
        assertThat(extension.packed).isEqualTo(times);
        if (receives) {
          end.receives(0x80, Bytes.hex("61"));
        }
      }
    }
  }

  @Test
  void who_does_not_use_it_is_never_looked_at() {
    End end = timeless(new RunLengths());
    end.protocol.sendText("aaaa", Compress.NEVER, end.wire, () -> 0);
    end.protocol.sendPing(ByteBuffer.allocate(3), end.wire, 0);
    end.receives(0x81, Bytes.hex("61")).receives(0x89);
    assertThat(end.protocol.deadlineMoved()).isFalse();
    assertThat(end.protocol.nextDeadline()).isEqualTo(Protocol.NO_DEADLINE);
  }

  @Test
  void a_failure_to_pack_for_want_of_memory_fails_nothing_else() {
    var extension = new RunLengths();
    extension.packingFails = true;
    End end = timeless(extension);
    end.receives(0xC1, Bytes.hex("0361")).told("text aaa");
    assertThat(end.protocol.nextDeadline()).isBetween(end.now + 1, end.now + 1000);
    end.protocol.onDeadline(end.now += 1000);
    end.protocol.onDeadline(end.now += 1000);
    assertThat(end.protocol.nextDeadline()).isEqualTo(Protocol.NO_DEADLINE);
    end.receives(0xC1, Bytes.hex("0361")).told("text aaa");
  }

  private static End timeless(Extension extension) {
    Limits limits =
        Limits.builder().pingInterval(Limits.NO_TIMEOUT).idleTimeout(Limits.NO_TIMEOUT).build();
    return new End(Role.SERVER, limits, extension, new Wire(1 << 10, false));
  }

  @Test
  void what_grew_a_little_when_it_was_encoded_still_fits_one_frame() {
    var limits = Limits.builder().maxMessageBytes(8000).maxFrameBytes(8000).build();
    for (boolean byteByByte : new boolean[] {false, true}) {
      for (int more = 0; more <= 1; more++) {
        // The largest there may be, 8000 + 8000 / 8 + 256 bytes of runs of nothing but one letter.
        byte[] head = Bytes.hex(more == 0 ? "C2 FE 24 28 00000000" : "C2 FE 24 29 00000000");
        End end = end(limits);
        for (int i = 0; byteByByte && i < head.length; i++) {
          end.receives(new byte[] {head[i]});
        }
        if (!byteByByte) {
          end.receives(head);
        }
        if (more == 0) {
          assertThat(end.violation).isNull();
        } else {
          assertThat(end.violation).isNotNull();
        }
      }
    }
    End plain = end(limits);
    plain.receives("82 FE 1F 41 00000000").assertConnectionFailing(ProtocolViolation.FRAME_TOO_BIG);
  }

  @Test
  void more_encoded_bytes_than_an_honest_sender_needs_are_refused_on_their_announcement() {
    var limits = Limits.builder().maxMessageBytes(800).build();
    end(limits)
        .receives("C2 FE 04 85 00000000") // 1157 bytes: 800 + 800 / 8 + 256, and one
        .assertConnectionFailing(ProtocolViolation.MESSAGE_TOO_BIG);
    End fragments = end(limits);
    fragments.receives(0x42);
    fragments.receives(0x00, Bytes.hex("0101".repeat(144)));
    fragments
        .receives("00 FE 03 65 00000000") // 869 more
        .assertConnectionFailing(ProtocolViolation.MESSAGE_TOO_BIG);
  }
}
