package dev.we.conformance.soak;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Where {@link SoakTest} is among the classes to be run, its soak begins before all of them, and it
 * comes last: the two minutes pass while the others run.
 */
public final class SoakBesideTheOthers implements ClassOrderer {
  /** For JUnit. */
  public SoakBesideTheOthers() {}

  @Override
  public void orderClasses(ClassOrdererContext context) {
    if (context.getClassDescriptors().stream().anyMatch(SoakBesideTheOthers::isSoak)) {
      SoakProcess.start();
    }
    context.getClassDescriptors().sort(Comparator.comparing(SoakBesideTheOthers::isSoak));
  }

  private static boolean isSoak(ClassDescriptor descriptor) {
    return descriptor.getTestClass() == SoakTest.class;
  }
}
