package dev.we.conformance.fuzz;

import java.util.Arrays;
import java.util.List;

/**
 * The bytes that a fuzzer made, read from the front: a setting is a byte or two, and behind the end
 * all are 0. So any bytes mean something, and a change of one byte changes one thing.
 */
public final class FuzzInput {
  private final byte[] data;
  private int at;

  public FuzzInput(byte[] data) {
    this.data = data;
  }

  /** Whether there is nothing more. */
  public boolean isEmpty() {
    return at >= data.length;
  }

  /** The next byte, 0 to 255. */
  public int octet() {
    return at < data.length ? data[at++] & 0xFF : 0;
  }

  /** The next two bytes as a number, 0 to 65535. */
  public int number() {
    return octet() << 8 | octet();
  }

  /** A number from 0 to {@code most}, which is 255 or less, out of one byte. */
  public int upTo(int most) {
    return octet() % (most + 1);
  }

  /** One of these, chosen by one byte. */
  @SafeVarargs
  @SuppressWarnings("varargs") // The list is only read.
  public final <T> T oneOf(T... choices) {
    return oneOf(List.of(choices));
  }

  /** One of these, chosen by one byte. */
  public <T> T oneOf(List<T> choices) {
    return choices.get(octet() % choices.size());
  }

  /** The next {@code count} bytes, or as many as there are. */
  public byte[] bytes(int count) {
    int to = Math.min(data.length, at + count);
    byte[] bytes = at < to ? Arrays.copyOfRange(data, at, to) : new byte[0];
    at = to;
    return bytes;
  }

  /** All that is left. */
  public byte[] rest() {
    return bytes(data.length - at);
  }
}
