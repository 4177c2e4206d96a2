package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void valuesOfEveryKind() {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("text", "a");
    object.put("int", 1);
    object.put("long", 1L << 40);
    object.put("yes", true);
    object.put("nothing", null);
    object.put("list", List.of("x", List.of(), Map.of()));

    assertThat(Json.of(object))
        .isEqualTo(
            "{\"text\":\"a\",\"int\":1,\"long\":1099511627776,\"yes\":true,\"nothing\":null,"
                + "\"list\":[\"x\",[],{}]}");
  }

  @Test
  void whatMustBeEscapedIsAndNothingElse() {
    assertThat(Json.of("\"\\/\n\r\t\b\0\u001f\u007f\u0085\u2028\u2029 \u00e9\ud83c\udf0d"))
        .isEqualTo(
            "\"\\\"\\\\/\\n\\r\\t\\u0008\\u0000\\u001f\\u007f\\u0085\\u2028\\u2029"
                + " \u00e9\ud83c\udf0d\"");
  }

  @Test
  void everyCharacterFitsInOneLine() {
    List<String> characters = new ArrayList<>();
    for (char c = 0; c < Character.MIN_SURROGATE; c++) {
      characters.add(String.valueOf(c));
    }
    assertThat(Json.of(characters).lines()).hasSize(1);
  }
}
