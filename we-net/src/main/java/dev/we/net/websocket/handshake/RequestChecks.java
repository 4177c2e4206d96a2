package dev.we.net.websocket.handshake;

import dev.we.net.websocket.HandshakeRequest;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.extension.ExtensionHeader;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What RFC 6455, section 4.2.1, asks of a client's request, in the order in which it is asked. */
final class RequestChecks {
  private static final int BAD_REQUEST = 400;
  private static final int UPGRADE_REQUIRED = 426;

  private final Headers headers;

  private RequestChecks(Headers headers) {
    this.headers = headers;
  }

  static ServerHandshake.Outcome.Asked check(
      HttpHead head, InetSocketAddress remoteAddress, boolean secure) throws HttpSyntaxException {
    RequestLine line = RequestLine.parse(head.startLine());
    RequestChecks checks = new RequestChecks(head.headers());
    String host = checks.host(line);
    checks.noBody();
    checks.upgrade();
    checks.version();
    checks.key();
    return new ServerHandshake.Outcome.Asked(
        new HandshakeRequest(
            line.target(),
            host,
            checks.atMostOne("Origin"),
            checks.subprotocols(),
            head.headers(),
            remoteAddress,
            secure),
        checks.extensionOffers());
  }

  private String host(RequestLine line) throws HttpSyntaxException {
    List<String> hosts = headers.all("Host");
    if (hosts.size() != 1) {
      throw bad(
          "a request has exactly one Host header, this one has "
              + hosts.size()
              + " (RFC 9112, section 3.2)");
    }
    // RFC 9112, section 3.2.2: with a whole URI as target, a server "MUST ignore the received Host
    // header field (if any) and instead replace it".
    String host = line.authority().orElse(hosts.get(0));
    if (!HostSyntax.isHostHeader(hosts.get(0)) || !HostSyntax.isHostHeader(host)) {
      throw bad("Host is no host: " + Quote.of(host) + " (RFC 9112, section 3.2)");
    }
    return host;
  }

  /** What stands behind the head are frames; a body there could be read as either. */
  private void noBody() throws HttpSyntaxException {
    boolean empty = headers.all("Content-Length").stream().allMatch("0"::equals);
    if (!empty || headers.first("Transfer-Encoding").isPresent()) {
      throw bad("a WebSocket request has no body, this one announces one");
    }
  }

  private void upgrade() throws HttpSyntaxException {
    if (!TokenList.contains(headers.all("Upgrade"), "websocket")) {
      throw new HttpSyntaxException(
          UPGRADE_REQUIRED,
          "this is a WebSocket endpoint: Upgrade does not contain websocket"
              + got("Upgrade")
              + " (RFC 6455, section 4.2.1)");
    }
    if (!TokenList.contains(headers.all("Connection"), "upgrade")) {
      throw bad(
          "Connection does not contain upgrade"
              + got("Connection")
              + " (RFC 6455, section 4.2.1); a proxy may have removed it");
    }
  }

  private void version() throws HttpSyntaxException {
    List<String> versions = headers.all("Sec-WebSocket-Version");
    if (versions.size() > 1) {
      throw bad("Sec-WebSocket-Version comes more than once (RFC 6455, section 11.3.5)");
    }
    if (!versions.equals(List.of("13"))) {
      throw new HttpSyntaxException(
          UPGRADE_REQUIRED,
          "Sec-WebSocket-Version is not 13"
              + got("Sec-WebSocket-Version")
              + " (RFC 6455, section 4.4)");
    }
  }

  private void key() throws HttpSyntaxException {
    List<String> keys = headers.all("Sec-WebSocket-Key");
    if (keys.size() != 1) {
      throw bad(
          "a request has exactly one Sec-WebSocket-Key, this one has "
              + keys.size()
              + " (RFC 6455, section 11.3.1)");
    }
    if (!WebSocketKey.isValid(keys.get(0))) {
      throw bad("Sec-WebSocket-Key is not 16 bytes in base64 (RFC 6455, section 4.2.1)");
    }
  }

  /** "The elements […] MUST all be unique strings" and tokens (RFC 6455, section 4.1). */
  private List<String> subprotocols() throws HttpSyntaxException {
    List<String> lines = headers.all("Sec-WebSocket-Protocol");
    List<String> names = TokenList.of(lines);
    boolean wellFormed =
        names.stream().allMatch(Headers::isToken)
            && new HashSet<>(names).size() == names.size()
            && names.isEmpty() == lines.isEmpty();
    if (!wellFormed) {
      throw bad(
          "Sec-WebSocket-Protocol is not a list of different tokens"
              + got("Sec-WebSocket-Protocol")
              + " (RFC 6455, section 4.1)");
    }
    return List.copyOf(names);
  }

  /**
   * The offers as they are written. One that no extension here can take is declined later and harms
   * nothing; a list that cannot be read is another matter: RFC 6455, section 9.1, "the recipient of
   * such malformed data MUST immediately _Fail the WebSocket Connection_".
   */
  private List<ExtensionHeader.Entry> extensionOffers() throws HttpSyntaxException {
    List<String> lines = headers.all("Sec-WebSocket-Extensions");
    try {
      return lines.isEmpty() ? List.of() : ExtensionHeader.parse(lines);
    } catch (IllegalArgumentException e) {
      throw bad(
          "Sec-WebSocket-Extensions is malformed: " + e.getMessage() + " (RFC 6455, section 9.1)");
    }
  }

  private Optional<String> atMostOne(String name) throws HttpSyntaxException {
    List<String> values = headers.all(name);
    if (values.size() > 1) {
      throw bad(name + " comes more than once");
    }
    return values.stream().findFirst();
  }

  private String got(String name) {
    List<String> values = headers.all(name);
    return values.isEmpty() ? "; it is missing" : "; it is " + Quote.of(String.join(", ", values));
  }

  private static HttpSyntaxException bad(String what) {
    return new HttpSyntaxException(BAD_REQUEST, what);
  }
}
