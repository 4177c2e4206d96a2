package dev.we.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The message that the load generator sends: the letters a to z, over and over. */
final class Payload {
  private static final int LETTERS = 26;

  private final int size;
  private final boolean isText;
  private final String text;
  private final ByteBuffer data;
  private final byte last;

  Payload(int size, boolean isText) {
    byte[] letters = new byte[size];
    for (int i = 0; i < size; i++) {
      letters[i] = (byte) ('a' + i % LETTERS);
    }
    this.size = size;
    this.isText = isText;
    this.text = isText ? new String(letters, StandardCharsets.US_ASCII) : "";
    this.data = ByteBuffer.allocateDirect(size).put(letters).flip();
    this.last = size == 0 ? 0 : letters[size - 1];
  }

  boolean isText() {
    return isText;
  }

  String text() {
    return text;
  }

  ByteBuffer data() {
    return data;
  }

  /** Whether the length, the first and the last byte are right. */
  boolean matches(ByteBuffer echo) {
    return echo.remaining() == size
        && (size == 0 || (echo.get(echo.position()) == 'a' && echo.get(echo.limit() - 1) == last));
  }

  /** Whether the length, the first and the last letter are right. */
  boolean matches(String echo) {
    return echo.length() == size
        && (size == 0 || (echo.charAt(0) == 'a' && echo.charAt(size - 1) == last));
  }

  /** What is wrong with an echo that does not match. */
  String fault(ByteBuffer echo) {
    return fault("binary", echo.remaining(), isText);
  }

  /** What is wrong with an echo that does not match. */
  String fault(String echo) {
    return fault("text", echo.length(), !isText);
  }

  private String fault(String type, int length, boolean wrongType) {
    if (wrongType) {
      return type + " where " + (isText ? "text" : "binary") + " was sent";
    }
    if (length != size) {
      return "length " + length + " instead of " + size;
    }
    return "the first or the last byte is wrong";
  }
}
