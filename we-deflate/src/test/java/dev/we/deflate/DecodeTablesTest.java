package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecodeTablesTest {
  /** What can be reached from an object and has not been seen, in bytes. */
  private static long reached(Object from, Set<Object> seen) throws IllegalAccessException {
    if (!seen.add(from)) {
      return 0;
    }
    Class<?> type = from.getClass();
    if (type.isArray()) {
      return 16 + roundUp(Array.getLength(from) * size(type.getComponentType()));
    }
    // A head of 12 bytes, and references of 4, as everywhere below 32 GiB of heap.
    long own = 12;
    long others = 0;
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        own += size(field.getType());
        others += field.getType().isPrimitive() ? 0 : reached(field.get(from), seen);
      }
    }
    return roundUp(own) + others;
  }

  private static long size(Class<?> type) {
    return type == byte.class || type == boolean.class ? 1 : type == short.class ? 2 : 4;
  }

  private static long roundUp(long bytes) {
    return (bytes + 7) & ~7;
  }

  @Test
  void theBytesThatItTellsAreTheBytesThatItTakes() throws IllegalAccessException {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    // What this one has already reached is shared by all.
    reached(DecodeTables.FIXED, seen);
    assertThat(reached(new DecodeTables(), seen)).isEqualTo(DecodeTables.BYTES);
  }
}
