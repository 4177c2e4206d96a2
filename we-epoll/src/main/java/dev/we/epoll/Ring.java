package dev.we.epoll;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Many calls to the system for the price of one (io_uring(7)): those put in are carried out by
 * {@link #submit}, and all are over when that returns, as each says that it does not want to wait
 * (MSG_DONTWAIT). For one thread.
 *
 * <p>What the structures look like is in {@code linux/io_uring.h}; a submission has 64 bytes, a
 * completion 16.
 */
final class Ring {
  /** The most calls of one submission. */
  static final int CALLS = 64;

  /** The result of a call that was not carried out. */
  static final int NOT_DONE = Integer.MIN_VALUE;

  private static final int SETUP_SUBMIT_ALL = 1 << 7;
  private static final int SETUP_SINGLE_ISSUER = 1 << 12;
  private static final int SETUP_DEFER_TASKRUN = 1 << 13;
  private static final int ENTER_GETEVENTS = 1;
  private static final long OFFSET_RINGS = 0;
  private static final long OFFSET_SUBMISSIONS = 0x10000000L;
  private static final int OP_SEND = 26;
  private static final int OP_RECV = 27;

  // Of a submission.
  private static final long SUBMISSION_BYTES = 64;
  private static final long FD = 4;
  private static final long ADDRESS = 16;
  private static final long LENGTH = 24;
  private static final long FLAGS = 28;
  private static final long USER_DATA = 32;

  // Of a completion.
  private static final long COMPLETION_BYTES = 16;
  private static final long RESULT = 8;

  // Of struct io_uring_params.
  private static final long PARAMS_BYTES = 120;
  private static final long PARAMS_FLAGS = 8;
  private static final long SUBMISSION_OFFSETS = 40;
  private static final long COMPLETION_OFFSETS = 80;

  private static final VarHandle INT = JAVA_INT.varHandle();

  private final int fd;

  /** Ends the segments with the ring, so that a late access is an exception. */
  private final Arena life;

  private final MemorySegment rings;
  private final MemorySegment submissions;
  private final long tail;
  private final int mask;
  private final long completedHead;
  private final long completedTail;
  private final int completedMask;
  private final long completions;

  private int put;

  /** What each call of the last submission gave: a count, or an error's number, negative. */
  private final int[] results = new int[CALLS];

  private Ring(
      int fd, Arena life, MemorySegment params, MemorySegment rings, MemorySegment submissions) {
    this.fd = fd;
    this.life = life;
    this.rings = rings;
    this.submissions = submissions;
    tail = params.get(JAVA_INT, SUBMISSION_OFFSETS + 4);
    mask = rings.get(JAVA_INT, params.get(JAVA_INT, SUBMISSION_OFFSETS + 8));
    long array = params.get(JAVA_INT, SUBMISSION_OFFSETS + 24);
    for (int i = 0; i <= mask; i++) {
      rings.set(JAVA_INT, array + (long) i * Integer.BYTES, i);
    }
    completedHead = params.get(JAVA_INT, COMPLETION_OFFSETS);
    completedTail = params.get(JAVA_INT, COMPLETION_OFFSETS + 4);
    completedMask = rings.get(JAVA_INT, params.get(JAVA_INT, COMPLETION_OFFSETS + 8));
    completions = params.get(JAVA_INT, COMPLETION_OFFSETS + 20);
  }

  /**
   * A ring, or null where the system has none to give: an old kernel (before 6.1), one where it is
   * switched off, a container that forbids it, no memory.
   */
  @SuppressWarnings("MustBeClosedChecker") // it is closed with the ring
  static @Nullable Ring open(Scratch scratch) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = arena.allocate(PARAMS_BYTES, Long.BYTES);
      params.set(
          JAVA_INT, PARAMS_FLAGS, SETUP_SUBMIT_ALL | SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN);
      int fd = RingCalls.setup(scratch, CALLS, params);
      if (fd < 0) {
        return null;
      }
      int entries = params.get(JAVA_INT, 0);
      int completed = params.get(JAVA_INT, 4);
      long ringBytes =
          Math.max(
              params.get(JAVA_INT, SUBMISSION_OFFSETS + 24) + (long) entries * Integer.BYTES,
              params.get(JAVA_INT, COMPLETION_OFFSETS + 20) + completed * COMPLETION_BYTES);
      Arena life = Arena.ofShared();
      MemorySegment rings = RingCalls.map(scratch, life, ringBytes, fd, OFFSET_RINGS);
      MemorySegment submissions =
          RingCalls.map(scratch, life, entries * SUBMISSION_BYTES, fd, OFFSET_SUBMISSIONS);
      if (rings == null || submissions == null) {
        life.close();
        LibC.close(scratch, fd);
        return null;
      }
      return new Ring(fd, life, params, rings, submissions);
    }
  }

  void receive(int socket, long address, int room) {
    put(OP_RECV, socket, address, room, LibC.MSG_DONTWAIT);
  }

  void send(int socket, long address, int length) {
    put(OP_SEND, socket, address, length, LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL);
  }

  private void put(int operation, int socket, long address, int length, int flags) {
    int next = rings.get(JAVA_INT, tail) + put;
    long at = (next & mask) * SUBMISSION_BYTES;
    // All other fields stay 0, as the system left them.
    submissions.set(JAVA_BYTE, at, (byte) operation);
    submissions.set(JAVA_INT, at + FD, socket);
    submissions.set(JAVA_LONG, at + ADDRESS, address);
    submissions.set(JAVA_INT, at + LENGTH, length);
    submissions.set(JAVA_INT, at + FLAGS, flags);
    submissions.set(JAVA_LONG, at + USER_DATA, put);
    put++;
  }

  /**
   * Carries out what was put in, in its order; the results stay until the next time. What the
   * system had no memory for has {@link #NOT_DONE} for a result.
   *
   * @throws IOException if calls were begun and cannot be heard of any more
   */
  void submit(Scratch scratch) throws IOException {
    int calls = put;
    put = 0;
    int end = rings.get(JAVA_INT, tail) + calls;
    INT.setRelease(rings, tail, end);
    int begun = Math.max(0, RingCalls.enter(scratch, fd, calls, calls, ENTER_GETEVENTS));
    if (begun < calls) {
      INT.setRelease(rings, tail, end - (calls - begun)); // or they would go with the next ones
      Arrays.fill(results, begun, calls, NOT_DONE);
    }
    for (int over = collect(); over < begun; over += collect()) {
      // A signal came between the calls and the look at how they went.
      if (RingCalls.enter(scratch, fd, 0, 1, ENTER_GETEVENTS) < 0
          && scratch.errno() != Errno.EINTR) {
        throw Errno.failure(scratch.errno());
      }
    }
  }

  private int collect() {
    int head = rings.get(JAVA_INT, completedHead);
    int end = (int) INT.getAcquire(rings, completedTail);
    int count = end - head;
    for (; head != end; head++) {
      long at = completions + (head & completedMask) * COMPLETION_BYTES;
      results[(int) rings.get(JAVA_LONG, at)] = rings.get(JAVA_INT, at + RESULT);
    }
    INT.setRelease(rings, completedHead, end);
    return count;
  }

  int result(int call) {
    return results[call];
  }

  void close(Scratch scratch) {
    life.close();
    LibC.close(scratch, fd);
  }
}
