package dev.we.net.websocket.server;

import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.HandshakeRequest;
import dev.we.net.websocket.WebSocketListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who answers which request, and the checks that come before.
 *
 * @param byPath exact paths
 * @param anyPath what serves all others; null: nobody
 * @param subprotocols the server's own, in order of preference
 * @param allowedOrigins the origins that are let in; empty: all
 */
record Routes(
    Map<String, Route> byPath,
    @Nullable Route anyPath,
    List<String> subprotocols,
    Set<String> allowedOrigins) {

  /** Behind a path there is one or the other. */
  sealed interface Route {
    /** Callbacks. */
    record Calls(Endpoint endpoint) implements Route {}

    /** A virtual thread for each connection. */
    record Blocking(BlockingHandler handler) implements Route {}
  }

  /** What is to be done with a request. */
  sealed interface Decision {
    /** It is answered so. */
    record Answered(HandshakeAnswer answer) implements Decision {}

    /** It is accepted, and this handler serves it. */
    record Served(BlockingHandler handler, Optional<String> subprotocol) implements Decision {}
  }

  private static final WebSocketListener NOBODY = new WebSocketListener() {};

  Decision decide(HandshakeRequest request) {
    Optional<String> origin = request.origin();
    // RFC 6455, 10.2: "Servers that are not intended to process input from any web page but only
    // for
    // certain sites SHOULD verify the |Origin| field is an origin they expect."
    if (!allowedOrigins.isEmpty() && origin.isPresent() && !allowedOrigins.contains(origin.get())) {
      return refuse(403, "pages of this origin may not connect");
    }
    Route route = byPath.getOrDefault(request.path(), anyPath);
    return switch (route) {
      case null -> refuse(404, "there is no WebSocket at this path");
      case Route.Calls(Endpoint endpoint) ->
          new Decision.Answered(withSubprotocol(endpoint.answer(request), request));
      case Route.Blocking(BlockingHandler handler) ->
          new Decision.Served(handler, preferred(request));
    };
  }

  private static Decision refuse(int status, String why) {
    return new Decision.Answered(HandshakeAnswer.refuse(status, why));
  }

  private HandshakeAnswer withSubprotocol(HandshakeAnswer answer, HandshakeRequest request) {
    if (answer instanceof HandshakeAnswer.Accepted accepted && accepted.subprotocol().isEmpty()) {
      return new HandshakeAnswer.Accepted(
          accepted.listener(), preferred(request), accepted.headers());
    }
    return answer;
  }

  private Optional<String> preferred(HandshakeRequest request) {
    return subprotocols.stream().filter(request.subprotocols()::contains).findFirst();
  }

  /** An acceptance without a listener, for a connection that a handler serves. */
  static HandshakeAnswer.Accepted acceptance(Optional<String> subprotocol) {
    HandshakeAnswer.Accepted accepted = HandshakeAnswer.accept(NOBODY);
    return subprotocol.map(accepted::withSubprotocol).orElse(accepted);
  }
}
