package dev.we.net.websocket.handshake;

/**
 * The peer's bytes are not what HTTP/1.1 and RFC 6455 ask for. Each side makes of it what its own
 * caller understands: the server a response, the client a {@code HandshakeException}.
 */
final class HttpSyntaxException extends Exception {
  private static final long serialVersionUID = 1;

  /** The status that tells a client about it. */
  private final int status;

  HttpSyntaxException(int status, String message) {
    // Made of hostile bytes at the rate they come in: the place in our code says nothing.
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** Never null here, unlike a Throwable's in general. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
