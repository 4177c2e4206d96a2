package dev.we.net.websocket.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The words of the handshake tests: RFC 6455's own example, and ways to bend it. */
final class Heads {
  /** The 16 bytes behind the key of RFC 6455, section 1.3. */
  static final byte[] KEY_BYTES = "the sample nonce".getBytes(ISO_8859_1);

  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  static final String REQUEST =
      """
      GET /chat?room=1 HTTP/1.1
      Host: server.example.com
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Protocol: chat, superchat
      Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits
      Origin: http://example.com

      """;

  static final String RESPONSE =
      """
      HTTP/1.1 101 Switching Protocols
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=

      """;

  static final Limits LIMITS =
      Limits.builder().maxHandshakeBytes(2048).maxHeaderCount(16).maxRefusalBodyBytes(20).build();

  private Heads() {}

  /** Lines of a text block as a head, its line ends CR LF. */
  static String head(String lines) {
    return lines.replace("\n", "\r\n");
  }

  /**
   * The head with the first line that begins like this replaced, or removed, or one added before
   * the empty line if none does. {@code \n} separates several lines.
   */
  static String with(String head, String prefix, String replacement) {
    StringBuilder bent = new StringBuilder();
    boolean done = false;
    for (String line : head.split("\n", -1)) {
      if (!done && (line.startsWith(prefix) || line.isEmpty())) {
        done = true;
        bent.append(replacement).append(replacement.isEmpty() ? "" : "\n");
        bent.append(line.isEmpty() ? "\n" : "");
      } else {
        bent.append(line).append("\n");
      }
    }
    return bent.substring(0, bent.length() - 1);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }

  static String text(ByteBuffer bytes) {
    return ISO_8859_1.decode(bytes.duplicate()).toString();
  }

  /** The head that the bytes complete. */
  static HttpHead whole(HttpHeadReader reader, ByteBuffer in) throws HttpSyntaxException {
    return Objects.requireNonNull(reader.read(in), "the head is not whole");
  }

  static ClientOffer offer() {
    return new ClientOffer(
        WebSocketUri.parse("ws://server.example.com/chat?room=1"),
        List.of("chat", "superchat"),
        List.of("permessage-deflate; client_max_window_bits", "x-other"),
        Optional.of("http://example.com"),
        Headers.of());
  }

  static ClientHandshake client() {
    return new ClientHandshake(offer(), KEY_BYTES, LIMITS);
  }

  static ServerHandshake server() {
    return new ServerHandshake(LIMITS, InetSocketAddress.createUnresolved("client", 4711), false);
  }
}
