package dev.we.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each target over small damages of its corpus, the same in every run. What is a target is told by
 * the corpus folders, so that none can be without one.
 */
class MutatedCorpusTest {
  private static final long SEED = 20_111_212;
  private static final int ROUNDS = 2_500;

  /** For those that build a whole command line, or compress a conversation, every time. */
  private static final int FEWER_ROUNDS = 250;

  private static final Set<String> SLOW = Set.of("CommandLineFuzzTest", "DeflateEncoderFuzzTest");

  private static final Path CORPORA = Path.of("src", "test", "resources");
  private static final Path CLASSES = Path.of("target", "test-classes");
  private static final String INPUTS = "Inputs";

  /** A target: its folder is {@code PACKAGE/CLASSInputs/METHOD}. */
  record Target(Path corpus) {
    Class<?> type() throws ClassNotFoundException {
      String folder = CORPORA.relativize(corpus.getParent()).toString();
      String name = folder.substring(0, folder.length() - INPUTS.length());
      return Class.forName(name.replace(corpus.getFileSystem().getSeparator(), "."));
    }

    Method method() throws ReflectiveOperationException {
      Method method = type().getDeclaredMethod(corpus.getFileName().toString(), byte[].class);
      method.setAccessible(true);
      return method;
    }

    List<byte[]> inputs() throws IOException {
      List<byte[]> inputs = new ArrayList<>();
      try (Stream<Path> files = Files.list(corpus)) {
        for (Path file : files.sorted().toList()) {
          inputs.add(Files.readAllBytes(file));
        }
      }
      return inputs;
    }

    int rounds() throws ClassNotFoundException {
      return SLOW.contains(type().getSimpleName()) ? FEWER_ROUNDS : ROUNDS;
    }

    @Override
    public String toString() {
      String type = corpus.getParent().getFileName().toString();
      return type.substring(0, type.length() - INPUTS.length()) + "." + corpus.getFileName();
    }
  }

  static List<Target> targets() throws IOException {
    try (Stream<Path> folders = Files.walk(CORPORA)) {
      return folders
          .filter(Files::isDirectory)
          .filter(folder -> folder.getParent().toString().endsWith(INPUTS))
          .sorted()
          .map(Target::new)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void damagedInputsDoNoHarm(Target target) throws Exception {
    Object instance = newInstance(target.type());
    Method method = target.method();
    Mutations mutations = new Mutations(target.inputs(), SEED);
    for (int round = 0; round < target.rounds(); round++) {
      byte[] input = mutations.next();
      try {
        method.invoke(instance, (Object) input);
      } catch (InvocationTargetException e) {
        throw new AssertionError(
            "%s, seed %d, round %d: %s; the input in hex: %s"
                .formatted(target, SEED, round, e.getCause(), HexFormat.of().formatHex(input)),
            e.getCause());
      }
    }
  }

  private static Object newInstance(Class<?> type) throws ReflectiveOperationException {
    var constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  @Test
  void everyFuzzTestHasACorpus() throws Exception {
    List<String> withCorpus = targets().stream().map(Target::toString).toList();
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(f -> f.toString().endsWith("FuzzTest.class")).toList()) {
        String name = CLASSES.relativize(file).toString().replaceAll("[/\\\\]", ".");
        Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
        for (Method method : type.getDeclaredMethods()) {
          if (method.isAnnotationPresent(FuzzTest.class)) {
            all.add(type.getSimpleName() + "." + method.getName());
          }
        }
      }
    }
    assertThat(withCorpus).containsExactlyInAnyOrderElementsOf(all);
  }
}
