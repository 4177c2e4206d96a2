package dev.we.net.websocket;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a client asks for, as a server sees it: already checked against RFC 6455, section 4.2.1.
 *
 * @param target the path and query as they were written
 * @param host the value of the Host header
 * @param origin the value of the Origin header; browsers always send it
 * @param subprotocols what the client offers, in its order of preference
 * @param headers all header fields
 * @param remoteAddress the client's address
 * @param secure whether it came over TLS
 */
public record HandshakeRequest(
    String target,
    String host,
    Optional<String> origin,
    List<String> subprotocols,
    Headers headers,
    InetSocketAddress remoteAddress,
    boolean secure) {
  /** The target up to the question mark. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The target behind the question mark; empty where there is none. */
  public String query() {
    int query = target.indexOf('?');
    return query < 0 ? "" : target.substring(query + 1);
  }

  /** What is asked for and by whom, without the query and the headers' values: maybe secrets. */
  @Override
  public String toString() {
    return "%s%s%s%s of %s, asked for by %s with the headers %s"
        .formatted(
            secure ? "wss://" : "ws://",
            host,
            path(),
            target.indexOf('?') < 0 ? "" : "?...",
            origin.map(page -> "a page of " + page).orElse("no page"),
            remoteAddress,
            headers);
  }
}
