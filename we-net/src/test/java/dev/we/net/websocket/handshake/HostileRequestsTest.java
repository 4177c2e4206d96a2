package dev.we.net.websocket.handshake;

import static dev.we.net.websocket.handshake.Heads.REQUEST;
import static dev.we.net.websocket.handshake.Heads.bytes;
import static dev.we.net.websocket.handshake.Heads.head;
import static dev.we.net.websocket.handshake.Heads.server;
import static dev.we.net.websocket.handshake.Heads.text;
import static dev.we.net.websocket.handshake.Heads.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.handshake.ServerHandshake.Outcome;
import dev.we.net.websocket.handshake.ServerHandshake.Outcome.Incomplete;
import dev.we.net.websocket.handshake.ServerHandshake.Outcome.Rejected;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6455, section 4.2.1 and 4.4: requests that break a rule, and what they are told. */
class HostileRequestsTest {
  private static Rejected rejected(String head) {
    Outcome outcome = server().receive(bytes(head));
    assertThat(outcome).isInstanceOf(Rejected.class);
    return (Rejected) outcome;
  }

  /**
   * Which line of a right request is replaced (or added), by what, the status, and the reason; ⏎
   * separates lines.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        // The request line.
        "GET        | POST / HTTP/1.1              | 405 | the method is \"POST\", not GET",
        "GET        | get / HTTP/1.1               | 405 | the method is \"get\", not GET",
        "GET        | HEAD / HTTP/1.1              | 405 | not GET",
        "GET        | GET / HTTP/1.0               | 400 | HTTP/1.0 knows no upgrade",
        "GET        | GET / HTTP/0.9               | 505 | this is HTTP/0.9",
        "GET        | GET / HTTP/2.0               | 505 | this is HTTP/2.0, not HTTP/1.1",
        "GET        | GET / http/1.1               | 400 | is not HTTP/1.1",
        "GET        | GET / HTTP/1.x               | 400 | is not HTTP/1.1",
        "GET        | GET / HTTP/1.10              | 400 | is not a request line",
        "GET        | GET /                        | 400 | is not a request line",
        "GET        | GET  / HTTP/1.1              | 400 | is not a request line",
        "GET        | GET / x HTTP/1.1             | 400 | is not a request line",
        "GET        | GET HTTP/1.1                 | 400 | is not a request line",
        "GET        | PRI * HTTP/2.0               | 505 | this is HTTP/2.0",
        "GET        | GET * HTTP/1.1               | 400 | the request target \"*\" is no path",
        "GET        | GET chat HTTP/1.1            | 400 | is no path",
        "GET        | GET host:80 HTTP/1.1         | 400 | is no path",
        "GET        | GET ftp://h/ HTTP/1.1        | 400 | is no path",
        "GET        | GET http:///x HTTP/1.1       | 400 | Host is no host",
        "GET        | GET http://a@b/ HTTP/1.1     | 400 | Host is no host",
        "GET        | GET /#top HTTP/1.1           | 400 | no URI has, at index 1",
        "GET        | GET /\u00e4 HTTP/1.1         | 400 | no URI has, at index 1",
        // Host.
        "Host       | X: y                         | 400 | exactly one Host header, this one has 0",
        "Host       | Host: a⏎Host: a             | 400 | exactly one Host header, this one has 2",
        "Host       | Host:                        | 400 | Host is no host: \"\"",
        "Host       | Host: a b                    | 400 | Host is no host: \"a b\"",
        "Host       | Host: a, b                   | 400 | Host is no host",
        "Host       | Host: a/b                    | 400 | Host is no host",
        "Host       | Host: u@a                    | 400 | Host is no host",
        "Host       | Host: a:99999                | 400 | Host is no host",
        "Host       | Host: [::1                   | 400 | Host is no host",
        // A body.
        "X          | Content-Length: 5            | 400 | no body",
        "X          | Content-Length: +0           | 400 | no body",
        "X          | Content-Length: 0⏎Content-Length: 1 | 400 | no body",
        "X          | Transfer-Encoding: chunked   | 400 | no body",
        "X          | Transfer-Encoding: identity  | 400 | no body",
        // Upgrade and Connection.
        "Upgrade    | X: y                         | 426 | Upgrade does not contain websocket; it is missing",
        "Upgrade    | Upgrade: h2c                 | 426 | it is \"h2c\"",
        "Upgrade    | Upgrade: websocket/13        | 426 | it is \"websocket/13\"",
        "Upgrade    | Upgrade: web socket          | 426 | Upgrade does not contain websocket",
        "Connection | X: y                         | 400 | Connection does not contain upgrade; it is missing",
        "Connection | Connection: keep-alive       | 400 | it is \"keep-alive\"",
        "Connection | Connection: x-upgrade        | 400 | Connection does not contain upgrade",
        "Connection | Connection: close            | 400 | Connection does not contain upgrade",
        // Version.
        "Sec-WebSocket-Version | X: y                        | 426 | is not 13; it is missing",
        "Sec-WebSocket-Version | Sec-WebSocket-Version: 8    | 426 | is not 13; it is \"8\"",
        "Sec-WebSocket-Version | Sec-WebSocket-Version: 14   | 426 | is not 13",
        "Sec-WebSocket-Version | Sec-WebSocket-Version: 013  | 426 | is not 13",
        "Sec-WebSocket-Version | Sec-WebSocket-Version: 13,8 | 426 | is not 13",
        "Sec-WebSocket-Version | Sec-WebSocket-Version: 13⏎Sec-WebSocket-Version: 13 | 400 | more than once",
        // Key.
        "Sec-WebSocket-Key | X: y                                        | 400 | exactly one Sec-WebSocket-Key, this one has 0",
        "Sec-WebSocket-Key | Sec-WebSocket-Key:                          | 400 | is not 16 bytes in base64",
        "Sec-WebSocket-Key | Sec-WebSocket-Key: YWJj                     | 400 | is not 16 bytes in base64",
        "Sec-WebSocket-Key | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ   | 400 | is not 16 bytes in base64",
        "Sec-WebSocket-Key | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSE= | 400 | is not 16 bytes in base64",
        "Sec-WebSocket-Key | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSEh | 400 | is not 16 bytes in base64",
        "Sec-WebSocket-Key | Sec-WebSocket-Key: dGhlIHNhbXBsZ_Bub25jZQ== | 400 | is not 16 bytes in base64",
        "Sec-WebSocket-Key | Sec-WebSocket-Key: ======================== | 400 | is not 16 bytes in base64",
        "Sec-WebSocket-Key | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ== | 400 | is not 16 bytes in base64",
        "X | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | 400 | exactly one Sec-WebSocket-Key, this one has 2",
        // What is optional.
        "X | Origin: http://other.example                | 400 | Origin comes more than once",
        "Sec-WebSocket-Protocol | Sec-WebSocket-Protocol:           | 400 | not a list of different tokens",
        "Sec-WebSocket-Protocol | Sec-WebSocket-Protocol: a b       | 400 | not a list of different tokens",
        "Sec-WebSocket-Protocol | Sec-WebSocket-Protocol: a/b       | 400 | not a list of different tokens",
        "Sec-WebSocket-Protocol | Sec-WebSocket-Protocol: a, b, a   | 400 | not a list of different tokens",
        "Sec-WebSocket-Extensions | Sec-WebSocket-Extensions: a;;b  | 400 | malformed: a parameter's name is missing at index 2",
        "Sec-WebSocket-Extensions | Sec-WebSocket-Extensions: a; b= | 400 | malformed: a parameter's value is missing",
        "Sec-WebSocket-Extensions | Sec-WebSocket-Extensions: a; b=\"1 | 400 | the end of a quoted string is missing",
        "Sec-WebSocket-Extensions | Sec-WebSocket-Extensions:       | 400 | it names no extension",
        // Syntax.
        "X | X : y          | 400 | header line 9 has white space before the colon",
        "X | A: 1⏎ folded  | 400 | header line 10 begins with white space",
        "X | no colon       | 400 | header line 9 has no colon",
        "X | (A): 1         | 400 | not a token",
      })
  void aRuleIsBrokenAndTheBodySaysWhich(String prefix, String line, int status, String why) {
    Rejected rejected = rejected(head(with(REQUEST, prefix, line.replace("⏎", "\n"))));
    assertThat(rejected.why()).contains(why);
    assertThat(rejected.status()).isEqualTo(status);
    String response = text(rejected.response());
    assertThat(response)
        .startsWith("HTTP/1.1 " + status + " ")
        .endsWith("\r\n\r\n" + rejected.why() + "\n")
        .contains("\r\nConnection: close")
        .contains("\r\nContent-Length: " + (rejected.why().length() + 1) + "\r\n");
    assertThat(rejected.why()).matches("[\\x20-\\x7E]+").hasSizeLessThan(250);
    if (status == 405) {
      assertThat(response).contains("\r\nAllow: GET\r\n");
    }
    if (status == 426) {
      assertThat(response)
          .contains("\r\nSec-WebSocket-Version: 13\r\n")
          .contains("\r\nUpgrade: websocket\r\n")
          .contains("\r\nConnection: close, Upgrade\r\n");
    }
  }

  @Test
  void aBareLineFeedIsNoLineEnd() {
    assertThat(rejected(REQUEST).why()).contains("line feed alone");
  }

  @Test
  void aNulInAValueIsRefused() {
    assertThat(rejected(head(with(REQUEST, "Origin", "Origin: a\0b"))).why())
        .contains("control character, 0x00");
  }

  @Test
  void tlsOnAPlainPortIsRefusedAtItsFirstBytes() {
    assertThat(rejected("\u0016\u0003\u0001\u0002\u0000\u0001").status()).isEqualTo(400);
  }

  @Test
  void aHeadWithoutEndIsRefusedAtTheBound() {
    Rejected fields = rejected(head("GET / HTTP/1.1\nHost: h\nX: ") + "x".repeat(3000));
    assertThat(fields.status()).isEqualTo(431);
    assertThat(fields.why()).isEqualTo("the head is longer than 2048 bytes");
    // RFC 9112, section 3.
    assertThat(rejected("GET /" + "x".repeat(3000)).status()).isEqualTo(414);
  }

  @Test
  void aBombOfSmallFieldsIsRefusedAtTheSeventeenth() {
    Rejected rejected = rejected(head("GET / HTTP/1.1\n" + "a:\n".repeat(17)));
    assertThat(rejected.status()).isEqualTo(431);
    assertThat(rejected.why()).isEqualTo("the head has more than 16 header lines");
  }

  @Test
  void aHostileHeadHasTheSameOutcomeByteByByte() {
    String head = head(with(REQUEST, "Sec-WebSocket-Key", "Sec-WebSocket-Key: YWJj"));
    String why = rejected(head).why();
    ServerHandshake server = server();
    Outcome outcome = new Incomplete();
    ByteBuffer in = bytes(head);
    for (int i = 0; i < head.length(); i++) {
      assertThat(outcome).isInstanceOf(Incomplete.class);
      outcome = server.receive(in.slice(i, 1));
    }
    assertThat(outcome)
        .isInstanceOfSatisfying(Rejected.class, r -> assertThat(r.why()).isEqualTo(why));
  }
}
