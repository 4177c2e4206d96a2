package dev.we.net.websocket;

/** The waits that have an end; each is a component of {@link Limits}. */
public enum Deadline {
  /** The name service did not answer. */
  NAME_LOOKUP("the name look-up"),
  /** No address of the host accepted a TCP connection. */
  CONNECT("connecting"),
  /** The TLS handshake did not end. */
  TLS("the TLS handshake"),
  /** The opening handshake's head did not come, or not whole. */
  HANDSHAKE("the opening handshake"),
  /** Nothing came from the peer, not even an answer to a ping. */
  IDLE("any sign of life"),
  /** The peer took none of the bytes that waited for it. */
  WRITE("the peer to read"),
  /** The peer did not answer a Close, or did not end the stream after both. */
  CLOSE("the closing handshake");

  private final String awaited;

  Deadline(String awaited) {
    this.awaited = awaited;
  }

  /** What was waited for, in words that fit behind "waited for". */
  public String awaited() {
    return awaited;
  }
}
