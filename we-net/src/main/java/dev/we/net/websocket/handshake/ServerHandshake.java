package dev.we.net.websocket.handshake;

import dev.we.net.websocket.HandshakeRequest;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.extension.ExtensionHeader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of the opening handshake (RFC 6455, section 4.2): reads and checks the request,
 * writes the response.
 *
 * <pre>
 *   READING ──request, checked──▶ ASKED ──accept──▶ the connection is OPEN
 *      │                            └────reject──▶ response, then close
 *      └──malformed──▶ Rejected: response, then close
 * </pre>
 *
 * <p>Not for use by several threads at once, and good for one connection.
 */
public final class ServerHandshake {
  /** What became of the bytes received. */
  public sealed interface Outcome {
    /** The request is not whole yet. */
    record Incomplete() implements Outcome {}

    /**
     * A whole request that follows the rules. What is left in the buffer are frames, which wait for
     * the answer.
     *
     * @param request what the client asks for
     * @param extensionOffers its extension offers in its order of preference, not yet looked into
     */
    record Asked(HandshakeRequest request, List<ExtensionHeader.Entry> extensionOffers)
        implements Outcome {}

    /**
     * A request that broke a rule. No more bytes may be given.
     *
     * @param status the HTTP status it is answered with
     * @param why what was wrong, one line
     * @param response all of the response; the connection is to be closed behind it
     */
    record Rejected(int status, String why, ByteBuffer response) implements Outcome {}
  }

  /**
   * A handshake that is over.
   *
   * @param response the 101, to be sent before any frame
   * @param handshake what was agreed on
   */
  public record Accepted(ByteBuffer response, OpeningHandshake handshake) {}

  private static final Outcome INCOMPLETE = new Outcome.Incomplete();

  /** What a 101 is made of, and what would give it a body. */
  private static final Set<String> OWN_FIELDS =
      Set.of("upgrade", "connection", "content-length", "transfer-encoding", "trailer");

  private final HttpHeadReader reader;
  private final InetSocketAddress remoteAddress;
  private final boolean secure;
  private Outcome.@Nullable Asked asked;

  /** A handshake with the client at that address. */
  public ServerHandshake(Limits limits, InetSocketAddress remoteAddress, boolean secure) {
    this.reader = new HttpHeadReader(limits.maxHandshakeBytes(), limits.maxHeaderCount(), true);
    this.remoteAddress = remoteAddress;
    this.secure = secure;
  }

  /**
   * Takes what the client sent, up to the end of its request and not a byte more.
   *
   * @throws IllegalStateException if the request is whole already
   */
  public Outcome receive(ByteBuffer in) {
    if (asked != null) {
      throw new IllegalStateException("the request is whole; what follows are frames");
    }
    try {
      HttpHead head = reader.read(in);
      if (head == null) {
        return INCOMPLETE;
      }
      asked = RequestChecks.check(head, remoteAddress, secure);
      return asked;
    } catch (HttpSyntaxException e) {
      return new Outcome.Rejected(
          e.status(), e.getMessage(), Rejection.response(e.status(), e.getMessage(), Headers.of()));
    }
  }

  /** Whether any byte of the request has come. */
  public boolean started() {
    return asked != null || reader.started();
  }

  /**
   * Accepts.
   *
   * @param subprotocol the one to speak, among those that the client offers
   * @param extensions the ones to use, each as it goes into Sec-WebSocket-Extensions
   * @param headers further fields of the response
   * @throws IllegalArgumentException if the subprotocol or an extension is not among the client's
   *     offers, or a header is one of the handshake's own or could not be sent as it is
   * @throws IllegalStateException if no whole request has come
   */
  public Accepted accept(Optional<String> subprotocol, List<String> extensions, Headers headers) {
    if (asked == null) {
      throw new IllegalStateException("there is no request to accept");
    }
    HandshakeRequest request = asked.request();
    CallersHeaders.check(headers, OWN_FIELDS);
    requireOffered(subprotocol, request.subprotocols());
    requireOffered(extensions, asked.extensionOffers());
    String key = request.headers().first("Sec-WebSocket-Key").orElseThrow();
    HeadWriter writer =
        new HeadWriter("HTTP/1.1 101 Switching Protocols")
            .field("Upgrade", "websocket")
            .field("Connection", "Upgrade")
            .field("Sec-WebSocket-Accept", WebSocketKey.acceptKey(key));
    subprotocol.ifPresent(name -> writer.field("Sec-WebSocket-Protocol", name));
    if (!extensions.isEmpty()) {
      writer.field("Sec-WebSocket-Extensions", String.join(", ", extensions));
    }
    writer.fields(headers);
    return new Accepted(
        writer.end(new byte[0]),
        new OpeningHandshake(
            request.target(),
            request.headers(),
            writer.headers(),
            subprotocol,
            List.copyOf(extensions)));
  }

  private static void requireOffered(Optional<String> subprotocol, List<String> offered) {
    if (subprotocol.isPresent() && !offered.contains(subprotocol.get())) {
      throw new IllegalArgumentException(
          "subprotocol %s is not among those that the client offers: %s"
              .formatted(Quote.of(subprotocol.get()), offered));
    }
  }

  private static void requireOffered(List<String> extensions, List<ExtensionHeader.Entry> offers) {
    if (extensions.isEmpty()) {
      return;
    }
    Set<String> names = new HashSet<>();
    offers.forEach(offer -> names.add(offer.name()));
    for (ExtensionHeader.Entry entry : ExtensionHeader.parse(extensions)) {
      if (!names.remove(entry.name())) {
        throw new IllegalArgumentException(
            "extension " + entry.name() + " is not among the client's offers, or comes twice");
      }
    }
  }

  /**
   * A response that refuses, whole, with the reason as its body; the connection is to be closed
   * behind it.
   *
   * @param status 300 to 599
   * @param why what to tell the client, plain text
   * @param headers further fields; a Content-Type among them takes the place of {@code text/plain}
   * @throws IllegalArgumentException if the status is none that refuses, or a header is one of the
   *     response's own or could not be sent as it is
   */
  public static ByteBuffer reject(int status, String why, Headers headers) {
    CallersHeaders.check(headers, OWN_FIELDS);
    return Rejection.response(status, why, headers);
  }
}
