package dev.we.deflate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All bytes that a distance can reach: the present call's output, and before it a ring of what
 * earlier calls produced.
 *
 * <pre>{@code
 *      ring (a power of two, grown with need)              caller's output
 * ┌────────────────────────────────────────────┐  ┌────────────┬──────────────────┐
 * │ …newest bytes │ head │ …oldest bytes        │  │ this call  │ room             │
 * └────────────────────────────────────────────┘  └────────────┴──────────────────┘
 *                                                 start        position           limit
 * }</pre>
 *
 * <p>Invariants: {@code start <= position <= limit}; {@code kept <= ring.length - PAD} and {@code
 * kept <= size}. Bytes go into the ring once, when the call ends, and nothing of the caller's array
 * is referred to after that. Between calls the ring's bytes may be {@linkplain #pack packed}.
 */
final class SlidingWindow {
  private static final byte[] NONE = {};
  private static final int SMALLEST_RING = 256;

  /** Bytes behind the ring's end, so that two words may be read wherever a byte may. */
  private static final int PAD = 16;

  /** The greatest distance, 2^windowBits. */
  final int size;

  byte[] output = NONE;
  int start;
  int position;
  int limit;

  private byte[] ring = NONE;
  private int mask;

  /** Where the next byte goes. */
  private int head;

  /** How many bytes of the past are in the ring. */
  private int kept;

  /** The bytes, while they are packed and the ring is not there; else null. */
  private @Nullable Packed packed;

  SlidingWindow(int windowBits) {
    this.size = 1 << windowBits;
  }

  /** Begins a call. What was {@linkplain #pack packed} has been {@linkplain #unpack unpacked}. */
  void attach(byte[] array, int from, int to) {
    output = array;
    start = from;
    position = from;
    limit = to;
  }

  /** Takes over what this call produced, and lets go of the caller's array. */
  void keepAndDetach() {
    if (position > start) {
      keep();
    }
    detach();
  }

  /** Lets go of the caller's array and of all bytes. */
  void forgetAndDetach() {
    detach();
    forget();
  }

  /** Forgets all bytes and gives their memory back. Only while detached. */
  void forget() {
    ring = NONE;
    mask = 0;
    head = 0;
    kept = 0;
    packed = null;
  }

  /** Puts the bytes where they take less memory, if there is such a place. Only while detached. */
  void pack(EncodeScratch scratch) {
    if (kept == 0) {
      return;
    }
    byte[] inOrder = scratch.joined(kept);
    copyKept(inOrder);
    Packed smaller = Packed.of(inOrder, 0, kept, scratch);
    if (smaller != null) {
      forget();
      packed = smaller;
    }
  }

  /** Makes the bytes what they were before {@link #pack}. Only while detached. */
  void unpack() {
    Packed from = packed;
    if (from == null) {
      return;
    }
    int capacity = capacityFor(from.length());
    byte[] made = new byte[capacity + PAD];
    from.unpack(made, 0);
    ring = made;
    mask = capacity - 1;
    kept = from.length();
    head = kept & mask;
    packed = null;
  }

  private void detach() {
    output = NONE;
    start = 0;
    position = 0;
    limit = 0;
  }

  /** How far back there are bytes, at most the window's size. */
  int reach() {
    return Math.min(size, kept + (position - start));
  }

  int room() {
    return limit - position;
  }

  long retainedBytes() {
    Packed held = packed;
    return held == null ? ring.length : held.retainedBytes();
  }

  void put(int value) {
    output[position++] = (byte) value;
  }

  /** Copies input bytes as they are. The caller has checked the room. */
  void putAll(byte[] from, int at, int length) {
    System.arraycopy(from, at, output, position, length);
    position += length;
  }

  /**
   * Copies {@code length} bytes from {@code distance} back. The caller has checked that there is
   * room, and that the distance is within {@link #reach}.
   */
  void copy(int length, int distance) {
    int made = position - start;
    if (distance > made) {
      int older = Math.min(length, distance - made);
      copyOlder(older, distance - made);
      length -= older;
      if (length == 0) {
        return;
      }
    }
    copyWithin(length, distance);
  }

