package dev.we.net.websocket.handshake;

import static dev.we.net.websocket.handshake.Heads.bytes;
import static dev.we.net.websocket.handshake.Heads.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.Proxy;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proxy is told, and what of its answers opens the way: HTTP's CONNECT and SOCKS 5. */
class ProxyHandshakeTest {
  private static final Proxy HTTP = Proxy.http("proxy.example", 3128);
  private static final Proxy SOCKS = Proxy.socks5("proxy.example", 1080);

  private static ProxyHandshake to(Proxy proxy) {
    return to(proxy, "wss://server.example.com");
  }

  private static ProxyHandshake to(Proxy proxy, String server) {
    return ProxyHandshake.with(proxy, WebSocketUri.parse(server));
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return HexFormat.ofDelimiter(" ").formatHex(copy);
  }

  private static ByteBuffer ofHex(String hex) {
    return ByteBuffer.wrap(HexFormat.ofDelimiter(" ").parseHex(hex));
  }

  // HTTP

  @Test
  void connect_names_host_and_port_as_RFC_9110_wants_it_once() {
    ProxyHandshake handshake = to(HTTP);
    assertThat(text(handshake.toSend()))
        .isEqualTo(
            "CONNECT server.example.com:443 HTTP/1.1\r\nHost: server.example.com:443\r\n\r\n");
    assertThat(handshake.toSend().hasRemaining()).isFalse();
  }

  @Test
  void an_IPv6_address_stands_in_brackets() {
    assertThat(text(to(HTTP, "ws://[2001:db8::1]").toSend()))
        .startsWith("CONNECT [2001:db8::1]:80 HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n");
  }

  @Test
  void credentials_go_along_as_RFC_7617_has_them() {
    // The RFC's own examples: sections 2 and 2.1.
    assertThat(text(to(HTTP.withCredentials("Aladdin", "open sesame")).toSend()))
        .contains("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n");
    assertThat(text(to(HTTP.withCredentials("test", "123\u00A3")).toSend()))
        .contains("\r\nProxy-Authorization: Basic dGVzdDoxMjPCow==\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 Connection established\r\n\r\n",
        "HTTP/1.0 200 Connection established\r\nProxy-agent: tinyproxy/1.11.1\r\n\r\n",
        "HTTP/1.1 200\r\n\r\n",
        "HTTP/1.1 299 \r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 17\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
      })
  void any_success_opens_the_way_in_every_split_and_what_follows_is_the_servers(String answer)
      throws ProxyRefusedException {
    for (int cut = 0; cut < answer.length(); cut++) {
      ProxyHandshake handshake = to(HTTP);
      assertThat(handshake.receive(bytes(answer.substring(0, cut)))).isFalse();
      ByteBuffer rest = bytes(answer.substring(cut) + "behind");
      assertThat(handshake.receive(rest)).isTrue();
      assertThat(text(rest)).isEqualTo("behind");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 403 Forbidden⏎⏎        | it answered 403 Forbidden to CONNECT",
        "HTTP/1.1 301 Moved⏎Location: /⏎⏎ | it answered 301 Moved to CONNECT",
        "HTTP/1.1 407 Who⏎Proxy-Authenticate: Basic realm=x⏎⏎ | 407 Who to CONNECT: it asks for a user and a password",
        "HTTP/1.0 401 Who⏎⏎              | 401 Who to CONNECT: it asks for a user and a password",
        "HTTP/1.1 407 Who⏎Proxy-Authenticate: Digest realm=x⏎⏎ | by \"Digest\", and only Basic is known here",
        "HTTP/2.0 200 OK⏎⏎               | unreadable: this is HTTP/2.0",
        "HTTP/1.1 20 OK⏎⏎                | is not a status line",
        "SSH-2.0-OpenSSH_9.9⏎            | it⏎",
      })
  void anything_else_is_a_refusal_that_says_why(String answer, String why) {
    ProxyHandshake handshake = to(HTTP);
    ByteBuffer in = bytes(answer.replace("⏎", "\r\n") + "\r\n");
    assertThatThrownBy(() -> handshake.receive(in))
        .isInstanceOf(ProxyRefusedException.class)
        .hasMessageContaining(why.replace("⏎", ""));
  }

