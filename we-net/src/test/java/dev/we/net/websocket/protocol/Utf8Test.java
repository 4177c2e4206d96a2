package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.Role;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UTF-8 in both directions; the JDK's encoder is the oracle. */
class Utf8Test {
  /** Every encoded character of up to three bytes, and every beginning of a longer one. */
  private static final BitSet CHARACTERS = new BitSet(1 << 24);

  private static final BitSet[] BEGINNINGS = {
    new BitSet(1 << 8), new BitSet(1 << 16), new BitSet(1 << 24)
  };

  static {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        continue;
      }
      byte[] bytes = Bytes.utf8(Character.toString(c));
      int value = 0;
      for (int i = 0; i < bytes.length; i++) {
        value = value << 8 | (bytes[i] & 0xFF);
        if (i < bytes.length - 1) {
          BEGINNINGS[i].set(value);
        } else if (i < 3) {
          CHARACTERS.set(value);
        }
      }
    }
  }

  @Test
  void every_sequence_of_three_bytes_fails_at_the_first_impossible_one() {
    var validator = new Utf8Validator(ProtocolViolation.TEXT_NOT_UTF8);
    byte[] bytes = new byte[3];
    for (int all = 0; all < 1 << 24; all++) {
      bytes[0] = (byte) (all >> 16);
      bytes[1] = (byte) (all >> 8);
      bytes[2] = (byte) all;
      validator.reset();
      int stop = validator.scan(bytes, 0, 3);
      int expected = firstImpossible(bytes);
      if ((stop == 3 ? validator.isComplete() ? 4 : 3 : stop) != expected) {
        assertThat(stop).as("%06x", all).isEqualTo(expected);
      }
    }
  }

  @Test
  void every_beginning_of_four_bytes_goes_on_with_continuation_bytes_only() {
    for (int head = 0xF000; head <= 0xFFFF; head++) {
      for (int third : new int[] {0x7F, 0x80, 0xBF, 0xC0}) {
        for (int fourth : new int[] {0x7F, 0x80, 0xBF, 0xC0}) {
          byte[] bytes = {(byte) (head >> 8), (byte) head, (byte) third, (byte) fourth};
          var whole = new Utf8Validator(ProtocolViolation.TEXT_NOT_UTF8);
          boolean rightTail = third >> 6 == 2 && fourth >> 6 == 2;
          boolean valid = BEGINNINGS[1].get(head) && rightTail;
          int stop = whole.scan(bytes, 0, 4);
          assertThat(stop == 4 && whole.isComplete()).as("%04x", head).isEqualTo(valid);
          var byByte = new Utf8Validator(ProtocolViolation.TEXT_NOT_UTF8);
          int at = 0;
          while (at < 4 && byByte.scan(bytes, at, at + 1) == at + 1) {
            at++;
          }
          assertThat(at).as("%04x", head).isEqualTo(stop);
        }
      }
    }
  }

  /** 0 to 2, or 3 if the bytes end inside a character, or 4 if they are whole. */
  private static int firstImpossible(byte[] bytes) {
    int begun = 0;
    int value = 0;
    for (int i = 0; i < 3; i++) {
      value = value << 8 | (bytes[i] & 0xFF);
      if (isCharacter(begun, value)) {
        begun = 0;
        value = 0;
      } else if (BEGINNINGS[begun].get(value)) {
        begun++;
      } else {
        return i;
      }
    }
    return begun == 0 ? 4 : 3;
  }

  private static boolean isCharacter(int begun, int value) {
    return (begun == 0 ? value < 0x80 : true) && CHARACTERS.get(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f09080 80", // U+10000, the first
        "f48fbfbf", // U+10FFFF, the last
        "f09f9880 e282ac c3bf 41 f09f9880",
      })
  void what_is_well_formed_passes_in_every_split(String hex) {
    byte[] bytes = Bytes.hex(hex);
    for (int a = 0; a <= bytes.length; a++) {
      for (int b = a; b <= bytes.length; b++) {
        var validator = new Utf8Validator(ProtocolViolation.TEXT_NOT_UTF8);
        assertThat(validator.scan(bytes, 0, a)).isEqualTo(a);
        assertThat(validator.scan(bytes, a, b)).isEqualTo(b);
        assertThat(validator.scan(bytes, b, bytes.length)).isEqualTo(bytes.length);
        assertThat(validator.isComplete()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f08f", // overlong in four bytes
        "f490", // beyond U+10FFFF
        "f5",
        "f8",
        "ff",
        "f0908041",
        "f09080c0",
        "f1804180",
        "eda0",
        "c080",
        "e09f",
        "80",
      })
  void what_is_not_fails_at_the_byte_that_shows_it_in_every_split(String hex) {
    byte[] before = Bytes.utf8("x".repeat(9) + "é");
    byte[] bytes = Bytes.concat(before, Bytes.hex(hex), Bytes.hex("80"));
    int bad = before.length + badByte(hex);
    for (int a = 0; a <= bad; a++) {
      var validator = new Utf8Validator(ProtocolViolation.TEXT_NOT_UTF8);
      assertThat(validator.scan(bytes, 0, a)).isEqualTo(a);
      assertThat(validator.scan(bytes, a, bytes.length)).isEqualTo(bad);
    }
  }

  private static int badByte(String hex) {
    return switch (hex) {
      case "f0908041", "f09080c0" -> 3;
      case "f1804180" -> 2;
      case "f08f", "f490", "eda0", "e09f" -> 1;
      default -> 0;
    };
  }

  @Test
  void the_failure_tells_the_byte_and_its_place() {
    var validator = new Utf8Validator(ProtocolViolation.TEXT_NOT_UTF8);
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                ProtocolException.class,
                () -> {
                  validator.accept(Bytes.utf8("abc"), 0, 3);
                  validator.accept(Bytes.hex("41 ff"), 0, 2);
                }))
        .hasMessageContaining("byte 0xff at offset 4");
  }

  // ---- Sending

  @Test
  void every_character_is_sent_as_the_jdk_encodes_it() {
    var text = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 37) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        text.appendCodePoint(c);
      }
    }
    for (int room : new int[] {1, 100, 1 << 10, 1 << 20}) {
      assertSent(text.toString(), Bytes.utf8(text.toString()), room);
    }
  }

  @Test
  void a_surrogate_without_its_partner_goes_out_as_the_replacement_character() {
    for (String lone : new String[] {"\uD800", "\uDBFF", "\uDC00", "\uDFFF", "\uDC00\uD800"}) {
      for (String text : new String[] {lone, "a" + lone, lone + "é", "😀" + lone + "😀"}) {
        byte[] expected = Bytes.utf8(text.replaceAll("\\p{Cs}", "\uFFFD"));
        assertSent(text, expected, 1);
        assertSent(text, expected, 1 << 10);
      }
    }
  }

  @Test
  void random_texts_are_sent_into_any_room() {
    for (long seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      var text = new StringBuilder();
      int length = random.nextInt(300);
      boolean ascii = random.nextInt(4) == 0;
      for (int i = 0; i < length; i++) {
        int kind = ascii ? 0 : random.nextInt(5);
        text.append(
            switch (kind) {
              case 0, 1 -> Character.toString(random.nextInt(0x80));
              case 2 -> Character.toString(0x80 + random.nextInt(0x780));
              case 3 -> Character.toString(0x800 + random.nextInt(0xD000));
              default -> Character.toString(0x10000 + random.nextInt(0x100000));
            });
      }
      assertSent(text.toString(), Bytes.utf8(text.toString()), 1 + random.nextInt(400));
    }
  }

  private static void assertSent(String text, byte[] expected, int roomBytes) {
    for (Role role : Role.values()) {
      for (boolean direct : new boolean[] {false, true}) {
        var end =
            new End(
                role, dev.we.net.websocket.Limits.defaults(), null, new Wire(roomBytes, direct));
        assertThat(end.protocol.sendText(text, Compress.WHERE_IT_PAYS, end.wire, () -> Bytes.KEY))
            .isEqualTo(expected.length);
        end.assertFrameSent(0x81, expected).assertNothingSent();
      }
    }
  }

  @Test
  void a_surrogate_pair_may_be_split_across_parts() {
    End end = End.of(Role.SERVER);
    end.protocol.sendTextPart("a\uD83D", false, Compress.WHERE_IT_PAYS, end.wire, () -> 0);
    end.protocol.sendTextPart("\uDE00b", false, Compress.WHERE_IT_PAYS, end.wire, () -> 0);
    end.protocol.sendTextPart("\uD83D", false, Compress.WHERE_IT_PAYS, end.wire, () -> 0);
    end.protocol.sendTextPart("", true, Compress.WHERE_IT_PAYS, end.wire, () -> 0);
    end.assertFrameSent(0x01, Bytes.utf8("a"))
        .assertFrameSent(0x00, Bytes.utf8("😀b"))
        .assertFrameSent(0x00)
        .assertFrameSent(0x80, Bytes.utf8("\uFFFD"))
        .assertNothingSent();
    end.protocol.sendText("\uDE00", Compress.WHERE_IT_PAYS, end.wire, () -> 0);
    end.assertFrameSent(0x81, Bytes.utf8("\uFFFD"));
  }

  @Test
  void a_text_that_changes_while_it_is_sent_cannot_be_measured_by_one_length_and_sent_by_another() {
    CharSequence moody =
        new CharSequence() {
          private int calls;

          @Override
          public int length() {
            return 1 + calls++ % 7;
          }

          @Override
          public char charAt(int index) {
            return calls++ % 2 == 0 ? '€' : 'a';
          }

          @Override
          public CharSequence subSequence(int start, int end) {
            throw new UnsupportedOperationException();
          }

          @Override
          public String toString() {
            return "steady";
          }
        };
    End end = End.of(Role.SERVER);
    end.protocol.sendText(moody, Compress.WHERE_IT_PAYS, end.wire, () -> 0);
    end.assertFrameSent(0x81, Bytes.utf8("steady")).assertNothingSent();
  }

  // ---- Receiving

  @Test
  void text_of_every_kind_is_received_whole_and_in_pieces() {
    for (String text : new String[] {"", "a", "ÿ", "€uro", "😀", "x".repeat(300) + "é", "\0"}) {
      for (Role role : Role.values()) {
        byte[] frame = Bytes.frame(role.peer(), 0x81, Bytes.utf8(text));
        End.of(role).receives(frame).told("text " + text);
        End onHeap = End.of(role);
        onHeap.protocol.receive(ByteBuffer.wrap(frame.clone()), onHeap);
        onHeap.told("text " + text);
        for (int seed = 0; seed < 10; seed++) {
          End.of(role).receivesInPieces(frame, new Random(seed), 3 + seed).told("text " + text);
        }
      }
    }
  }
}
