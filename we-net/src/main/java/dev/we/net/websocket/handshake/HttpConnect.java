package dev.we.net.websocket.handshake;

import dev.we.net.websocket.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The CONNECT request (RFC 9110, section 9.3.6): a successful response means that the proxy "will
 * switch to tunnel mode immediately after the response header section".
 */
final class HttpConnect implements ProxyHandshake {
  private static final int MAX_HEAD_BYTES = 32 * 1024;
  private static final int MAX_HEADER_LINES = 100;
  private static final int MAX_INTERIM_RESPONSES = 10;
  private static final byte[] NO_BODY = {};

  private final boolean hasCredentials;
  private final HttpHeadReader reader = new HttpHeadReader(MAX_HEAD_BYTES, MAX_HEADER_LINES, false);
  private ByteBuffer request;
  private int interimResponses;

  HttpConnect(WebSocketUri server, Optional<Proxy.Credentials> credentials) {
    // The request target has the port even where it is the scheme's own (RFC 9112, section 3.2.3).
    String authority = server.authority();
    HeadWriter head = new HeadWriter("CONNECT " + authority + " HTTP/1.1").field("Host", authority);
    // Not only when the proxy asks: that would cost a connection, as a proxy may close after a 407.
    credentials.ifPresent(known -> head.field("Proxy-Authorization", basic(known)));
    hasCredentials = credentials.isPresent();
    request = head.end(NO_BODY);
  }

  /** RFC 7617, section 2; most servers take UTF-8 (section 2.1). */
  private static String basic(Proxy.Credentials known) {
    byte[] both = (known.user() + ":" + known.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  @Override
  public ByteBuffer toSend() {
    ByteBuffer now = request;
    request = ByteBuffer.wrap(NO_BODY);
    return now;
  }

  @Override
  public boolean receive(ByteBuffer in) throws ProxyRefusedException {
    while (true) {
      StatusLine status;
      HttpHead head;
      try {
        head = reader.read(in);
        if (head == null) {
          return false;
        }
        status = StatusLine.parseOfProxy(head.startLine());
      } catch (HttpSyntaxException e) {
        throw new ProxyRefusedException("its answer to CONNECT is unreadable: " + e.getMessage());
      }
      if (status.isInterim()) {
        if (++interimResponses > MAX_INTERIM_RESPONSES) {
          throw new ProxyRefusedException("it sends interim (1xx) responses without end");
        }
      } else if (status.code() < 300) {
        // "A client MUST ignore any Content-Length or Transfer-Encoding header fields received in a
        // successful response to CONNECT": what follows the head is the server's.
        return true;
      } else {
        throw refusal(status, head);
      }
    }
  }

  private ProxyRefusedException refusal(StatusLine status, HttpHead head) {
    String why = "it answered " + status + " to CONNECT";
    // RFC 9110, section 15.5.8, has 407 for it; tinyproxy says 401 where nothing was given.
    if (status.code() == 407 || status.code() == 401) {
      why +=
          hasCredentials
              ? ": it does not take this user and password"
              : ": it asks for a user and a password";
      String scheme = head.headers().first("Proxy-Authenticate").orElse("").strip();
      int end = scheme.indexOf(' ');
      String name = end < 0 ? scheme : scheme.substring(0, end);
      if (!name.isEmpty() && !name.equalsIgnoreCase("Basic")) {
        why += " by " + Quote.of(name) + ", and only Basic is known here";
      }
    }
    return new ProxyRefusedException(why);
  }
}
