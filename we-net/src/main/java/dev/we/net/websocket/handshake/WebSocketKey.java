package dev.we.net.websocket.handshake;

import dev.we.crypto.Sha1;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Sec-WebSocket-Key and the answer to it (RFC 6455, section 1.3 and 4.2.2). */
public final class WebSocketKey {
  /** How many random bytes a key is made of. */
  public static final int BYTES = 16;

  /** Their length in base64, padding included. */
  private static final int BASE64_LENGTH = 24;

  /** What the server appends; nobody sends it by accident. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private WebSocketKey() {}

  /**
   * The key that the bytes make.
   *
   * @throws IllegalArgumentException if there are not {@value #BYTES}
   */
  static String of(byte[] random) {
    if (random.length != BYTES) {
      throw new IllegalArgumentException(
          "a key is made of " + BYTES + " bytes, not " + random.length);
    }
    return Base64.getEncoder().encodeToString(random);
  }

  /**
   * Whether this is a value that "when decoded, is 16 bytes in length" (RFC 6455, section 4.2.1).
   */
  static boolean isValid(String key) {
    // The decoder does without padding; the header's grammar does not.
    if (key.length() != BASE64_LENGTH) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(key).length == BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /** The Sec-WebSocket-Accept that proves that the key was understood. */
  public static String acceptKey(String key) {
    byte[] input = (key + GUID).getBytes(StandardCharsets.ISO_8859_1);
    return Base64.getEncoder().encodeToString(Sha1.digest(input));
  }
}
