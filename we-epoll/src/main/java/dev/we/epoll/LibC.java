package dev.we.epoll;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * The system calls for sockets, epoll and eventfd, as the C library has them (section 2 of Linux's
 * manual). Each gives what the call gives, -1 for an error, whose number is then in the scratch
 * memory that came with the call. Numbers and layouts are those that x86-64 and 64-bit ARM share.
 */
final class LibC {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_STREAM = 1;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;

  /** Another call follows without delay: a segment that is not full waits for it. */
  static final int MSG_MORE = 0x8000;

  static final int SHUT_RD = 0;
  static final int SHUT_WR = 1;

  static final int EPOLLIN = 1;
  static final int EPOLLOUT = 4;
  static final int EPOLLERR = 8;
  static final int EPOLLHUP = 16;
  static final int EPOLLET = 1 << 31;
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLL_CTL_MOD = 3;

  /**
   * No call moves more bytes of the heap, as it holds up all collections of garbage: for about 0.1
   * ms, as the JDK's own copies of a MiB do. It is enough for what a loop of we-net writes at once.
   */
  static final int MOST_OF_HEAP = 258 << 10;

  /** What a call leaves behind where it fails: errno among it. */
  static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

  static final long ERRNO_OFFSET = CALL_STATE.byteOffset(PathElement.groupElement("errno"));

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  // A handle for each call. Those with the same types share what the linker makes for them.
  private static final MethodHandle RECV =
      handle("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SEND =
      handle("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  // For buffers of the heap. The thread counts as one that runs Java meanwhile, so that nothing is
  // moved before the call is over: a collection of garbage, and all threads with it, waits for
  // that.
  private static final MethodHandle RECV_INTO_HEAP =
      handle(
          "recv", Linker.Option.critical(true), JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SEND_FROM_HEAP =
      handle(
          "send", Linker.Option.critical(true), JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  private static final MethodHandle SENDMSG =
      handle("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle WRITE =
      handle("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle SOCKET =
      handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT =
      handle("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = handle("listen", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle ACCEPT4 =
      handle("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      handle("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSOCKOPT =
      handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SHUTDOWN = handle("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle EPOLL_CREATE1 = handle("epoll_create1", JAVA_INT, JAVA_INT);
  private static final MethodHandle EPOLL_CTL =
      handle("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle EPOLL_WAIT =
      handle("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle EVENTFD = handle("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);

  private LibC() {}

  static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.of(result, parameters), ERRNO);
  }

  /** The same for a call with options of its own. */
  static MethodHandle handle(
      String name, Linker.Option option, MemoryLayout result, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.of(result, parameters), ERRNO, option);
  }

  @SuppressWarnings("restricted") // what native access is asked for
  private static MethodHandle handle(
      String name, FunctionDescriptor types, Linker.Option... options) {
    MemorySegment symbol =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
    return LINKER.downcallHandle(symbol, types, options);
  }

  /** Receives into a buffer, whose position stays; again where a signal came in between. */
  static long recv(Scratch scratch, int fd, ByteBuffer to) {
    try {
      boolean direct = to.isDirect();
      MemorySegment bytes = MemorySegment.ofBuffer(to);
      long length = direct ? to.remaining() : Math.min(to.remaining(), MOST_OF_HEAP);
      long count;
      do {
        count =
            direct
                ? (long) RECV.invokeExact(scratch.callState, fd, bytes, length, 0)
                : (long) RECV_INTO_HEAP.invokeExact(scratch.callState, fd, bytes, length, 0);
      } while (count < 0 && scratch.errno() == Errno.EINTR);
      return count;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Sends what is in a buffer, whose position stays; again where a signal came first.
   *
   * @param length how much of it
   * @param flags beside that for no signal
   */
  static long send(Scratch scratch, int fd, ByteBuffer from, int length, int flags) {
    try {
      boolean direct = from.isDirect();
      MemorySegment bytes = MemorySegment.ofBuffer(from);
      long size = length;
      int how = flags | MSG_NOSIGNAL;
      long count;
      do {
        count =
            direct
                ? (long) SEND.invokeExact(scratch.callState, fd, bytes, size, how)
                : (long) SEND_FROM_HEAP.invokeExact(scratch.callState, fd, bytes, size, how);
      } while (count < 0 && scratch.errno() == Errno.EINTR);
      return count;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Sends what direct buffers have, whose positions stay; again where a signal came first. */
  static long sendmsg(Scratch scratch, int fd, ByteBuffer[] from, int first, int end, int flags) {
    try {
      for (int i = first; i < end; i++) {
        MemorySegment bytes = MemorySegment.ofBuffer(from[i]);
        if (!bytes.scope().isAlive()) {
          throw new IllegalStateException("the memory of a buffer was given back");
        }
        scratch.vector(i - first, bytes.address(), from[i].remaining());
      }
      MemorySegment message = scratch.message(end - first);
      int how = flags | MSG_NOSIGNAL;
      long count;
      do {
        count = (long) SENDMSG.invokeExact(scratch.callState, fd, message, how);
      } while (count < 0 && scratch.errno() == Errno.EINTR);
      return count;
    } catch (Throwable e) {
      throw unexpected(e);
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  static long write(Scratch scratch, int fd, MemorySegment from, long length) {
    try {
      return (long) WRITE.invokeExact(scratch.callState, fd, from, length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int socket(Scratch scratch, int family) {
    try {
      int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
      return (int) SOCKET.invokeExact(scratch.callState, family, type, 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int bind(Scratch scratch, int fd, MemorySegment address, int length) {
    try {
      return (int) BIND.invokeExact(scratch.callState, fd, address, length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int connect(Scratch scratch, int fd, MemorySegment address, int length) {
    try {
      return (int) CONNECT.invokeExact(scratch.callState, fd, address, length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int listen(Scratch scratch, int fd, int backlog) {
    try {
      return (int) LISTEN.invokeExact(scratch.callState, fd, backlog);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int accept(Scratch scratch, int fd, MemorySegment address, MemorySegment length) {
    try {
      int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
      return (int) ACCEPT4.invokeExact(scratch.callState, fd, address, length, flags);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int getsockname(Scratch scratch, int fd, MemorySegment address, MemorySegment length) {
    try {
      return (int) GETSOCKNAME.invokeExact(scratch.callState, fd, address, length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int setsockopt(
      Scratch scratch, int fd, int level, int name, MemorySegment value, int length) {
    try {
      return (int) SETSOCKOPT.invokeExact(scratch.callState, fd, level, name, value, length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int getsockopt(
      Scratch scratch, int fd, int level, int name, MemorySegment value, MemorySegment length) {
    try {
      return (int) GETSOCKOPT.invokeExact(scratch.callState, fd, level, name, value, length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int shutdown(Scratch scratch, int fd, int how) {
    try {
      return (int) SHUTDOWN.invokeExact(scratch.callState, fd, how);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int close(Scratch scratch, int fd) {
    try {
      return (int) CLOSE.invokeExact(scratch.callState, fd);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int epollCreate(Scratch scratch) {
    try {
      return (int) EPOLL_CREATE1.invokeExact(scratch.callState, SOCK_CLOEXEC);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int epollCtl(Scratch scratch, int epoll, int operation, int fd, MemorySegment event) {
    try {
      return (int) EPOLL_CTL.invokeExact(scratch.callState, epoll, operation, fd, event);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int epollWait(Scratch scratch, int epoll, MemorySegment events, int most, int millis) {
    try {
      return (int) EPOLL_WAIT.invokeExact(scratch.callState, epoll, events, most, millis);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int eventfd(Scratch scratch) {
    try {
      return (int) EVENTFD.invokeExact(scratch.callState, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The system's words for an error's number. */
  static String strerror(int errno) {
    try (Arena arena = Arena.ofConfined()) {
      return Words.of(arena, errno);
    }
  }

  /** Apart, so that only a program that meets an error pays for it. */
  private static final class Words {
    private static final int LONGEST = 256;

    /** The POSIX form, which writes into the buffer; it is thread-safe, as strerror need not be. */
    private static final MethodHandle STRERROR_R =
        handle("__xpg_strerror_r", JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG);

    static String of(Arena arena, int errno) {
      MemorySegment words = arena.allocate(LONGEST);
      try {
        MemorySegment callState = arena.allocate(CALL_STATE);
        int failed = (int) STRERROR_R.invokeExact(callState, errno, words, (long) LONGEST);
        return failed == 0 ? words.getString(0) : "error " + errno;
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }
  }

  /**
   * A call through a handle throws nothing of its own, but for what is wrong with the memory that
   * it is given.
   */
  static AssertionError unexpected(Throwable thrown) {
    if (thrown instanceof RuntimeException fault) {
      throw fault;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    throw new AssertionError(thrown);
  }
}