  /** Copies from the ring, {@code back} bytes before the first byte of this call's output. */
  private void copyOlder(int length, int back) {
    int at = (head - back) & mask;
    int first = Math.min(length, ring.length - PAD - at);
    System.arraycopy(ring, at, output, position, first);
    System.arraycopy(ring, 0, output, position + first, length - first);
    position += length;
  }

  private void copyWithin(int length, int distance) {
    int from = position - distance;
    int end = position + length;
    if (distance == 1) {
      Arrays.fill(output, position, end, output[from]);
    } else if (distance >= length) {
      System.arraycopy(output, from, output, position, length);
    } else {
      // The copy feeds on itself; each byte must be there before it is read.
      for (int to = position; to < end; to++) {
        output[to] = output[from++];
      }
    }
    position = end;
  }

  /**
   * For the fast loop: copies a match to {@code to}, which runs ahead of {@link #position}. May
   * scribble over up to {@link #PAD} bytes behind the match, inside the limit. Calls nothing that
   * is not compiled into it, because around a call all of that loop's variables would have to leave
   * their registers.
   *
   * @return false, and nothing is done, if the match is not simple: too little room, a distance
   *     that must be refused, or bytes that do not lie in one piece
   */
  boolean copyFast(byte[] out, int to, int length, int distance) {
    int from = to - distance;
    if (to + length > limit - PAD || distance > size) {
      return false;
    }
    byte[] source = out;
    if (from < start) {
      int back = start - from;
      source = ring;
      from = (head - back) & mask;
      if (back > kept || length > back || from + length > source.length - PAD) {
        return false;
      }
    } else if (distance < 8) {
      copyNear(out, from, to, to + length, distance);
      return true;
    }
    // Most matches fit two words, so those need no loop.
    LittleEndian.putLong(out, to, LittleEndian.getLong(source, from));
    LittleEndian.putLong(out, to + 8, LittleEndian.getLong(source, from + 8));
    for (int done = 16; done < length; done += 8) {
      LittleEndian.putLong(out, to + done, LittleEndian.getLong(source, from + done));
    }
    return true;
  }

  /** Copies words that overlap with what they are copied from. */
  private static void copyNear(byte[] out, int from, int to, int end, int distance) {
    if (distance == 1) {
      long run = (out[from] & 0xFF) * 0x0101_0101_0101_0101L;
      do {
        LittleEndian.putLong(out, to, run);
        to += 8;
      } while (to < end);
      return;
    }
    do {
      // Of each word the first `distance` bytes are right, and the next word covers the others.
      LittleEndian.putLong(out, to, LittleEndian.getLong(out, from));
      from += distance;
      to += distance;
    } while (to < end);
  }

  private void keep() {
    int made = position - start;
    ensureRing(Math.min(size, kept + made));
    int capacity = ring.length - PAD;
    int taken = Math.min(made, capacity);
    int from = position - taken;
    int first = Math.min(taken, capacity - head);
    System.arraycopy(output, from, ring, head, first);
    System.arraycopy(output, from + first, ring, 0, taken - first);
    head = (head + taken) & mask;
    kept = Math.min(capacity, kept + taken);
  }

  private void ensureRing(int bytes) {
    int capacity = ring.length == 0 ? 0 : ring.length - PAD;
    if (bytes <= capacity) {
      return;
    }
    int wanted = capacityFor(bytes);
    byte[] larger = new byte[wanted + PAD];
    copyKept(larger);
    ring = larger;
    mask = wanted - 1;
    head = kept;
  }

  private int capacityFor(int bytes) {
    return Math.min(size, Math.max(SMALLEST_RING, Integer.highestOneBit(bytes * 2 - 1)));
  }

  /** Copies what the ring holds, the oldest byte first. */
  private void copyKept(byte[] target) {
    if (kept > 0) {
      int oldest = (head - kept) & mask;
      int first = Math.min(kept, ring.length - PAD - oldest);
      System.arraycopy(ring, oldest, target, 0, first);
      System.arraycopy(ring, 0, target, first, kept - first);
    }
  }
}
