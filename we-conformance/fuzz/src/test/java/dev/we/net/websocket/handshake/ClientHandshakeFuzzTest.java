package dev.we.net.websocket.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.we.conformance.fuzz.Cuts;
import dev.we.conformance.fuzz.FuzzInput;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.OpeningHandshake;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whatever a server answers is an opening or a {@link HandshakeException}, the same for every
 * split. What opens fulfils RFC 6455, section 4.1, by a second reading; a refusal is bounded, and
 * where it redirects, nothing secret follows to a place that it was not meant for.
 *
 * <p>Data: two bytes of seed for the cuts, then the answer to the key of section 1.3.
 */
class ClientHandshakeFuzzTest {
  private static final byte[] KEY_BYTES = "the sample nonce".getBytes(US_ASCII);
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final int MAX_BODY_BYTES = 40;
  private static final Limits LIMITS =
      Limits.builder()
          .maxHandshakeBytes(1024)
          .maxHeaderCount(16)
          .maxRefusalBodyBytes(MAX_BODY_BYTES)
          .build();
  private static final ClientOffer OFFER =
      new ClientOffer(
          WebSocketUri.parse("wss://server.example.com/chat?room=1"),
          List.of("chat", "superchat"),
          List.of("permessage-deflate; client_max_window_bits", "x-other"),
          Optional.of("http://example.com"),
          Headers.of().with("Authorization", "Basic c2VjcmV0").with("X-Kept", "yes"));

  @FuzzTest
  void anAnswerOpensOrIsAHandshakeException(byte[] data) throws HandshakeException {
    FuzzInput input = new FuzzInput(data);
    int seed = input.number();
    byte[] stream = input.rest();
    Answer whole = Answer.of(stream, Cuts.whole());
    for (Cuts cuts : Cuts.all(seed)) {
      assertThat(Answer.of(stream, cuts).told()).isEqualTo(whole.told());
    }
    if (whole.opening.isPresent()) {
      String text = new String(stream, 0, whole.position, ISO_8859_1);
      checkOpening(whole.opening.get(), text);
    }
    if (whole.failure.isPresent()) {
      assertThat(whole.failure.get().getMessage()).doesNotContainPattern("[^ -~]");
      Optional<HandshakeException.Refusal> refusal = whole.failure.get().refusal();
      if (refusal.isPresent()) {
        checkRefusal(refusal.get(), seed % (Redirect.MAX_REDIRECTS + 2));
      }
    }
  }

  /** What came of an answer that was given in pieces. */
  private record Answer(
      Optional<OpeningHandshake> opening, Optional<HandshakeException> failure, int position) {
    static Answer of(byte[] stream, Cuts cuts) {
      ClientHandshake client = new ClientHandshake(OFFER, KEY_BYTES, LIMITS);
      int at = 0;
      try {
        while (at < stream.length) {
          ByteBuffer in = ByteBuffer.wrap(stream, at, cuts.next(stream.length - at));
          Optional<OpeningHandshake> opening = client.receive(in);
          at = in.position();
          if (opening.isPresent()) {
            return new Answer(opening, Optional.empty(), at);
          }
          assertThat(in.hasRemaining()).isFalse();
        }
        client.receiveEof();
        throw new AssertionError("the end of the stream is an end");
      } catch (HandshakeException e) {
        return new Answer(Optional.empty(), Optional.of(e), at);
      }
    }

    String told() {
      return opening.map(o -> o + " " + o.response().fields() + " up to " + position).orElse("")
          + failure.map(HandshakeException::getMessage).orElse("")
          + failure.flatMap(HandshakeException::refusal).map(Answer::told).orElse("");
    }

    private static String told(HandshakeException.Refusal refusal) {
      return refusal
          + " "
          + refusal.headers().fields()
          + ISO_8859_1.decode(refusal.body().duplicate());
    }
  }

  private static void checkOpening(OpeningHandshake opening, String text) {
    List<String> heads = Pattern.compile("(?<=\r\n\r\n)").splitAsStream(text).toList();
    for (String interim : heads.subList(0, heads.size() - 1)) {
      assertThat(PlainHead.of(interim).startLine()).matches("HTTP/1\\.[1-9] 1[0-9][02-9] .*");
    }
    PlainHead head = PlainHead.of(heads.getLast());
    assertThat(head.startLine()).matches("HTTP/1\\.[1-9] 101 [^\\x00-\\x08\\x0a-\\x1f]*");
    assertThat(head.lists("Upgrade", "websocket")).isTrue();
    assertThat(head.lists("Connection", "upgrade")).isTrue();
    assertThat(head.all("Sec-WebSocket-Accept")).containsExactly(PlainHead.accept(KEY));
    assertThat(opening.subprotocol().stream().toList())
        .isEqualTo(head.all("Sec-WebSocket-Protocol"))
        .isSubsetOf("chat", "superchat");
    assertThat(opening.extensions())
        .allMatch(element -> element.matches("(permessage-deflate|x-other)([ \t]*;[^,]*)?"))
        .hasSizeLessThanOrEqualTo(2);
    assertThat(opening.extensions().isEmpty())
        .isEqualTo(head.all("Sec-WebSocket-Extensions").isEmpty());
  }

  private static void checkRefusal(HandshakeException.Refusal refusal, int followed) {
    assertThat(refusal.status()).isBetween(200, 999);
    assertThat(refusal.body().remaining()).isBetween(0, MAX_BODY_BYTES);
    if (!Redirect.isRedirect(refusal)) {
      return;
    }
    try {
      ClientOffer next = Redirect.follow(OFFER, refusal, followed);
      assertThat(followed).isLessThan(Redirect.MAX_REDIRECTS);
      assertThat(next.uri().secure()).isTrue();
      boolean sameServer =
          next.uri().host().equals("server.example.com") && next.uri().port() == 443;
      assertThat(next.headers().first("Authorization").isPresent()).isEqualTo(sameServer);
      assertThat(next.headers().first("X-Kept")).contains("yes");
      Requests.requireUnderstood(next);
    } catch (HandshakeException e) {
      assertThat(e.getMessage()).doesNotContainPattern("[^ -~]");
    }
  }
}
