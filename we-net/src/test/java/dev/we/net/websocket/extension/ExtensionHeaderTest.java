package dev.we.net.websocket.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.extension.ExtensionHeader.Param;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6455, section 9.1. */
class ExtensionHeaderTest {
  private static List<ExtensionHeader.Entry> parse(String... lines) {
    return ExtensionHeader.parse(List.of(lines));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "foo                                     | foo[]",
        "deflate-stream                          | deflate-stream[]",
        "foo, bar; baz=2                         | foo[] bar[baz=2]",
        "mux; max-channels=4; flow-control, deflate-stream | mux[max-channels=4 flow-control] deflate-stream[]",
        "private-extension                       | private-extension[]",
        "permessage-deflate; client_max_window_bits=\"12\" | permessage-deflate[client_max_window_bits=12]",
        "a; b=\"x,y;z\", c                       | a[b=x,y;z] c[]",
        "a; b=\"\\\"\\\\\\1\"                    | a[b=\"\\1]",
        "a; b=\"\"                               | a[b=]",
        "a;b;b;b=1                               | a[b b b=1]",
        ",, a ,,\tb,                             | a[] b[]",
        "a ; b = 1 ; c                           | a[b=1 c]",
        "A;B=C                                   | A[B=C]",
      })
  void whatIsWrittenIsRead(String line, String expected) {
    StringBuilder read = new StringBuilder();
    for (ExtensionHeader.Entry entry : parse(line)) {
      List<String> params =
          entry.params().stream()
              .map(p -> p.name() + p.value().map(v -> "=" + v).orElse(""))
              .toList();
      read.append(read.isEmpty() ? "" : " ").append(entry.name());
      read.append('[').append(String.join(" ", params)).append(']');
    }
    assertThat(read).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~          | it names no extension",
        ",           | it names no extension",
        ";           | an extension's name is missing at index 0",
        "a b         | a comma or semicolon is missing at index 2",
        "a;          | a parameter's name is missing at index 2",
        "a;;b        | a parameter's name is missing at index 2",
        "a;=1        | a parameter's name is missing at index 2",
        "a; b=       | a parameter's value is missing at index 5",
        "a; b=,c     | a parameter's value is missing at index 5",
        "a; b=1=2    | a comma or semicolon is missing at index 6",
        "a; b c      | a comma or semicolon is missing at index 5",
        "a; b=\"1    | the end of a quoted string is missing at index 7",
        "a; b=\"1\\  | the end of a quoted string is missing at index 8",
        "a; b=\"1\"2 | a comma or semicolon is missing at index 8",
        "a; \"b\"    | a parameter's name is missing at index 3",
        "\"a\"       | an extension's name is missing at index 0",
        "a=1         | a comma or semicolon is missing at index 1",
        "a/b         | an extension's name is missing at index 0",
        "ä           | an extension's name is missing at index 0",
      })
  void whatCannotBeReadSaysWhere(String line, String message) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aQuotedStringCannotWriteALineOfItsOwn() {
    for (String bad : List.of("\r\nX: y", "\n", "\r", "\0", "\u007f", "\u0100", "\\\n")) {
      assertThatThrownBy(() -> parse("a; b=\"" + bad + "\""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a quoted string has a character that a header cannot carry");
    }
  }

  @Test
  void severalHeaderLinesAreOneList() {
    assertThat(parse("a; x", "b", "a; y=1"))
        .extracting(ExtensionHeader.Entry::text)
        .containsExactly("a; x", "b", "a; y=1");
    assertThat(parse("", "a")).hasSize(1);
  }

  @Test
  void aQuotedStringDoesNotGoOnInTheNextLine() {
    assertThatThrownBy(() -> parse("a; b=\"1", "2\"")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theTextOfAnEntryIsWhatWasWritten() {
    assertThat(parse(" a ;b= \"1\"  , c"))
        .extracting(ExtensionHeader.Entry::text)
        .containsExactly("a ;b= \"1\"", "c");
  }

  @Test
  void aParameterWithoutValueIsNotOneWithAnEmptyValue() {
    assertThat(parse("a; b; c=\"\"").get(0).params())
        .containsExactly(new Param("b", Optional.empty()), new Param("c", Optional.of("")));
  }

  @Test
  void aLongHostileHeaderTakesNoLongerThanItsLength() {
    String spaces = " ".repeat(1 << 20);
    assertThatThrownBy(() -> parse("a" + spaces + "b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> parse("a; b=\"" + "\\\"".repeat(1 << 20)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(parse("a" + ";b".repeat(100_000)).get(0).params()).hasSize(100_000);
  }
}
