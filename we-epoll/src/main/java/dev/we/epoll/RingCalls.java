package dev.we.epoll;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a {@link Ring}, for which the C library has no names of their own; apart from the
 * others so that only who has a ring pays for them.
 */
final class RingCalls {
  private static final long IO_URING_SETUP = 425;
  private static final long IO_URING_ENTER = 426;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED_POPULATE = 0x8001;
  private static final long MAP_FAILED = -1;

  // syscall(2) takes any number of arguments behind the first.
  private static final MethodHandle SETUP =
      LibC.handle(
          "syscall", Linker.Option.firstVariadicArg(1), JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);
  private static final MethodHandle ENTER =
      LibC.handle(
          "syscall",
          Linker.Option.firstVariadicArg(1),
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG);
  private static final MethodHandle MMAP =
      LibC.handle("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle MUNMAP = LibC.handle("munmap", JAVA_INT, ADDRESS, JAVA_LONG);

  private RingCalls() {}

  static int setup(Scratch scratch, int entries, MemorySegment params) {
    try {
      return (int)
          (long) SETUP.invokeExact(scratch.callState, IO_URING_SETUP, (long) entries, params);
    } catch (Throwable e) {
      throw LibC.unexpected(e);
    }
  }

  static int enter(Scratch scratch, int ring, int calls, int awaited, int flags) {
    try {
      return (int)
          (long)
              ENTER.invokeExact(
                  scratch.callState,
                  IO_URING_ENTER,
                  (long) ring,
                  (long) calls,
                  (long) awaited,
                  (long) flags,
                  0L,
                  0L);
    } catch (Throwable e) {
      throw LibC.unexpected(e);
    }
  }

  /** Memory that is shared with the system until the arena is closed; null if there is none. */
  @SuppressWarnings("restricted") // what native access is asked for
  static @Nullable MemorySegment map(
      Scratch scratch, Arena life, long bytes, int ring, long offset) {
    try {
      long address =
          (long)
              MMAP.invokeExact(
                  scratch.callState, 0L, bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, ring, offset);
      return address == MAP_FAILED
          ? null
          : MemorySegment.ofAddress(address).reinterpret(bytes, life, RingCalls::unmap);
    } catch (Throwable e) {
      throw LibC.unexpected(e);
    }
  }

  private static void unmap(MemorySegment mapped) {
    Scratch scratch = Scratch.borrow();
    try {
      int failed = (int) MUNMAP.invokeExact(scratch.callState, mapped, mapped.byteSize());
      assert failed == 0 : "munmap";
    } catch (Throwable e) {
      throw LibC.unexpected(e);
    } finally {
      Scratch.giveBack(scratch);
    }
  }
}
