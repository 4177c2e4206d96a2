package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.Role;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All 65,536 beginnings of a frame, between messages and inside one, to either role. */
class TwoByteHeaderTest {
  @ParameterizedTest
  @EnumSource
  void every_two_byte_header_has_the_right_outcome_at_the_right_byte(Role receiver) {
    for (int inside = 0; inside < 2; inside++) {
      for (int first = 0; first < 256; first++) {
        ProtocolViolation atFirst = afterFirstByte(first, inside == 1);
        if (atFirst != null) {
          checkFirst(receiver, inside == 1, first, atFirst);
          continue;
        }
        for (int second = 0; second < 256; second++) {
          check(receiver, inside == 1, first, second);
        }
      }
    }
  }

  /** All 256 second bytes come too late to matter. */
  private static void checkFirst(
      Role receiver, boolean inside, int first, ProtocolViolation expected) {
    End end = begin(receiver, inside);
    end.protocol.receive(ByteBuffer.wrap(new byte[] {(byte) first}), end);
    assertViolation(end, expected, first, 0);
    end.events.clear();
    for (int second = 0; second < 256; second++) {
      end.protocol.receive(ByteBuffer.wrap(new byte[] {(byte) second}), end);
    }
    end.told();
    assertThat(end.protocol.discardedBytes()).isEqualTo(256);
  }

  private static End begin(Role receiver, boolean inside) {
    End end = End.of(receiver);
    return inside ? end.receives(0x02, (byte) 0) : end;
  }

  private static void check(Role receiver, boolean inside, int first, int second) {
    End end = begin(receiver, inside);
    ByteBuffer in = ByteBuffer.wrap(new byte[] {(byte) first, (byte) second});
    end.protocol.receive(in.limit(1), end);
    assertViolation(end, null, first, second);
    end.protocol.receive(in.limit(2), end);
    ProtocolViolation expected = afterSecondByte(receiver, first, second);
    assertViolation(end, expected, first, second);
    boolean wholeMessage = expected == null && second == 0 && (first & 0x80) != 0;
    int told = wholeMessage || expected != null ? 1 : 0;
    if (end.events.size() != told) {
      assertThat(end.events).as("%02x %02x", first, second).hasSize(told);
    }
  }

  private static void assertViolation(
      End end, @Nullable ProtocolViolation expected, int first, int second) {
    ProtocolViolation met = end.violation == null ? null : end.violation.violation();
    if (met != expected) {
      assertThat(met).as("%s, %02x %02x", end.role, first, second).isEqualTo(expected);
    }
  }

  /** Section 5.2, read once more. */
  private static @Nullable ProtocolViolation afterFirstByte(int first, boolean inside) {
    int opcode = first & 15;
    if ((first & 0x70) != 0) {
      return ProtocolViolation.RESERVED_BIT;
    }
    return switch (opcode) {
      case 0 -> inside ? null : ProtocolViolation.UNEXPECTED_CONTINUATION;
      case 1, 2 -> inside ? ProtocolViolation.EXPECTED_CONTINUATION : null;
      case 8, 9, 10 -> first < 0x80 ? ProtocolViolation.CONTROL_FRAME_FRAGMENTED : null;
      default -> ProtocolViolation.RESERVED_OPCODE;
    };
  }

  private static @Nullable ProtocolViolation afterSecondByte(Role receiver, int first, int second) {
    boolean masked = second >= 0x80;
    if (receiver == Role.SERVER && !masked) {
      return ProtocolViolation.UNMASKED_BY_CLIENT;
    }
    if (receiver == Role.CLIENT && masked) {
      return ProtocolViolation.MASKED_BY_SERVER;
    }
    boolean control = (first & 8) != 0;
    return control && (second & 0x7F) > 125 ? ProtocolViolation.CONTROL_FRAME_TOO_LONG : null;
  }
}
