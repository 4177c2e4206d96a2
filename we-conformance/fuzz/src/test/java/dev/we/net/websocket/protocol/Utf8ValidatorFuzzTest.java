package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.we.conformance.fuzz.Cuts;
import dev.we.conformance.fuzz.FuzzInput;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.ProtocolViolation;
import java.util.Arrays;

/**
 * Accepts what the JDK's decoder accepts, gives the same text, and fails at the first byte behind
 * which no text can begin like this, however the bytes are cut.
 *
 * <p>Data: two bytes of seed for the cuts, then the text.
 */
class Utf8ValidatorFuzzTest {
  @FuzzTest
  void acceptsAndRefusesWhereTheJdkDoes(byte[] data) throws ProtocolException {
    FuzzInput input = new FuzzInput(data);
    int seed = input.number();
    byte[] text = input.rest();
    int bad = Utf8Oracle.firstBad(text);
    for (Cuts cuts : Cuts.all(seed)) {
      Utf8Validator validator = new Utf8Validator(ProtocolViolation.TEXT_NOT_UTF8);
      // A text before leaves nothing behind, whether it was whole or not.
      validator.scan(new byte[] {'a', (byte) 0xF4, (byte) 0x8F}, 0, 3);
      validator.reset();
      assertThat(scanned(validator, text, cuts)).isEqualTo(bad);
      if (bad < text.length) {
        continue;
      }
      String whole = Utf8Oracle.decoded(text);
      assertThat(validator.isComplete()).isEqualTo(whole != null);
      if (whole == null) {
        assertThatThrownBy(validator::end).isInstanceOf(ProtocolException.class);
      } else {
        validator.end();
        assertThat(validator.string(text, 0, text.length)).isEqualTo(whole);
      }
    }
  }

  /** The index of the byte that was refused, or the length. Each piece has strange neighbours. */
  private static int scanned(Utf8Validator validator, byte[] text, Cuts cuts) {
    for (int at = 0; at < text.length; ) {
      int count = cuts.next(text.length - at);
      byte[] piece = new byte[count + 7];
      Arrays.fill(piece, (byte) 0x80);
      System.arraycopy(text, at, piece, 3, count);
      int stop = validator.scan(piece, 3, 3 + count);
      if (stop < 3 + count) {
        return at + stop - 3;
      }
      at += count;
    }
    return text.length;
  }
}
