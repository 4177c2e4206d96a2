package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineInputTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void linesEndBeforeLfAndKeepAllElse(int atATime) throws IOException {
    assertThat(lines("", atATime)).isEmpty();
    assertThat(lines("\n", atATime)).containsExactly("");
    assertThat(lines("a\n\nb\r\n c \n", atATime)).containsExactly("a", "", "b\r", " c ");
    assertThat(lines("a\nlast", atATime)).containsExactly("a", "last");
  }

  /** Through an input that gives so many bytes at a time. */
  private static List<String> lines(String text, int atATime) throws IOException {
    InputStream in =
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, atATime));
          }
        };
    LineInput input = new LineInput(in);
    List<String> lines = new ArrayList<>();
    for (byte[] line; (line = input.readLine()) != null; ) {
      lines.add(new String(line, StandardCharsets.UTF_8));
    }
    return lines;
  }
}
