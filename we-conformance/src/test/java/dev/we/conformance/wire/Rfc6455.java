package dev.we.conformance.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What the RFC allows, as plain functions of the bytes. */
final class Rfc6455 {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final int FIN = 0x80;
  static final int MASK = 0x80;

  private Rfc6455() {}

  /**
   * Whether the first two bytes of a frame may stand where no extension is agreed on (5.2, 5.4,
   * 5.5).
   *
   * @param masked whether the sender is a client (5.1)
   * @param insideMessage whether a fragmented message waits for its continuation
   */
  static boolean isLegalHeader(int first, int second, boolean masked, boolean insideMessage) {
    boolean fin = (first & 0b1000_0000) != 0;
    int rsv = first & 0b0111_0000;
    int opcode = first & 0b0000_1111;
    int length = second & 0b0111_1111;
    if (rsv != 0 || ((second & MASK) != 0) != masked) {
      return false;
    }
    return switch (opcode) {
      case CONTINUATION -> insideMessage;
      case TEXT, BINARY -> !insideMessage;
      case CLOSE, PING, PONG -> fin && length <= 125;
      default -> false;
    };
  }

  /**
   * Whether a Close frame may carry the code (7.4.1, 7.4.2; 1012 to 1014 by the IANA registry of
   * 11.7).
   */
  static boolean isLegalCloseCode(int code) {
    return switch (code) {
      case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> true;
      default -> code >= 3000 && code <= 4999;
    };
  }

  /** 4.2.2, step 5.4: what answers the key. */
  static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
