package dev.we.net.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.HandshakeException.Refusal;
import dev.we.net.websocket.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectTest {
  private static Refusal refusal(int status, String... locations) {
    Headers headers = Headers.of();
    for (String location : locations) {
      headers = headers.with("Location", location);
    }
    return new Refusal(status, "", headers, ByteBuffer.allocate(0));
  }

  private static ClientOffer offer(String uri) {
    return new ClientOffer(
        WebSocketUri.parse(uri),
        List.of("chat"),
        List.of("permessage-deflate"),
        Optional.of("http://me.example"),
        Headers.of()
            .with("AUTHORIZATION", "Basic eDp5")
            .with("Cookie", "a=b")
            .with("Proxy-Authorization", "Basic eDp5")
            .with("Host", "virtual.example")
            .with("X-Kind", "kept"));
  }

  private static ClientOffer follow(String from, String location) throws HandshakeException {
    return Redirect.follow(offer(from), refusal(302, location), 0);
  }

  /** The references of RFC 3986, section 5.4, as far as they fit, and the schemes. */
  @ParameterizedTest
  @CsvSource({
    "ws://h/a/b?q,  ws://other/x,           other,    80, /x",
    "ws://h/a/b?q,  http://other/x,         other,    80, /x",
    "ws://h/a/b?q,  https://other/x,        other,   443, /x",
    "ws://h/a/b?q,  wss://h/a/b?q,          h,       443, /a/b?q",
    "wss://h/a/b?q, HTTPS://h:8443,         h,      8443, /",
    "wss://h/a/b?q, //other:9/x,            other,     9, /x",
    "ws://h:81/a/b?q, /x?y,                 h,        81, /x?y",
    "ws://h:81/a/b?q, x,                    h,        81, /a/x",
    "ws://h/a/b?q,  x?y/../z,               h,        80, /a/x?y/../z",
    "ws://h/a/b?q,  ?y,                     h,        80, /a/b?y",
    "ws://h/a/b?q,  '',                     h,        80, /a/b?q",
    "ws://h/a/b?q,  '#s',                   h,        80, /a/b?q",
    "ws://h/a/b?q,  x#s?y,                  h,        80, /a/x",
    "ws://h/a/b/c,  ./x,                    h,        80, /a/b/x",
    "ws://h/a/b/c,  ../x,                   h,        80, /a/x",
    "ws://h/a/b/c,  ../../../../x,          h,        80, /x",
    "ws://h/a/b/c,  .,                      h,        80, /a/b/",
    "ws://h/a/b/c,  ..,                     h,        80, /a/",
    "ws://h/a/b/c,  /./x/../y/.,            h,        80, /y/",
    "ws://h/a/b/c,  ./x:y,                  h,        80, /a/b/x:y",
    "ws://h,        x,                      h,        80, /x",
    "ws://[::1]:9/a, /b,                    ::1,       9, /b",
    "ws://h/a,      /\u00c3\u00a4,          h,        80, /%C3%A4",
  })
  void aLocationIsResolvedAgainstWhatWasAskedFor(
      String from, String location, String host, int port, String resource) throws Exception {
    WebSocketUri uri = follow(from, location).uri();
    assertThat(uri.host()).isEqualTo(host);
    assertThat(uri.port()).isEqualTo(port);
    assertThat(uri.resource()).isEqualTo(resource);
    assertThat(uri.secure())
        .isEqualTo(from.startsWith("wss") || location.matches("(?i)(wss|https):.*"));
  }

  @Test
  void theOfferIsMadeAgain() throws Exception {
    ClientOffer next = follow("ws://h/a", "/b");
    assertThat(next.subprotocols()).containsExactly("chat");
    assertThat(next.extensions()).containsExactly("permessage-deflate");
    assertThat(next.origin()).contains("http://me.example");
    assertThat(next.headers()).isEqualTo(offer("ws://h/a").headers());
  }

  @ParameterizedTest
  @CsvSource({
    "ws://h/a, ws://other/a",
    "ws://h/a, ws://h:81/a",
    "ws://h/a, wss://h/a",
    "ws://h/a, ws://sub.h/a",
    "wss://h/a, https://other/a"
  })
  void credentialsDoNotGoToAnotherOrigin(String from, String location) throws Exception {
    assertThat(follow(from, location).headers()).isEqualTo(Headers.of().with("X-Kind", "kept"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "wss://h/a | ws://h/a          | from TLS to plain text, to ws://h/a",
        "wss://h/a | http://h/a?secret | from TLS to plain text, to ws://h/a?...",
        "ws://h/a  | ftp://h/a         | its scheme is \"ftp\"",
        "ws://h/a  | javascript:x      | its scheme is \"javascript\"",
        "ws://h/a  | ws://u:p@h/a      | user information",
        "ws://h/a  | ws://h:0/a        | port \"0\"",
        "ws://h/a  | ws:h/a            | no // behind the scheme",
        "ws://h/a  | /a b              | percent-encoded",
        "ws://h/a  | //                | no host",
      })
  void whereNoWebSocketMayLeadIsAFailedHandshake(String from, String location, String message) {
    assertThatThrownBy(() -> follow(from, location))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret")
        .extracting(e -> ((HandshakeException) e).refusal())
        .isEqualTo(Optional.of(refusal(302, location)));
  }

  @Test
  void twoLocationsAreNone() {
    assertThatThrownBy(() -> Redirect.follow(offer("ws://h/"), refusal(302, "/a", "/b"), 0))
        .isInstanceOf(HandshakeException.class)
        .hasMessage("a redirect has one Location, this one has 2");
  }

  @Test
  void aLoopEnds() throws Exception {
    ClientOffer offer = offer("ws://h/");
    for (int followed = 0; followed < Redirect.MAX_REDIRECTS; followed++) {
      offer = Redirect.follow(offer, refusal(301, "/"), followed);
    }
    ClientOffer last = offer;
    assertThatThrownBy(() -> Redirect.follow(last, refusal(301, "/"), Redirect.MAX_REDIRECTS))
        .isInstanceOf(HandshakeException.class)
        .hasMessage("the server redirects again after 10 redirects");
  }

  @Test
  void onlyA3xxWithALocationIsARedirect() {
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      assertThat(Redirect.isRedirect(refusal(status, "/"))).isTrue();
      assertThat(Redirect.isRedirect(refusal(status))).isFalse();
    }
    for (int status : new int[] {200, 201, 300, 304, 305, 401}) {
      assertThat(Redirect.isRedirect(refusal(status, "/"))).isFalse();
    }
  }
}
