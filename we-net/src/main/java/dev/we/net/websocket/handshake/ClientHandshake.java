package dev.we.net.websocket.handshake;

import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.extension.ExtensionHeader;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of the opening handshake (RFC 6455, section 4.1): writes the request, reads and
 * checks the response.
 *
 * <pre>
 *   WAITING ──101, checked──▶ the connection is OPEN
 *      │ └──1xx──▶ WAITING
 *      └──any other status──▶ REFUSED: collects the body's first bytes ──▶ HandshakeException
 * </pre>
 *
 * <p>Not for use by several threads at once, and good for one connection.
 */
public final class ClientHandshake {
  /** How many interim responses may come before the final one; a server needs one or two. */
  private static final int MAX_INTERIM_RESPONSES = 16;

  private final ClientOffer offer;
  private final Limits limits;
  private final String key;
  private final Headers requestHeaders;
  private final ByteBuffer request;
  private final HttpHeadReader reader;
  private int interimResponses;
  private @Nullable StatusLine refusedWith;
  private Headers refusalHeaders = Headers.of();
  private @Nullable RefusalBody refusalBody;

  /**
   * A handshake that asks for this.
   *
   * @param keyBytes 16 bytes from a strong random source, new for each connection (RFC 6455,
   *     section 4.1: "selected randomly for each connection")
   * @throws IllegalArgumentException if there are not 16
   */
  public ClientHandshake(ClientOffer offer, byte[] keyBytes, Limits limits) {
    this.offer = offer;
    this.limits = limits;
    this.key = WebSocketKey.of(keyBytes);
    this.reader = new HttpHeadReader(limits.maxHandshakeBytes(), limits.maxHeaderCount(), false);
    HeadWriter writer = written();
    this.requestHeaders = writer.headers();
    this.request = writer.end(new byte[0]).asReadOnlyBuffer();
  }

  private HeadWriter written() {
    HeadWriter writer =
        new HeadWriter("GET " + offer.uri().resource() + " HTTP/1.1")
            .field("Host", offer.headers().first("Host").orElse(offer.uri().hostHeader()))
            .field("Upgrade", "websocket")
            .field("Connection", "Upgrade")
            .field("Sec-WebSocket-Key", key)
            .field("Sec-WebSocket-Version", "13");
    if (!offer.subprotocols().isEmpty()) {
      writer.field("Sec-WebSocket-Protocol", String.join(", ", offer.subprotocols()));
    }
    if (!offer.extensions().isEmpty()) {
      writer.field("Sec-WebSocket-Extensions", String.join(", ", offer.extensions()));
    }
    offer.origin().ifPresent(origin -> writer.field("Origin", origin));
    for (Headers.Field field : offer.headers().fields()) {
      if (!field.name().equalsIgnoreCase("Host")) {
        writer.field(field.name(), field.value());
      }
    }
    return writer;
  }

  /** The request, to be sent as it is. */
  public ByteBuffer request() {
    return request.duplicate();
  }

  /**
   * Takes what the server sent.
   *
   * @return what was agreed on, once the response is whole and right: the handshake is over, and
   *     what is left in the buffer are frames. Empty if more bytes are needed
   * @throws HandshakeException if the response breaks a rule or is a refusal; the connection has to
   *     be closed and nothing more may be given
   */
  public Optional<OpeningHandshake> receive(ByteBuffer in) throws HandshakeException {
    while (refusalBody == null) {
      HttpHead head;
      StatusLine status;
      try {
        head = reader.read(in);
        if (head == null) {
          return Optional.empty();
        }
        status = StatusLine.parse(head.startLine());
      } catch (HttpSyntaxException e) {
        throw new HandshakeException("the server's answer is unreadable: " + e.getMessage());
      }
      if (status.code() == 101) {
        return Optional.of(checked(head.headers()));
      }
      if (status.isInterim()) {
        // RFC 9110, section 15.2: a client "MUST be able to parse one or more 1xx responses
        // received
        // prior to a final response, even if [it] does not expect one".
        countInterimResponse();
      } else {
        refuse(status, head.headers());
      }
    }
    if (refusalBody.read(in)) {
      throw refusal();
    }
    return Optional.empty();
  }

  /**
   * Takes note that the server sends nothing more. Also what to call where a deadline passes while
   * {@link #refused()}: what has come of the body is enough.
   *
   * @throws HandshakeException always
   */
  public void receiveEof() throws HandshakeException {
    if (refusalBody != null) {
      throw refusal();
    }
    throw new HandshakeException(
        reader.started()
            ? "the server closed the connection in the middle of its answer"
            : "the server closed the connection without an answer");
  }