  @Test
  void an_answer_without_end_is_refused_and_the_password_is_in_no_message() {
    ProxyHandshake endless = to(HTTP.withCredentials("user", "s3cret"));
    ByteBuffer line = bytes("HTTP/1.1 200 OK\r\nx: " + "y".repeat(40_000));
    assertThatThrownBy(() -> endless.receive(line)).hasMessageContaining("longer than 32768 bytes");
    ProxyHandshake interim = to(HTTP);
    ByteBuffer many = bytes("HTTP/1.1 100 Continue\r\n\r\n".repeat(20));
    assertThatThrownBy(() -> interim.receive(many)).hasMessageContaining("without end");
    ProxyHandshake wrong = to(HTTP.withCredentials("user", "s3cret"));
    assertThatThrownBy(() -> wrong.receive(bytes("HTTP/1.1 407 No\r\n\r\n")))
        .hasMessageContaining("does not take this user and password")
        .hasMessageNotContaining("s3cret");
  }

  // SOCKS 5

  /** Plays a proxy's answers, cut after every {@code piece} bytes; returns what was sent. */
  private static List<String> converse(ProxyHandshake handshake, int piece, String... answers)
      throws ProxyRefusedException {
    List<String> sent = new ArrayList<>();
    boolean open = false;
    for (String answer : answers) {
      sent.add(hex(handshake.toSend()));
      ByteBuffer all = ofHex(answer);
      while (all.hasRemaining() && !open) {
        ByteBuffer some = all.slice(all.position(), Math.min(piece, all.remaining()));
        open = handshake.receive(some);
        all.position(all.position() + some.position());
        assertThat(some.hasRemaining()).isEqualTo(open && some.hasRemaining());
      }
    }
    assertThat(open).isTrue();
    return sent;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void socks_without_credentials(int piece) throws ProxyRefusedException {
    assertThat(converse(to(SOCKS), piece, "05 00", "05 00 00 01 7f 00 00 01 1f 90"))
        .containsExactly(
            "05 01 00",
            "05 01 00 03 12 73 65 72 76 65 72 2e 65 78 61 6d 70 6c 65 2e 63 6f 6d 01 bb");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000})
  void socks_with_a_user_and_a_password_and_a_name_in_the_answer(int piece)
      throws ProxyRefusedException {
    ProxyHandshake handshake = to(SOCKS.withCredentials("me", "pw"), "ws://192.0.2.7");
    assertThat(converse(handshake, piece, "05 02", "01 00", "05 00 00 03 03 61 2e 62 00 00"))
        .containsExactly("05 02 00 02", "01 02 6d 65 02 70 77", "05 01 00 01 c0 00 02 07 00 50");
  }

