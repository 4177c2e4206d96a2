package dev.we.net.websocket.protocol;

import static dev.we.net.websocket.ProtocolViolation.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way to break a rule, the violation it is, and the byte at which it shows. */
class ViolationTest {
  private static final Limits LIMITS =
      Limits.builder().maxFrameBytes(1000).maxMessageBytes(1500).maxMessageFragments(4).build();

  /**
   * What the peer sends.
   *
   * @param lastByte how many of its bytes it takes until the violation shows
   */
  record Case(String name, ProtocolViolation violation, Role receiver, String hex, int lastByte) {
    byte[] bytes() {
      return Bytes.hex(hex);
    }

    @Override
    public String toString() {
      return name + " to " + receiver;
    }
  }

  static List<Case> cases() {
    var cases = new ArrayList<Case>();
    for (Role receiver : Role.values()) {
      Role sender = receiver.peer();
      String masked = sender == Role.CLIENT ? "8" : "0"; // the upper half of the second byte
      String masked7 = sender == Role.CLIENT ? "f" : "7";
      String wrong = sender == Role.CLIENT ? "0" : "8";
      String key = sender == Role.CLIENT ? "00000000" : "";
      int head = 2 + key.length() / 2;
      var c =
          new Object() {
            void add(String name, ProtocolViolation violation, String hex, int lastByte) {
              cases.add(new Case(name, violation, receiver, hex, lastByte));
            }
          };
      c.add("RSV1", RESERVED_BIT, "c1" + masked + "0" + key, 1);
      c.add("RSV2", RESERVED_BIT, "a2" + masked + "0" + key, 1);
      c.add("RSV3 on a ping", RESERVED_BIT, "99" + masked + "0" + key, 1);
      c.add("opcode 3", RESERVED_OPCODE, "83" + masked + "0" + key, 1);
      c.add("opcode 15, not final", RESERVED_OPCODE, "0f" + masked + "0" + key, 1);
      ProtocolViolation mask = receiver == Role.SERVER ? UNMASKED_BY_CLIENT : MASKED_BY_SERVER;
      c.add("wrong mask", mask, "82" + wrong + "5 0000000000", 2);
      c.add("wrong mask on a ping", mask, "89" + wrong + "0", 2);
      c.add("wrong mask on a Close", mask, "88" + wrong + "2 03e8", 2);
      c.add("7 in 16 bits", LENGTH_NOT_MINIMAL, "82" + masked7 + "e 0007", 4);
      c.add("125 in 16 bits", LENGTH_NOT_MINIMAL, "82" + masked7 + "e 007d", 4);
      c.add("65535 in 64 bits", LENGTH_NOT_MINIMAL, "82" + masked7 + "f 000000000000ffff", 10);
      c.add("the top bit", LENGTH_TOP_BIT, "82" + masked7 + "f 8000000000000000", 3);
      c.add("all bits", LENGTH_TOP_BIT, "82" + masked7 + "f ffffffffffffffff", 3);
      c.add("a ping of 126", CONTROL_FRAME_TOO_LONG, "89" + masked7 + "e 007e", 2);
      c.add("a Close of 64 bits", CONTROL_FRAME_TOO_LONG, "88" + masked7 + "f", 2);
      c.add("a ping without FIN", CONTROL_FRAME_FRAGMENTED, "09" + masked + "0" + key, 1);
      c.add("continuation of nothing", UNEXPECTED_CONTINUATION, "80" + masked + "0" + key, 1);
      String first = "01" + masked + "0" + key;
      c.add("text in a text", EXPECTED_CONTINUATION, first + "81", head + 1);
      c.add("binary in a text", EXPECTED_CONTINUATION, first + "02", head + 1);
      String close = "88" + masked;
      c.add("one byte", CLOSE_PAYLOAD_OF_ONE_BYTE, close + "1" + key + "03", head + 1);
      c.add("1005", CLOSE_CODE_NOT_ALLOWED, close + "2" + key + "03ed", head + 2);
      c.add("bad reason", CLOSE_REASON_NOT_UTF8, close + "3" + key + "03e8 80", head + 3);
      c.add("cut reason", CLOSE_REASON_NOT_UTF8, close + "3" + key + "03e8 c3", head + 3);
      String text = "81" + masked;
      c.add("bad text in an unfinished frame", TEXT_NOT_UTF8, text + "9" + key + "41c0", head + 2);
      c.add("text that ends early", TEXT_NOT_UTF8, text + "1" + key + "c3", head + 1);
      c.add(
          "text whose fragments end early",
          TEXT_NOT_UTF8,
          "01" + masked + "1" + key + "c3 80" + masked + "0" + key,
          2 * head + 1);
      c.add("a frame of 1001", FRAME_TOO_BIG, "82" + masked7 + "e 03e9", 4);
      c.add("2^40, at the byte that shows it", FRAME_TOO_BIG, "82" + masked7 + "f 000001", 5);
      c.add("2^63 - 1", FRAME_TOO_BIG, "82" + masked7 + "f 7fffffffffffffff", 3);
      c.add(
          "the second of two fragments",
          MESSAGE_TOO_BIG,
          "02" + masked7 + "e 03e8" + key + "00".repeat(1000) + "80" + masked7 + "e 01f5",
          2 + head + 1000 + 4);
      String empty = "00" + masked + "0" + key;
      c.add("a fifth fragment", TOO_MANY_FRAGMENTS, first + empty.repeat(3) + "80", 4 * head + 1);
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fails_the_connection(Case c) {
    End end = End.of(c.receiver(), LIMITS).receives(c.bytes());
    end.assertConnectionFailing(c.violation());
    assertThat(end.violation).hasMessageContaining(c.violation().section());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shows_at_the_first_byte_that_can_tell_and_not_before(Case c) {
    End end = End.of(c.receiver(), LIMITS);
    for (int i = 0; i < c.lastByte() - 1; i++) {
      end.receives(new byte[] {c.bytes()[i]}).told();
    }
    end.receives(new byte[] {c.bytes()[c.lastByte() - 1]});
    end.assertConnectionFailing(c.violation());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void is_the_same_in_every_split(Case c) {
    for (long seed = 0; seed < 20; seed++) {
      End end = End.of(c.receiver(), LIMITS);
      end.receivesInPieces(c.bytes(), new Random(seed), 1 + (int) seed);
      end.assertConnectionFailing(c.violation());
    }
  }

  @Test
  void the_list_is_complete() {
    Stream<ProtocolViolation> tested = cases().stream().map(Case::violation);
    var elsewhere = EnumSet.of(EXTENSION_DATA); // ExtensionTest
    assertThat(tested.distinct())
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(elsewhere));
  }

  @Test
  void every_description_fits_in_a_close_frame() {
    for (ProtocolViolation violation : ProtocolViolation.values()) {
      assertThat(Bytes.utf8(violation.description()).length).isLessThanOrEqualTo(123);
    }
  }
}
