package dev.we.net.websocket.handshake;

/** What a peer or caller wrote, made fit for one line of an error message. */
final class Quote {
  /** How much of it is repeated, in characters. */
  private static final int MAX_LENGTH = 60;

  private Quote() {}

  /** The text in quotation marks, printable ASCII only, cut where it is long. */
  static String of(String text) {
    StringBuilder quoted = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 3).append('"');
    for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
      char c = text.charAt(i);
      quoted.append(c < 0x20 || c > 0x7E ? '?' : c);
    }
    return quoted.append(text.length() > MAX_LENGTH ? "...\"" : "\"").toString();
  }
}
