package dev.we.net.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Why a connection is closed: a status code and a few words (RFC 6455, sections 5.5.1, 7.1.5 and
 * 7.1.6).
 *
 * @param code the status code; {@link CloseCode#NO_STATUS} and {@link CloseCode#ABNORMAL} stand for
 *     a Close without a code and for no Close at all
 * @param text the reason, often empty; at most {@value #MAX_TEXT_BYTES} bytes of UTF-8
 */
public record CloseReason(int code, String text) {
  /** The most bytes that a reason has: 125 for a control frame, less two for the code. */
  public static final int MAX_TEXT_BYTES = 123;

  /** A Close frame without a code, as section 7.1.5 reports it. */
  public static final CloseReason NO_STATUS = new CloseReason(CloseCode.NO_STATUS, "");

  /** The end of the connection without a Close frame, as section 7.1.5 reports it. */
  public static final CloseReason ABNORMAL = new CloseReason(CloseCode.ABNORMAL, "");

  /** The ordinary end. */
  public static final CloseReason NORMAL = new CloseReason(CloseCode.NORMAL, "");

  /**
   * A reason to send or as received.
   *
   * @throws IllegalArgumentException if the code is outside 0 to 65535, or the text is longer than
   *     {@value #MAX_TEXT_BYTES} bytes of UTF-8
   */
  public CloseReason {
    Objects.requireNonNull(text, "text");
    if (code < 0 || code > 0xFFFF) {
      throw new IllegalArgumentException("close code " + code + " is outside 0 to 65535");
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException(
          "a close reason has at most "
              + MAX_TEXT_BYTES
              + " bytes of UTF-8, this one has "
              + bytes);
    }
  }

  /** The code, and the text where there is one. */
  @Override
  public String toString() {
    return text.isEmpty() ? Integer.toString(code) : code + " " + text;
  }
}
