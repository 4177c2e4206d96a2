package dev.we.net.websocket.handshake;

import dev.we.net.websocket.Headers;
import dev.we.net.websocket.extension.ExtensionHeader;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client asks a server for: everything of its request but the key.
 *
 * @param uri where to
 * @param subprotocols names in order of preference, each a token, none twice
 * @param extensions offers in order of preference, as they go into Sec-WebSocket-Extensions
 * @param origin the value of the Origin header; browsers send it
 * @param headers further fields. A Host among them takes the place of the URI's own, which serves
 *     to ask one server for another's name
 */
public record ClientOffer(
    WebSocketUri uri,
    List<String> subprotocols,
    List<String> extensions,
    Optional<String> origin,
    Headers headers) {
  /** What this request is made of, and what would give it a body. */
  private static final Set<String> OWN_FIELDS =
      Set.of("upgrade", "connection", "content-length", "transfer-encoding", "trailer", "te");

  /**
   * Checks what the caller wrote.
   *
   * @throws IllegalArgumentException if a subprotocol is not a token or comes twice, an extension
   *     offer does not follow the grammar, or a header could not be sent as it is or is one that
   *     the handshake writes itself
   */
  public ClientOffer {
    subprotocols = List.copyOf(subprotocols);
    extensions = List.copyOf(extensions);
    Set<String> seen = new HashSet<>();
    for (String subprotocol : subprotocols) {
      if (!Headers.isToken(subprotocol)) {
        throw new IllegalArgumentException(
            "not a subprotocol name: " + Quote.of(subprotocol) + " (RFC 6455, section 4.1)");
      }
      if (!seen.add(subprotocol)) {
        throw new IllegalArgumentException("subprotocol offered twice: " + subprotocol);
      }
    }
    if (!extensions.isEmpty()) {
      ExtensionHeader.parse(extensions);
    }
    origin.ifPresent(value -> Headers.of().with("Origin", value));
    CallersHeaders.check(headers, OWN_FIELDS);
    requireAtMostOne(headers, "Host", 0);
    requireAtMostOne(headers, "Origin", origin.isPresent() ? 1 : 0);
    headers
        .first("Host")
        .filter(host -> !HostSyntax.isHostHeader(host))
        .ifPresent(host -> {
          throw new IllegalArgumentException("not a host: " + Quote.of(host));
        });
  }

  private static void requireAtMostOne(Headers headers, String name, int besides) {
    if (headers.all(name).size() + besides > 1) {
      throw new IllegalArgumentException("header " + name + " is given twice");
    }
  }

  /** An offer of nothing but the connection. */
  public static ClientOffer of(WebSocketUri uri) {
    return new ClientOffer(uri, List.of(), List.of(), Optional.empty(), Headers.of());
  }

  /** The names of the extensions offered. */
  Set<String> extensionNames() {
    Set<String> names = new HashSet<>();
    if (!extensions.isEmpty()) {
      ExtensionHeader.parse(extensions).forEach(entry -> names.add(entry.name()));
    }
    return names;
  }
}
