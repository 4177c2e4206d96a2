package dev.we.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.we.conformance.fuzz.Cuts;
import dev.we.conformance.fuzz.FuzzInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The forms that the command line reads and writes: PEM, JSON, lines, binary messages. */
class FormatsFuzzTest {
  /** Data: a PEM file. */
  @FuzzTest
  void pemIsReadOrRefusedInOneLine(byte[] data) {
    String text = new String(data, ISO_8859_1);
    try {
      List<Pem.Block> blocks = Pem.parse(text);
      assertThat(blocks.size() * 10).isLessThanOrEqualTo(text.length());
      byte[] key = Pem.privateKey(blocks);
      Pem.Block block =
          blocks.stream().filter(b -> b.label().endsWith("PRIVATE KEY")).findFirst().orElseThrow();
      byte[] der = Base64.getMimeDecoder().decode(block.base64());
      if (block.label().equals("PRIVATE KEY")) {
        assertThat(key).isEqualTo(der);
      } else {
        assertThat(contentOfSequence(key)).endsWith(der).startsWith(2, 1, 0, 0x30);
      }
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotEmpty().doesNotContain("\n", "\r");
    }
  }

  /** What is in a DER SEQUENCE that fills the array. */
  private static byte[] contentOfSequence(byte[] der) {
    assertThat(der[0]).isEqualTo((byte) 0x30);
    int lengthBytes = der[1] < 0 ? der[1] & 0x7F : 0;
    String digits = HexFormat.of().formatHex(der, lengthBytes == 0 ? 1 : 2, 2 + lengthBytes);
    int length = Integer.parseInt(digits, 16);
    assertThat(der).hasSize(2 + lengthBytes + length);
    return Arrays.copyOfRange(der, 2 + lengthBytes, der.length);
  }

  /** Data: a text in UTF-16, so that surrogates may stand alone. */
  @FuzzTest
  void jsonIsOneLineThatSaysTheSame(byte[] data) {
    StringBuilder text = new StringBuilder();
    FuzzInput input = new FuzzInput(data);
    while (!input.isEmpty()) {
      text.append((char) input.number());
    }
    String value = text.toString();
    Map<String, Object> member = new HashMap<>();
    member.put(value, List.of(value, 1, true));
    String json = Json.of(member);
    assertThat(json).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]");
    String string = "\"" + unquoted(json, 2) + "\"";
    assertThat(unescaped(unquoted(json, 2))).isEqualTo(value);
    assertThat(json).isEqualTo("{" + string + ":[" + string + ",1,true]}");
  }

  /** What stands from an index up to the quotation mark that ends a JSON string. */
  private static String unquoted(String json, int from) {
    int at = from;
    while (json.charAt(at) != '"') {
      at += json.charAt(at) == '\\' ? 2 : 1;
    }
    return json.substring(from, at);
  }

  /** RFC 8259, section 7. */
  private static String unescaped(String json) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escape = json.charAt(++i);
      if (escape == 'u') {
        text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
        i += 4;
      } else {
        int which = "\"\\/bfnrt".indexOf(escape);
        text.append("\"\\/\b\f\n\r\t".charAt(which));
      }
    }
    return text.toString();
  }

  /** Data: a byte that chooses the form, then a line and, in its other use, a message. */
  @FuzzTest
  void aBinaryMessageComesBackFromItsLine(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    BinaryFormat format = input.oneOf(BinaryFormat.values());
    byte[] bytes = input.rest();
    assertThat(format.decode(format.encode(bytes))).isEqualTo(bytes);
    try {
      byte[] message = format.decode(bytes);
      assertThat(format.decode(format.encode(message))).isEqualTo(message);
      if (format == BinaryFormat.HEX) {
        String digits = new String(bytes, ISO_8859_1).replace(" ", "");
        assertThat(new String(format.encode(message), UTF_8)).isEqualToIgnoringCase(digits);
      }
    } catch (IllegalArgumentException e) {
      assertThat(format).isNotEqualTo(BinaryFormat.RAW);
    }
  }

  /** Data: two bytes of seed for the cuts, then what is on stdin. */
  @FuzzTest
  void linesAreTheInputWithoutItsLineEnds(byte[] data) throws IOException {
    FuzzInput input = new FuzzInput(data);
    Cuts cuts = Cuts.random(input.number());
    byte[] bytes = input.rest();
    LineInput lines =
        new LineInput(
            new ByteArrayInputStream(bytes) {
              @Override
              public synchronized int read(byte[] to, int from, int length) {
                return super.read(to, from, Math.min(length, 1 + cuts.next(1 << 16)));
              }
            });
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] line; (line = lines.readLine()) != null; ) {
      joined.writeBytes(line);
      joined.write('\n');
      assertThat(new String(line, ISO_8859_1)).doesNotContain("\n");
    }
    byte[] expected = bytes;
    if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
      expected = Arrays.copyOf(bytes, bytes.length + 1);
      expected[bytes.length] = '\n';
    }
    assertThat(joined.toByteArray()).isEqualTo(expected);
  }
}
