package dev.we.epoll;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The memory outside the heap that one system call needs: where its error goes, a socket's address,
 * an option, the list of buffers of a gathering write. Each selector has one for the thread that
 * selects; other threads borrow one for the length of a call.
 */
final class Scratch {
  /** The most buffers of one write; what a caller has beyond goes with the next. */
  static final int VECTORS = 64;

  /** Of {@code struct sockaddr_storage}. */
  static final int ADDRESS_BYTES = 128;

  private static final long VECTOR_BYTES = 16;
  private static final long MESSAGE_BYTES = 56;

  /** Of {@code struct msghdr}: where its pointer to the vectors is, and their number. */
  private static final long MESSAGE_VECTORS = 16;

  private static final long MESSAGE_COUNT = 24;

  /** Those of threads that select nothing; as many as ever were in a call at once. */
  private static final ConcurrentLinkedQueue<Scratch> FREE = new ConcurrentLinkedQueue<>();

  final MemorySegment callState;
  final MemorySegment address;

  /** A {@code socklen_t}, or the value of an option. */
  final MemorySegment number;

  /** An option that is two numbers, or one of eight bytes. */
  final MemorySegment pair;

  private final MemorySegment vectors;
  private final MemorySegment message;

  /** Whether it is lent for one call, rather than a selector's. */
  private final boolean borrowed;

  private Scratch(boolean borrowed) {
    this.borrowed = borrowed;
    Arena arena = Arena.ofAuto();
    callState = arena.allocate(LibC.CALL_STATE);
    address = arena.allocate(ADDRESS_BYTES, Long.BYTES);
    number = arena.allocate(JAVA_INT);
    pair = arena.allocate(JAVA_LONG);
    vectors = arena.allocate(VECTORS * VECTOR_BYTES, Long.BYTES);
    message = arena.allocate(MESSAGE_BYTES, Long.BYTES);
    message.set(ADDRESS, MESSAGE_VECTORS, vectors);
  }

  static Scratch forSelector() {
    return new Scratch(false);
  }

  static Scratch borrow() {
    Scratch free = FREE.poll();
    return free == null ? new Scratch(true) : free;
  }

  boolean isBorrowed() {
    return borrowed;
  }

  static void giveBack(Scratch scratch) {
    FREE.offer(scratch);
  }

  /** The number of the last call's error. */
  int errno() {
    return callState.get(JAVA_INT, LibC.ERRNO_OFFSET);
  }

  /** The number one, as an eventfd wants it. */
  MemorySegment one() {
    pair.set(JAVA_LONG, 0, 1);
    return pair;
  }

  /** Puts a buffer into the list of a gathering write. */
  void vector(int index, long start, long length) {
    vectors.set(JAVA_LONG, index * VECTOR_BYTES, start);
    vectors.set(JAVA_LONG, index * VECTOR_BYTES + Long.BYTES, length);
  }

  /** The message of that list. */
  MemorySegment message(int count) {
    message.set(JAVA_LONG, MESSAGE_COUNT, count);
    return message;
  }
}
