package dev.we.net.websocket;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The peer's side of the opening handshake is not what RFC 6455, section 4, asks for, or the server
 * refused it.
 */
public final class HandshakeException extends WebSocketException {
  private static final long serialVersionUID = 1;

  private final transient @Nullable Refusal refusal;

  /**
   * A response that is whole but no acceptance.
   *
   * @param status the HTTP status, 100 to 999
   * @param reasonPhrase what followed the status on its line, often empty
   * @param headers the response's header fields
   * @param body the first bytes of the body, at most {@link Limits#maxRefusalBodyBytes()}
   */
  public record Refusal(
      int status, String reasonPhrase, Headers headers, java.nio.ByteBuffer body) {}

  /** A handshake that broke the rules; the message says which. */
  public HandshakeException(String message) {
    this(message, null);
  }

  /** A handshake that the server refused. */
  public HandshakeException(String message, @Nullable Refusal refusal) {
    super(message, null);
    this.refusal = refusal;
  }

  /** What the server answered instead of 101; empty where its answer could not be read. */
  public Optional<Refusal> refusal() {
    return Optional.ofNullable(refusal);
  }
}
