package dev.we.net.websocket.handshake;

/** HTTP-version = "HTTP/" DIGIT "." DIGIT (RFC 9112, section 2.3). */
final class HttpVersion {
  private static final int LENGTH = 8;

  private HttpVersion() {}

  /**
   * Checks that "HTTP/1.1 or higher" (RFC 6455, section 4.2.1) stands at that index: version 1.1,
   * or a later 1.x, which is read as 1.1 (RFC 9110, section 2.5).
   */
  static void require(String line, int at) throws HttpSyntaxException {
    boolean version =
        line.length() >= at + LENGTH
            && line.startsWith("HTTP/", at)
            && isDigit(line.charAt(at + 5))
            && line.charAt(at + 6) == '.'
            && isDigit(line.charAt(at + 7));
    if (!version) {
      throw new HttpSyntaxException(
          400, Quote.of(line) + " is not HTTP/1.1 (RFC 9112, section 2.3)");
    }
    if (line.charAt(at + 5) != '1') {
      // RFC 9110, section 15.6.6: 505 is for the major version.
      throw new HttpSyntaxException(
          505, "this is " + line.substring(at, at + LENGTH) + ", not HTTP/1.1");
    }
    if (line.charAt(at + 7) == '0') {
      throw new HttpSyntaxException(
          400, "HTTP/1.0 knows no upgrade; HTTP/1.1 is needed (RFC 6455, section 4.2.1)");
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
