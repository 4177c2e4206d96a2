package dev.we.conformance.simulation;

import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.connection.ChunkPool;
import dev.we.net.websocket.connection.ConnectionSettings;
import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.connection.LoopShares;
import dev.we.net.websocket.extension.SharedMemory;
import dev.we.net.websocket.protocol.ProtocolSettings;
import dev.we.net.websocket.protocol.ReceiveScratch;
import dev.we.net.websocket.transport.Transport;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bytes in all arrays, buffers and strings that can be reached from an object of ours, whatever
 * it is made of: what it shares with others, and what others have of their own, is left out.
 */
final class Footprint {
  /** Others' own, and what many share. */
  private static final List<Class<?>> NOT_ITS_OWN =
      List.of(
          Transport.class,
          WebSocketListener.class,
          SharedMemory.class,
          LoopShare.class,
          LoopShares.class,
          ChunkPool.class,
          ReceiveScratch.class,
          ConnectionSettings.class,
          ProtocolSettings.class,
          Throwable.class,
          Enum.class);

  /** What many share, too, and only its own package can name. */
  private static final Set<String> NOT_NAMED = Set.of("dev.we.net.websocket.protocol.ArrayPool");

  private static final ClassValue<Field[]> FIELDS =
      new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
          return fieldsOf(type);
        }
      };

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Long> addresses = new HashSet<>();
  private final ArrayDeque<Object> open = new ArrayDeque<>();
  private long bytes;

  private Footprint() {}

  static long of(Object root) {
    Footprint all = new Footprint();
    all.reach(root);
    while (!all.open.isEmpty()) {
      all.look(all.open.remove());
    }
    return all.bytes;
  }

  private static Field[] fieldsOf(Class<?> type) {
    if (!type.getName().startsWith("dev.we.")
        || type.getName().startsWith("dev.we.conformance.")
        || NOT_NAMED.contains(type.getName())
        || NOT_ITS_OWN.stream().anyMatch(other -> other.isAssignableFrom(type))) {
      return new Field[0];
    }
    List<Field> fields = new ArrayList<>();
    for (Class<?> of = type; of != null && of != Object.class; of = of.getSuperclass()) {
      for (Field field : of.getDeclaredFields()) {
        if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          fields.add(field);
        }
      }
    }
    return fields.toArray(Field[]::new);
  }

  private void reach(Object object) {
    if (object != null && seen.add(object)) {
      open.add(object);
    }
  }

  private void look(Object object) {
    switch (object) {
      case String text -> bytes += text.length();
      case ByteBuffer buffer -> look(buffer);
      case Collection<?> several -> several.forEach(this::reach);
      case Map<?, ?> pairs -> {
        pairs.keySet().forEach(this::reach);
        pairs.values().forEach(this::reach);
      }
      case Object[] several -> {
        for (Object one : several) {
          reach(one);
        }
      }
      case byte[] array -> bytes += array.length;
      default -> {
        if (object.getClass().isArray()) {
          bytes += Array.getLength(object) * width(object.getClass().componentType());
        } else {
          lookInto(object);
        }
      }
    }
  }

  private static long width(Class<?> primitive) {
    return primitive == long.class || primitive == double.class
        ? 8
        : primitive == int.class || primitive == float.class ? 4 : 2;
  }

  /** Buffers that are views of the same memory count once. */
  @SuppressWarnings("ByteBufferBackingArray") // all of the array, wherever the buffer begins
  private void look(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      reach(buffer.array());
    } else if (!buffer.isDirect()
        || addresses.add(MemorySegment.ofBuffer(buffer.duplicate().clear()).address())) {
      bytes += buffer.capacity();
    }
  }

  private void lookInto(Object object) {
    for (Field field : FIELDS.get(object.getClass())) {
      try {
        reach(field.get(object));
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }
}
