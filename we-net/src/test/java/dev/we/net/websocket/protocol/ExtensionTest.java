package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.State;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.extension.ExtensionDataException;
import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The seam for extensions, with one that owns RSV1 and writes runs of bytes by their length. */
class ExtensionTest {
  /** Each byte stands behind the number of times it comes, 1 to 255. */
  private static final class RunLengths implements Extension {
    private int count;
    private int runByte;
    private int runLength;

    @Override
    public int reservedBits() {
      return RSV1;
    }

    @Override
    public void decode(ByteBuffer part, boolean last, ByteSink out) throws ExtensionDataException {
      while (part.hasRemaining()) {
        int next = part.get() & 0xFF;
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
    public int bitsFor(Opcode opcode, long payloadBytes) {
      return payloadBytes < 0 || payloadBytes >= 4 ? RSV1 : 0;
    }

    @Override
    public void encode(ByteBuffer part, boolean last, ByteSink out) {
      while (part.hasRemaining()) {
        int next = part.get() & 0xFF;
        if (runLength > 0 && (next != runByte || runLength == 255)) {
          flush(out);
        }
        runByte = next;
        runLength++;
      }
      if (last) {
        flush(out);
      }
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
      assertThat(end.protocol.sendText("aaa", end.wire, Bytes.KEY)).isEqualTo(3);
      assertThat(end.protocol.sendText("aaaa", end.wire, Bytes.KEY)).isEqualTo(4);
      ByteBuffer data = ByteBuffer.allocate(1000);
      assertThat(end.protocol.sendBinary(data, end.wire, Bytes.KEY)).isEqualTo(1000);
      assertThat(data.remaining()).isEqualTo(1000);
      end.protocol.sendTextPart("aa", false, end.wire, Bytes.KEY);
      end.protocol.sendPing(ByteBuffer.allocate(0), end.wire, Bytes.KEY);
      end.protocol.sendTextPart("ab", true, end.wire, Bytes.KEY);
      end.assertFrameSent(0x81, Bytes.utf8("aaa"))
          .assertFrameSent(0xC1, Bytes.hex("0461"))
          .assertFrameSent(0xC2, Bytes.hex("ff00ff00ff00eb00"))
          .assertFrameSent(0x41)
          .assertFrameSent(0x89)
          .assertFrameSent(0x80, Bytes.hex("03610162"))
          .assertNothingSent();
    }
  }

  @Test
  void a_long_text_comes_back_as_it_was() {
    String text = "aé€😀".repeat(5000);
    End client = end(Role.CLIENT);
    client.protocol.sendText(text, client.wire, Bytes.KEY);
    end(Role.SERVER).receives(client.wire.drain()).told("text " + text);
  }
}
