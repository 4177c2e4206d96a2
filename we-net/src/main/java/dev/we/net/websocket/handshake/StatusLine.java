package dev.we.net.websocket.handshake;

/**
 * The first line of a response (RFC 9112, section 4).
 *
 * @param code 100 to 999
 * @param reason what stands behind it, often empty
 */
record StatusLine(int code, String reason) {
  /** "HTTP/1.1 101 " is the least that has to be there, the last space included. */
  private static final int CODE_AT = 9;

  private static final int REASON_AT = 13;

  static StatusLine parse(String line) throws HttpSyntaxException {
    HttpVersion.require(line, 0);
    return codeAndReason(line);
  }

  /**
   * A proxy's: many still say HTTP/1.0, and leave the last space out with the reason, neither of
   * which changes what a tunnel is.
   */
  static StatusLine parseOfProxy(String line) throws HttpSyntaxException {
    String whole = line.length() == REASON_AT - 1 ? line + " " : line;
    boolean old = whole.startsWith("HTTP/1.0 ");
    return parse(old ? "HTTP/1.1 " + whole.substring(CODE_AT) : whole);
  }

  private static StatusLine codeAndReason(String line) throws HttpSyntaxException {
    boolean spaced =
        line.length() >= REASON_AT
            && line.charAt(CODE_AT - 1) == ' '
            && line.charAt(CODE_AT + 3) == ' ';
    int code = 0;
    for (int i = CODE_AT; spaced && i < CODE_AT + 3; i++) {
      char c = line.charAt(i);
      spaced = c >= '0' && c <= '9';
      code = code * 10 + (c - '0');
    }
    if (!spaced || code < 100) {
      throw new HttpSyntaxException(
          400, Quote.of(line) + " is not a status line (RFC 9112, section 4)");
    }
    return new StatusLine(code, line.substring(REASON_AT));
  }

  /** Whether another response follows. */
  boolean isInterim() {
    return code < 200;
  }

  /** Code and reason on one line, fit for a message. */
  @Override
  public String toString() {
    if (reason.isEmpty()) {
      return Integer.toString(code);
    }
    String quoted = Quote.of(reason);
    return code + " " + quoted.substring(1, quoted.length() - 1);
  }
}
