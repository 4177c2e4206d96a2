package dev.we.net.websocket;

import java.util.List;
import java.util.Optional;

/**
 * What an opening handshake said and agreed on (RFC 6455, section 4).
 *
 * @param target the path and query that the client asked for, as they were written
 * @param request the client's header fields
 * @param response the server's header fields
 * @param subprotocol the subprotocol agreed on
 * @param extensions the extensions agreed on, each with its parameters as the server wrote them
 */
public record OpeningHandshake(
    String target,
    Headers request,
    Headers response,
    Optional<String> subprotocol,
    List<String> extensions) {
  /** What was agreed on, without the query and the headers' values: maybe secrets. */
  @Override
  public String toString() {
    int query = target.indexOf('?');
    return "%s with subprotocol %s and extensions %s; request %s, response %s"
        .formatted(
            query < 0 ? target : target.substring(0, query) + "?...",
            subprotocol.orElse("none"),
            extensions,
            request,
            response);
  }
}
