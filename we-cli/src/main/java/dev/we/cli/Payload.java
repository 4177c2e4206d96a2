package dev.we.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A message that the load generator sends, again and again and on every connection. */
final class Payload {
  private static final int LETTERS = 26;

  private final boolean isText;
  private final String text;
  private final ByteBuffer data;

  private Payload(String text, boolean isText) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    this.isText = isText;
    this.text = text;
    this.data = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
  }

  /** The letters a to z, over and over, in {@code size} bytes. */
  static Payload letters(int size, boolean isText) {
    StringBuilder letters = new StringBuilder(size);
    for (int i = 0; i < size; i++) {
      letters.append((char) ('a' + i % LETTERS));
    }
    return new Payload(letters.toString(), isText);
  }

  /**
   * The lines of a file, without their ends.
   *
   * @throws UsageException if it cannot be read, is not UTF-8 or has no line
   */
  static List<Payload> lines(Path file, boolean isText) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new UsageException(file + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new UsageException(file + " is not UTF-8", e);
    } catch (IOException e) {
      throw new UsageException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (lines.isEmpty()) {
      throw new UsageException(file + " is empty: there is no message in it");
    }
    return lines.stream().map(line -> new Payload(line, isText)).toList();
  }

  boolean isText() {
    return isText;
  }

  String text() {
    return text;
  }

  /** All connections share it: sending leaves its position and limit untouched. */
  ByteBuffer data() {
    return data;
  }

  /** How long it is, text as UTF-8. */
  int bytes() {
    return data.limit();
  }

  /** Whether the length, the first and the last byte are right. */
  boolean matches(ByteBuffer echo) {
    int size = data.limit();
    return echo.remaining() == size
        && (size == 0
            || (echo.get(echo.position()) == data.get(0)
                && echo.get(echo.limit() - 1) == data.get(size - 1)));
  }

  /** Whether the length, the first and the last letter are right. */
  boolean matches(String echo) {
    int length = text.length();
    return echo.length() == length
        && (length == 0
            || (echo.charAt(0) == text.charAt(0)
                && echo.charAt(length - 1) == text.charAt(length - 1)));
  }

  /** What is wrong with an echo that does not match. */
  String fault(ByteBuffer echo) {
    return fault("binary", echo.remaining(), data.limit(), isText);
  }

  /** What is wrong with an echo that does not match. */
  String fault(String echo) {
    return fault("text", echo.length(), text.length(), !isText);
  }

  private String fault(String type, int length, int size, boolean wrongType) {
    if (wrongType) {
      return type + " where " + (isText ? "text" : "binary") + " was sent";
    }
    if (length != size) {
      return "length " + length + " instead of " + size;
    }
    return "the first or the last byte is wrong";
  }
}
