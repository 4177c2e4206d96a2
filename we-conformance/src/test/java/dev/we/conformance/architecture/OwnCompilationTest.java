package dev.we.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.frame.FrameEncoder;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What HotSpot must not inline, as its loop is slow where it is inlined too deep. */
class OwnCompilationTest {
  /** {@code -XX:FreqInlineSize}: nothing that has more bytes of code is inlined, however hot. */
  private static final int MOST_INLINED = 325;

  @Test
  void writingAFrameIsNeverInlined() throws Exception {
    List<Integer> sizes;
    try (InputStream in = FrameEncoder.class.getResourceAsStream("FrameEncoder.class")) {
      sizes =
          ClassFile.of().parse(in.readAllBytes()).methods().stream()
              .filter(method -> method.methodName().equalsString("frame"))
              .map(method -> ((CodeAttribute) method.code().orElseThrow()).codeLength())
              .toList();
    }
    assertThat(sizes)
        .singleElement()
        .satisfies(size -> assertThat(size).isGreaterThan(MOST_INLINED));
  }
}
