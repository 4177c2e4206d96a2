package dev.we.net.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketUriTest {
  @ParameterizedTest
  @CsvSource({
    "ws://example.com,                 false, example.com,          80,   /,            example.com",
    "wss://example.com,                true,  example.com,          443,  /,            example.com",
    "WSS://EXAMPLE.com/Chat,           true,  example.com,          443,  /Chat,        example.com",
    "http://example.com/a,             false, example.com,          80,   /a,           example.com",
    "https://example.com/a,            true,  example.com,          443,  /a,           example.com",
    "ws://example.com?q=1,             false, example.com,          80,   /?q=1,        example.com",
    "ws://example.com/?,               false, example.com,          80,   /?,           example.com",
    "ws://example.com:/x,              false, example.com,          80,   /x,           example.com",
    "ws://example.com:80/x,            false, example.com,          80,   /x,           example.com",
    "ws://example.com:443/x,           false, example.com,          443,  /x,       example.com:443",
    "wss://example.com:80/x,           true,  example.com,          80,   /x,        example.com:80",
    "wss://example.com:443/x,          true,  example.com,          443,  /x,           example.com",
    "ws://example.com.:8080,           false, example.com.,         8080, /,      example.com.:8080",
    "ws://my_host-1:65535/,            false, my_host-1,            65535,/,        my_host-1:65535",
    "ws://127.0.0.1:9001/getCaseCount, false, 127.0.0.1,            9001, /getCaseCount, 127.0.0.1:9001",
    "ws://[::1]/,                      false, ::1,                  80,   /,                  [::1]",
    "wss://[2001:DB8::A]:8443/x,       true,  2001:db8::a,          8443, /x,    [2001:db8::a]:8443",
    "ws://[::ffff:192.0.2.1]/,         false, ::ffff:192.0.2.1,     80,   /,     [::ffff:192.0.2.1]",
    "ws://bücher.example/,             false, xn--bcher-kva.example,80,   /,  xn--bcher-kva.example",
    "ws://example.com/ä/€?ö=😀,        false, example.com,          80,   /%C3%A4/%E2%82%AC?%C3%B6=%F0%9F%98%80, example.com",
    "ws://h/a|b{c}^d`e?x='y'&z=[1],    false, h,                    80,   /a|b{c}^d`e?x='y'&z=[1], h",
    "ws://h/../a/./b,                  false, h,                    80,   /../a/./b,              h",
    "ws://h/x@y:z,                     false, h,                    80,   /x@y:z,                 h"
  })
  void whatIsMeantIsFound(
      String text, boolean secure, String host, int port, String resource, String hostHeader) {
    WebSocketUri uri = WebSocketUri.parse(text);
    assertThat(uri).isEqualTo(new WebSocketUri(secure, host, port, resource));
    assertThat(uri.hostHeader()).isEqualTo(hostHeader);
    assertThat(uri.authority()).endsWith(":" + port);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~                          | no scheme",
        "example.com                 | no scheme",
        "/chat                       | no scheme",
        "://example.com              | no scheme",
        "ftp://example.com           | its scheme is \"ftp\"",
        "example.com:80/x            | its scheme is \"example.com\"",
        "ws:                         | no // behind the scheme",
        "ws:example.com              | no // behind the scheme",
        "ws:/example.com             | no // behind the scheme",
        "ws://                       | no host",
        "ws:///chat                  | no host",
        "ws://:80/                   | no host",
        "ws://h:0/                   | port \"0\"",
        "ws://h:65536/               | port \"65536\"",
        "ws://h:99999999999999999999 | port \"99999999999999999999\"",
        "ws://h:-1/                  | port \"-1\"",
        "ws://h:+1/                  | port \"+1\"",
        "ws://h:8o/                  | port \"8o\"",
        "ws://h:80:80/               | port \"80:80\"",
        "ws://::1/                   | no host",
        "ws://[::1/                  | host \"[\" is not an IPv6 address",
        "ws://[]/                    | not an IPv6 address",
        "ws://[::1]x/                | not an IPv6 address",
        "ws://[1:2:3]/               | not an IPv6 address",
        "ws://[::1::]/               | not an IPv6 address",
        "ws://[:::]/                 | not an IPv6 address",
        "ws://[1:2:3:4:5:6:7:8:9]/   | not an IPv6 address",
        "ws://[1:2:3:4:5:6:7::8]/    | not an IPv6 address",
        "ws://[12345::]/             | not an IPv6 address",
        "ws://[::256.0.0.1]/         | not an IPv6 address",
        "ws://[::1.2.3]/             | not an IPv6 address",
        "ws://[::1.2.3.4.]/          | not an IPv6 address",
        "ws://[::01.2.3.4]/          | not an IPv6 address",
        "ws://[1.2.3.4::]/           | not an IPv6 address",
        "ws://[fe80::1%25eth0]/      | not an IPv6 address",
        "ws://a..b/                  | is not a host name",
        "ws://.a/                    | is not a host name",
        "ws://./                     | is not a host name",
        "ws://a b/                   | is not a host name",
        "ws://a%41/                  | is not a host name",
        "ws://a\\b/                  | is not a host name",
        "ws://a／b/                  | is not a host name",
        "ws://h/a b                  | index 8 has to be percent-encoded",
        "ws://h/\"                   | index 7 has to be percent-encoded",
        "ws://h/#                    | fragment",
        "ws://h#f                    | fragment",
        "ws://h/?q#f                 | fragment",
        "ws://user:secret@h/         | user information",
        "ws://user@h/                | user information",
      })
  void whatIsWrongIsNamed(String text, String message) {
    assertThatThrownBy(() -> WebSocketUri.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a WebSocket URI: ")
        .hasMessageContaining(message);
  }

  @Test
  void lineBreaksAndHalfSurrogatesAreRefused() {
    for (String bad : new String[] {"\r", "\n", "\0", "\t", "\u007F", "\uD800", "\uDC00x"}) {
      assertThatThrownBy(() -> WebSocketUri.parse("ws://h/" + bad))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> WebSocketUri.parse("ws://h" + bad + "/"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void secretsInAUriAreNotRepeated() {
    assertThatThrownBy(() -> WebSocketUri.parse("ws://joe:secret@h/"))
        .message()
        .doesNotContain("secret");
    assertThat(WebSocketUri.parse("ws://h/x?token=secret")).hasToString("ws://h/x?...");
  }

  @Test
  void anyTextIsAUriOrAnIllegalArgument() {
    long seed = 6455;
    Random random = new Random(seed);
    String alphabet = "ws:/?#[]@.%1aZ:0- \t\r\\\u00e4\u3002\uff0f\ud800\udc00\u0130xn--";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : "ws://");
      int length = random.nextInt(16);
      for (int c = 0; c < length; c++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        WebSocketUri uri = WebSocketUri.parse(text.toString());
        assertThat(uri.resource()).startsWith("/").matches("[\\x21-\\x7E]+");
        assertThat(HostSyntax.isHostHeader(uri.hostHeader())).as("host of %s", text).isTrue();
      } catch (IllegalArgumentException refused) {
        assertThat(refused).as("seed %d, text %s", seed, text).hasMessageStartingWith("not a WebS");
      }
    }
  }
}
