package dev.we.epoll;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Arrays of {@code struct epoll_event}: what happened, and the name under which the socket was
 * registered. On x86-64 the structure is packed (epoll_event(3type)).
 */
final class EpollEvents {
  private static final boolean PACKED = !System.getProperty("os.arch").equals("aarch64");
  private static final long NAME = PACKED ? 4 : 8;
  private static final long SIZE = NAME + Long.BYTES;

  private EpollEvents() {}

  static MemorySegment allocate(Arena arena, int count) {
    return arena.allocate(count * SIZE, Long.BYTES);
  }

  static void set(MemorySegment event, int events, long name) {
    event.set(JAVA_INT, 0, events);
    event.set(JAVA_LONG_UNALIGNED, NAME, name);
  }

  static int eventsAt(MemorySegment array, int index) {
    return array.get(JAVA_INT, index * SIZE);
  }

  static long nameAt(MemorySegment array, int index) {
    return array.get(JAVA_LONG_UNALIGNED, index * SIZE + NAME);
  }
}
