package dev.we.net.websocket.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Large arrays in which messages were put together, kept for the next ones: a new array has to be
 * cleared, and a message of a megabyte would go through several of them. Only what was filled
 * before is ever handed out, so a frame that announces much and brings little still costs nothing.
 *
 * <p>For one thread, whose connections share it.
 */
final class ArrayPool {
  /** Smaller ones are not worth the search. */
  static final int LEAST_BYTES = 16 << 10;

  /** All that is kept, in bytes. */
  static final int MOST_BYTES = 8 << 20;

  /** The shortest first. */
  private final List<byte[]> kept = new ArrayList<>();

  private int keptBytes;

  /**
   * The shortest array of {@code size} bytes or more, with anything in it; null if there is none.
   */
  byte @Nullable [] take(long size) {
    if (size < LEAST_BYTES) {
      return null;
    }
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i).length >= size) {
        byte[] fit = kept.remove(i);
        keptBytes -= fit.length;
        return fit;
      }
    }
    return null;
  }

  /** Nobody uses the array any more. When there are too many, the shortest go. */
  void give(byte[] array) {
    if (array.length < LEAST_BYTES || array.length > MOST_BYTES) {
      return;
    }
    int place = kept.size();
    while (place > 0 && kept.get(place - 1).length > array.length) {
      place--;
    }
    kept.add(place, array);
    keptBytes += array.length;
    while (keptBytes > MOST_BYTES) {
      keptBytes -= kept.removeFirst().length;
    }
  }
}