  /** Whether the server has refused and only the body that says why is still coming. */
  public boolean refused() {
    return refusalBody != null;
  }

  private void countInterimResponse() throws HandshakeException {
    if (++interimResponses > MAX_INTERIM_RESPONSES) {
      throw new HandshakeException(
          "the server sent more than " + MAX_INTERIM_RESPONSES + " interim (1xx) responses");
    }
  }

  private void refuse(StatusLine status, Headers headers) {
    refusedWith = status;
    refusalHeaders = headers;
    refusalBody = new RefusalBody(status.code(), headers, limits.maxRefusalBodyBytes());
  }

  private HandshakeException refusal() {
    if (refusedWith == null || refusalBody == null) {
      throw new IllegalStateException("the server has not refused");
    }
    return new HandshakeException(
        "the server answered " + refusedWith + " instead of 101",
        new HandshakeException.Refusal(
            refusedWith.code(), refusedWith.reason(), refusalHeaders, refusalBody.bytes()));
  }

  /** The six checks of RFC 6455, section 4.1, after the status. */
  private OpeningHandshake checked(Headers response) throws HandshakeException {
    List<String> upgrade = TokenList.of(response.all("Upgrade"));
    if (upgrade.isEmpty() || !upgrade.stream().allMatch("websocket"::equalsIgnoreCase)) {
      throw wrong(response, "Upgrade", "is not websocket");
    }
    if (!TokenList.contains(response.all("Connection"), "upgrade")) {
      throw wrong(response, "Connection", "does not contain upgrade");
    }
    List<String> accepts = response.all("Sec-WebSocket-Accept");
    if (accepts.size() != 1) {
      throw wrong(response, "Sec-WebSocket-Accept", "has to come exactly once");
    }
    if (!accepts.get(0).equals(WebSocketKey.acceptKey(key))) {
      throw wrong(response, "Sec-WebSocket-Accept", "is not the answer to the key");
    }
    return new OpeningHandshake(
        offer.uri().resource(),
        requestHeaders,
        response,
        agreedSubprotocol(response),
        agreedExtensions(response));
  }

  /**
   * "If the response includes a […] subprotocol that was not present in the client's handshake".
   */
  private Optional<String> agreedSubprotocol(Headers response) throws HandshakeException {
    List<String> chosen = response.all("Sec-WebSocket-Protocol");
    if (chosen.size() > 1) {
      throw wrong(response, "Sec-WebSocket-Protocol", "has to come at most once");
    }
    if (chosen.size() == 1 && !offer.subprotocols().contains(chosen.get(0))) {
      throw wrong(response, "Sec-WebSocket-Protocol", "is none that was offered");
    }
    return chosen.stream().findFirst();
  }

  /**
   * Which extensions the server took, each offered and none twice. Whether their parameters fit the
   * offer is for the extension to say.
   */
  private List<String> agreedExtensions(Headers response) throws HandshakeException {
    List<String> lines = response.all("Sec-WebSocket-Extensions");
    if (lines.isEmpty()) {
      return List.of();
    }
    List<ExtensionHeader.Entry> taken;
    try {
      taken = ExtensionHeader.parse(lines);
    } catch (IllegalArgumentException e) {
      throw wrong(response, "Sec-WebSocket-Extensions", "is malformed: " + e.getMessage());
    }
    Set<String> available = new HashSet<>(offer.extensionNames());
    for (ExtensionHeader.Entry entry : taken) {
      if (!available.remove(entry.name())) {
        throw wrong(
            response,
            "Sec-WebSocket-Extensions",
            "names " + Quote.of(entry.name()) + ", which was not offered or comes twice");
      }
    }
    return taken.stream().map(ExtensionHeader.Entry::text).toList();
  }

  private static HandshakeException wrong(Headers response, String name, String what) {
    List<String> values = response.all(name);
    String got =
        switch (values.size()) {
          case 0 -> "it is missing";
          case 1 -> "it is " + Quote.of(values.get(0));
          default -> "it comes " + values.size() + " times";
        };
    return new HandshakeException(
        "the server's 101 is no WebSocket handshake: %s %s; %s (RFC 6455, section 4.1)"
            .formatted(name, what, got));
  }
}
