package dev.we.deflate;

import org.jspecify.annotations.Nullable;

/**
 * Bytes of the past that are not needed for a while, deflated themselves. What a codec keeps of a
 * stream that could be compressed can be compressed, too, for as long as nothing refers to it.
 */
final class Packed {
  /** The next level leaves a sixth less of JSON, in almost twice the time. */
  private static final Level LEVEL = Level.FAST;

  private static final int WINDOW_BITS = 15;

  private final byte[] deflated;
  private final int length;

  private Packed(byte[] deflated, int length) {
    this.deflated = deflated;
    this.length = length;
  }

  /**
   * Packs {@code array[from, to)}.
   *
   * @return null if that would make no fewer bytes of them
   */
  static @Nullable Packed of(byte[] array, int from, int to, EncodeScratch scratch) {
    int n = to - from;
    byte[] made = scratch.output(BlockWriter.bound(n));
    BitWriter writer = new BitWriter();
    writer.attach(made, 0);
    new EncoderContext(1 << WINDOW_BITS, LEVEL)
        .write(array, from, to, true, false, scratch, writer);
    writer.alignToByte();
    if (writer.position >= n) {
      return null;
    }
    byte[] deflated = new byte[writer.position];
    System.arraycopy(made, 0, deflated, 0, deflated.length);
    return new Packed(deflated, n);
  }

  /** How many bytes {@link #unpack} makes. */
  int length() {
    return length;
  }

  /** The bytes of memory this takes. */
  int retainedBytes() {
    return deflated.length;
  }

  /** Puts the bytes where there is room for {@link #length} of them. */
  void unpack(byte[] target, int at) {
    try {
      new DeflateDecoder(WINDOW_BITS)
          .decodeAndForget(deflated, 0, deflated.length, target, at, at + length);
    } catch (DeflateFormatException e) {
      throw new AssertionError("this was deflated here", e);
    }
  }
}
