package dev.we.net.websocket.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.we.conformance.fuzz.Cuts;
import dev.we.conformance.fuzz.FuzzInput;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.extension.ExtensionHeader;
import dev.we.net.websocket.handshake.ServerHandshake.Outcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whatever a client sends is asked, rejected or unfinished, the same for every split. What is asked
 * fulfils RFC 6455, section 4.2.1, by a second reading, and our client takes the answer to it; what
 * is rejected gets a well-formed response.
 *
 * <p>Data: two bytes of seed for the cuts, then the request.
 */
class ServerHandshakeFuzzTest {
  private static final int MAX_BYTES = 1024;
  private static final int MAX_FIELDS = 16;
  private static final Limits LIMITS =
      Limits.builder().maxHandshakeBytes(MAX_BYTES).maxHeaderCount(MAX_FIELDS).build();

  @FuzzTest
  void aRequestIsAskedRejectedOrUnfinished(byte[] data) throws HandshakeException {
    FuzzInput input = new FuzzInput(data);
    int seed = input.number();
    byte[] stream = input.rest();
    Read whole = Read.of(stream, Cuts.whole());
    for (Cuts cuts : Cuts.all(seed)) {
      assertThat(Read.of(stream, cuts).told()).isEqualTo(whole.told());
    }
    assertThat(whole.position).isLessThanOrEqualTo(MAX_BYTES + 1);
    switch (whole.outcome) {
      case Outcome.Incomplete incomplete -> {
        String text = new String(stream, ISO_8859_1);
        assertThat(text.substring(Math.min(2, text.length()))).doesNotContain("\r\n\r\n");
      }
      case Outcome.Rejected rejected -> checkResponse(rejected);
      case Outcome.Asked asked -> {
        checkRequest(asked, new String(stream, 0, whole.position, ISO_8859_1));
        checkAnswer(whole.server, asked);
      }
    }
  }

  /** What came of a request that was given in pieces. */
  private record Read(ServerHandshake server, Outcome outcome, int position) {
    static Read of(byte[] stream, Cuts cuts) {
      ServerHandshake server =
          new ServerHandshake(LIMITS, InetSocketAddress.createUnresolved("client", 4711), false);
      Outcome outcome = new Outcome.Incomplete();
      int at = 0;
      while (at < stream.length && outcome instanceof Outcome.Incomplete) {
        ByteBuffer in = ByteBuffer.wrap(stream, at, cuts.next(stream.length - at));
        outcome = server.receive(in);
        at = in.position();
        assertThat(in.hasRemaining() && outcome instanceof Outcome.Incomplete).isFalse();
      }
      return new Read(server, outcome, at);
    }

    String told() {
      return switch (outcome) {
        case Outcome.Incomplete incomplete -> "incomplete";
        case Outcome.Rejected rejected -> rejected.status() + " " + rejected.why();
        case Outcome.Asked asked ->
            asked + " " + asked.request().headers().fields() + " up to " + position;
      };
    }
  }

  private static void checkResponse(Outcome.Rejected rejected) {
    assertThat(rejected.status()).isIn(400, 405, 414, 426, 431, 505);
    assertThat(rejected.why()).isNotEmpty().doesNotContainPattern("[^ -~]");
    String response = ISO_8859_1.decode(rejected.response().duplicate()).toString();
    int body = response.indexOf("\r\n\r\n") + 4;
    PlainHead head = PlainHead.of(response.substring(0, body));
    assertThat(head.startLine()).matches("HTTP/1\\.1 " + rejected.status() + " [A-Za-z -]+");
    assertThat(head.lists("Connection", "close")).isTrue();
    assertThat(head.all("Content-Length")).containsExactly("" + (response.length() - body));
    assertThat(response.substring(body)).isEqualTo(rejected.why() + "\n");
  }

  private static void checkRequest(Outcome.Asked asked, String text) {
    PlainHead head = PlainHead.of(text.startsWith("\r\n") ? text.substring(2) : text);
    assertThat(head.names()).hasSizeLessThanOrEqualTo(MAX_FIELDS);
    assertThat(head.startLine())
        .matches("GET (/[!-~&&[^#]]*|(?i:https?)://[!-~&&[^#]]*) HTTP/1\\.[1-9]");
    String target = asked.request().target();
    assertThat(head.startLine()).contains(target.equals("/") ? "" : target.substring(1));
    assertThat(head.all("Host")).hasSize(1);
    assertThat(asked.request().host()).matches("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:[0-9]*)?");
    assertThat(head.lists("Upgrade", "websocket")).isTrue();
    assertThat(head.lists("Connection", "upgrade")).isTrue();
    assertThat(head.all("Sec-WebSocket-Version")).containsExactly("13");
    assertThat(head.all("Sec-WebSocket-Key")).hasSize(1);
    assertThat(Base64.getDecoder().decode(head.all("Sec-WebSocket-Key").getFirst())).hasSize(16);
    assertThat(head.all("Transfer-Encoding")).isEmpty();
    assertThat(head.all("Content-Length")).allMatch("0"::equals);
    assertThat(head.all("Origin")).hasSizeLessThanOrEqualTo(1);
    assertThat(asked.request().subprotocols())
        .doesNotHaveDuplicates()
        .allMatch(name -> head.lists("Sec-WebSocket-Protocol", Pattern.quote(name)));
    List<Headers.Field> fields = asked.request().headers().fields();
    assertThat(fields.stream().map(Headers.Field::value)).isEqualTo(head.values());
  }

  /** Our client, had it sent this key and these offers, takes the answer for what it says. */
  private static void checkAnswer(ServerHandshake server, Outcome.Asked asked)
      throws HandshakeException {
    List<String> offers =
        asked.extensionOffers().stream().map(ExtensionHeader.Entry::text).toList();
    List<String> subprotocols = asked.request().subprotocols();
    Optional<String> spoken = subprotocols.stream().findFirst();
    List<String> extensions = offers.isEmpty() ? List.of() : List.of(offers.getFirst());
    ServerHandshake.Accepted accepted = server.accept(spoken, extensions, Headers.of());
    String key = asked.request().headers().first("Sec-WebSocket-Key").orElseThrow();
    ClientOffer offer =
        new ClientOffer(
            WebSocketUri.parse("ws://localhost/"),
            subprotocols,
            offers,
            Optional.empty(),
            Headers.of());
    byte[] keyBytes = Base64.getDecoder().decode(key);
    String answer = UTF_8.decode(accepted.response().duplicate()).toString();
    if (!key.equals(Base64.getEncoder().encodeToString(keyBytes))) {
      // Unused bits are set in the last letter: right by 4.2.1, but no key that our client sends.
      assertThat(answer).contains("\r\nSec-WebSocket-Accept: " + PlainHead.accept(key) + "\r\n");
      return;
    }
    OpeningHandshake agreed =
        new ClientHandshake(offer, keyBytes, Limits.defaults())
            .receive(accepted.response())
            .orElseThrow();
    assertThat(agreed.subprotocol()).isEqualTo(spoken);
    assertThat(agreed.extensions()).isEqualTo(extensions);
  }
}
