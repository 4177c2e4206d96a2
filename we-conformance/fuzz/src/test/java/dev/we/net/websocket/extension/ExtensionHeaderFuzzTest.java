package dev.we.net.websocket.extension;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What follows the grammar of RFC 6455, section 9.1, is accepted, and nothing else; and what was
 * read is the same when it is written and read again.
 *
 * <p>Data: header lines, with LF between them.
 */
class ExtensionHeaderFuzzTest {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final String SPACE = "[ \t]*+";
  private static final String QUOTED =
      "\"(?:[\t -!#-\\[\\]-~\\x80-\\xff]|\\\\[\t -~\\x80-\\xff])*+\"";
  private static final String PARAM =
      ";" + SPACE + TOKEN + SPACE + "(?:=" + SPACE + "(?:" + TOKEN + "|" + QUOTED + ")" + SPACE
          + ")?";
  private static final String EXTENSION = TOKEN + SPACE + "(?:" + PARAM + ")*+";
  private static final Pattern LIST =
      Pattern.compile(SPACE + "(?:" + EXTENSION + ")?(?:," + SPACE + "(?:" + EXTENSION + ")?)*+");

  @FuzzTest
  void theGrammarDecidesAndNothingIsLost(byte[] data) {
    List<String> lines = List.of(new String(data, ISO_8859_1).split("\n", -1));
    boolean follows =
        lines.stream().allMatch(line -> LIST.matcher(line).matches())
            && !lines.stream().allMatch(line -> line.matches("[ \t,]*"));
    List<ExtensionHeader.Entry> entries;
    try {
      entries = ExtensionHeader.parse(lines);
    } catch (IllegalArgumentException e) {
      assertThat(follows).as("%s refused: %s", lines, e.getMessage()).isFalse();
      assertThat(e.getMessage()).doesNotContainPattern("[^ -~]");
      return;
    }
    assertThat(follows).as("%s accepted", lines).isTrue();
    List<ExtensionHeader.Entry> again =
        ExtensionHeader.parse(entries.stream().map(ExtensionHeaderFuzzTest::written).toList());
    List<ExtensionHeader.Entry> asWritten =
        ExtensionHeader.parse(entries.stream().map(ExtensionHeader.Entry::text).toList());
    assertThat(asWritten).isEqualTo(entries);
    assertThat(again).hasSameSizeAs(entries);
    for (int i = 0; i < entries.size(); i++) {
      assertThat(again.get(i).name()).isEqualTo(entries.get(i).name());
      assertThat(again.get(i).params()).isEqualTo(entries.get(i).params());
    }
  }

  private static String written(ExtensionHeader.Entry entry) {
    StringBuilder text = new StringBuilder(entry.name());
    for (ExtensionHeader.Param param : entry.params()) {
      text.append(';').append(param.name());
      param
          .value()
          .ifPresent(value ->
              text.append("=\"").append(value.replaceAll("([\"\\\\])", "\\\\$1")).append('"'));
    }
    return text.toString();
  }
}
