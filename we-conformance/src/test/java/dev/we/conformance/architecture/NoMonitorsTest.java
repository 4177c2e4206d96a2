package dev.we.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.architecture.planted.net.websocket.connection.Synchronizes;
import dev.we.crypto.Sha1;
import dev.we.deflate.DeflateDecoder;
import dev.we.epoll.EpollProvider;
import dev.we.net.websocket.WebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No {@code synchronized} in what is published: before JDK 24 a virtual thread that waits inside a
 * monitor keeps its carrier. ArchUnit does not see blocks, so this reads the instructions.
 */
class NoMonitorsTest {
  @ParameterizedTest
  @ValueSource(classes = {Sha1.class, DeflateDecoder.class, EpollProvider.class, WebSocket.class})
  void nothingPublishedIsSynchronized(Class<?> oneOfTheModule) throws Exception {
    URI place = oneOfTheModule.getProtectionDomain().getCodeSource().getLocation().toURI();
    if (place.getPath().endsWith(".jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place), Map.of())) {
        assertNoneIn(jar.getPath("/"));
      }
    } else {
      assertNoneIn(Path.of(place));
    }
  }

  /**
   * The set of cancelled keys is the JDK's, with its own rule: who looks at it holds its monitor.
   */
  private static final Set<String> ALLOWED = Set.of("dev/we/epoll/EpollSelector.letCancelledGo");

  private static void assertNoneIn(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    int classes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(NoMonitorsTest::isClass)::iterator) {
        found.addAll(monitors(Files.readAllBytes(file)));
        classes++;
      }
    }
    assertThat(classes).isPositive();
    found.removeAll(ALLOWED);
    assertThat(found).isEmpty();
  }

  private static boolean isClass(Path file) {
    return file.toString().endsWith(".class");
  }

  @Test
  void aSynchronizedBlockAndMethodAreFound() {
    String file = "/" + Synchronizes.class.getName().replace('.', '/') + ".class";
    try (InputStream in = Synchronizes.class.getResourceAsStream(file)) {
      assertThat(monitors(in.readAllBytes())).hasSize(2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The methods that are synchronized or hold a block that is. */
  private static List<String> monitors(byte[] classFile) {
    ClassModel type = ClassFile.of().parse(classFile);
    return type.methods().stream()
        .filter(method ->
            method.flags().has(AccessFlag.SYNCHRONIZED)
                || method.code().stream().anyMatch(NoMonitorsTest::hasMonitor))
        .map((MethodModel method) -> type.thisClass().asInternalName() + "." + method.methodName())
        .toList();
  }

  private static boolean hasMonitor(CodeModel code) {
    return code.elementStream().anyMatch(MonitorInstruction.class::isInstance);
  }
}