  @Test
  void socks_with_an_IPv6_address_and_credentials_that_are_not_asked_for()
      throws ProxyRefusedException {
    ProxyHandshake handshake = to(SOCKS.withCredentials("me", "pw"), "ws://[2001:db8::1]");
    String reply = "05 00 00 04" + " 00".repeat(16) + " 00 00";
    assertThat(converse(handshake, 3, "05 00", reply))
        .containsExactly(
            "05 02 00 02", "05 01 00 04 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 00 50");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "255.1.20.3",
        "::",
        "::1",
        "1::",
        "2001:db8::8:800:200c:417a",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "fe80::1.2.3.4",
        "1:2:3:4:5:6:7.8.9.10"
      })
  void the_bytes_of_an_address_are_those_that_the_JDK_makes_of_it(String address)
      throws java.net.UnknownHostException {
    // In brackets it is never looked up, nor is a dotted quad.
    boolean ipv6 = address.indexOf(':') >= 0;
    assertThat(HostSyntax.address(address))
        .isEqualTo(
            java.net.InetAddress.getByName(ipv6 ? "[" + address + "]" : address).getAddress());
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "a:b"})
  void what_is_no_address_has_no_bytes(String name) {
    assertThat(HostSyntax.address(name)).isEmpty();
  }

  @Test
  void the_servers_first_bytes_behind_the_reply_are_left() throws ProxyRefusedException {
    ProxyHandshake handshake = to(SOCKS);
    assertThat(handshake.receive(ofHex("05 00"))).isFalse();
    ByteBuffer in = ofHex("05 00 00 01 00 00 00 00 00 00 de ad");
    assertThat(handshake.receive(in)).isTrue();
    assertThat(hex(in)).isEqualTo("de ad");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "04 5a                | its answer is not SOCKS 5",
        "48 54                | its answer is not SOCKS 5",
        "05 ff                | it wants to know who asks",
        "05 02                | it chose method 2, which was not offered",
        "05 00 05 01 00 01 00 | general failure (1)",
        "05 00 05 02 00 01 00 | not allowed by its rules (2)",
        "05 00 05 05 00 01 00 | connection refused (5)",
        "05 00 05 63 00 01 00 | an unknown failure (99)",
        "05 00 05 00 00 09 00 | an address of no known type",
        "05 00 04 00 00 01 00 | its answer is not SOCKS 5",
      })
  void socks_refusals_say_why(String answer, String why) {
    ProxyHandshake handshake = to(SOCKS);
    ByteBuffer all = ofHex(answer.strip());
    assertThatThrownBy(
            () -> {
              assertThat(handshake.receive(all.slice(0, 2))).isFalse();
              assertThat(handshake.receive(all.slice(2, all.remaining() - 2))).isTrue();
            })
        .isInstanceOf(ProxyRefusedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void socks_that_answers_before_it_was_asked_is_not_believed() {
    ProxyHandshake handshake = to(SOCKS);
    assertThatThrownBy(() -> handshake.receive(ofHex("05 00 05 00 00 01 7f 00 00 01 1f 90")))
        .isInstanceOf(ProxyRefusedException.class)
        .hasMessage("it answered before it was asked");
  }

  @Test
  void socks_refuses_a_password_without_repeating_it() throws ProxyRefusedException {
    ProxyHandshake handshake = to(SOCKS.withCredentials("me", "s3cret"));
    assertThat(handshake.receive(ofHex("05 02"))).isFalse();
    assertThatThrownBy(() -> handshake.receive(ofHex("01 01")))
        .hasMessage("it does not take this user and password");
  }

  // The setting

  @Test
  void a_proxy_is_checked_and_shown_without_its_secrets() {
    Proxy proxy = Proxy.http("[::1]", 8080).withCredentials("user", "s3cret");
    assertThat(proxy).hasToString("http://[::1]:8080");
    assertThat(proxy.credentials().orElseThrow().toString()).doesNotContain("user", "s3cret");
    assertThat(Proxy.socks5("p", 1)).hasToString("socks5://p:1");
    assertThatThrownBy(() -> Proxy.http("", 1)).hasMessageContaining("the proxy's host");
    assertThatThrownBy(() -> Proxy.http("a b", 1)).hasMessageContaining("the proxy's host");
    assertThatThrownBy(() -> Proxy.http("p", 0)).hasMessageContaining("1 to 65535, not 0");
    for (String bad : new String[] {"", "a\nb", "x".repeat(256)}) {
      assertThatThrownBy(() -> SOCKS.withCredentials(bad, "p")).hasMessageContaining("user");
      assertThatThrownBy(() -> SOCKS.withCredentials("u", bad)).hasMessageContaining("password");
    }
    assertThatThrownBy(() -> proxy.withCredentials("a\rb", "p")).hasMessageContaining("user");
    assertThatThrownBy(() -> proxy.withCredentials("a:b", "p")).hasMessageContaining("colon");
    assertThat(SOCKS.withCredentials("a:b", "p").credentials()).isPresent();
    // RFC 7617 allows it, and proxies that take a token for a user ask for it.
    assertThat(text(to(proxy.withCredentials("token", "")).toSend())).contains("Basic dG9rZW46");
    for (String host : new String[] {"me:s3cret@proxy", "http://proxy", "a/b", "me:s3cret", "é"}) {
      assertThatThrownBy(() -> Proxy.http(host, 1))
          .hasMessageContaining("the proxy's host")
          .hasMessageNotContaining("s3cret");
    }
  }

  @Test
  void random_answers_end_in_a_way_or_a_refusal_and_nothing_else() throws Exception {
    long seed = System.nanoTime();
    var random = new java.util.Random(seed);
    for (int round = 0; round < 20_000; round++) {
      ProxyHandshake handshake = to(round % 2 == 0 ? HTTP : SOCKS.withCredentials("u", "p"));
      var answer = new ByteArrayOutputStream();
      if (round % 2 == 0) {
        answer.writeBytes("HTTP/1.1 2".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      } else {
        answer.write(5);
        answer.write(random.nextInt(4) == 0 ? 2 : 0);
      }
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      answer.writeBytes(noise);
      ByteBuffer in = ByteBuffer.wrap(answer.toByteArray());
      try {
        if (!handshake.receive(in)) {
          assertThat(in.hasRemaining()).as("seed %d", seed).isFalse();
        }
      } catch (ProxyRefusedException refused) {
        assertThat(refused.getMessage()).as("seed %d", seed).doesNotContain("\n").isNotBlank();
      }
    }
  }
}
