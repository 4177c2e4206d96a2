package dev.we.net.websocket;

import java.util.Objects;
import java.util.Optional;

/** What a server's application says to a {@link HandshakeRequest}. */
public sealed interface HandshakeAnswer {
  /** Accepts: {@code listener} receives what comes. */
  static Accepted accept(WebSocketListener listener) {
    return new Accepted(listener, Optional.empty(), Headers.of());
  }

  /**
   * Refuses with an HTTP status and a line of text that tells the client why.
   *
   * @throws IllegalArgumentException if the status is outside 300 to 599
   */
  static Refused refuse(int status, String why) {
    return new Refused(status, why, Headers.of());
  }

  /**
   * The connection is wanted.
   *
   * @param listener who receives what comes
   * @param subprotocol the one to speak; it must be among those that the client offers
   * @param headers header fields for the response besides the handshake's own
   */
  record Accepted(WebSocketListener listener, Optional<String> subprotocol, Headers headers)
      implements HandshakeAnswer {
    /** Nothing may be null. */
    public Accepted {
      Objects.requireNonNull(listener, "listener");
      Objects.requireNonNull(subprotocol, "subprotocol");
      Objects.requireNonNull(headers, "headers");
    }

    /** The same, speaking {@code name}. */
    public Accepted withSubprotocol(String name) {
      return new Accepted(listener, Optional.of(name), headers);
    }

    /**
     * The same with one header field more.
     *
     * @throws IllegalArgumentException as {@link Headers#with} does
     */
    public Accepted withHeader(String name, String value) {
      return new Accepted(listener, subprotocol, headers.with(name, value));
    }
  }

  /**
   * The connection is not wanted.
   *
   * @param status the HTTP status, 300 to 599
   * @param why the body, plain text
   * @param headers header fields for the response
   */
  record Refused(int status, String why, Headers headers) implements HandshakeAnswer {
    /** Checks the status. */
    public Refused {
      Objects.requireNonNull(why, "why");
      Objects.requireNonNull(headers, "headers");
      if (status < 300 || status > 599) {
        throw new IllegalArgumentException(
            "a handshake is refused with a status of 300 to 599, not " + status);
      }
    }

    /**
     * The same with one header field more, such as {@code Location} or {@code WWW-Authenticate}.
     *
     * @throws IllegalArgumentException as {@link Headers#with} does
     */
    public Refused withHeader(String name, String value) {
      return new Refused(status, why, headers.with(name, value));
    }
  }
}
