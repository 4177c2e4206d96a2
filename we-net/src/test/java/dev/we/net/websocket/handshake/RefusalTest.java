package dev.we.net.websocket.handshake;

import static dev.we.net.websocket.handshake.Heads.bytes;
import static dev.we.net.websocket.handshake.Heads.client;
import static dev.we.net.websocket.handshake.Heads.head;
import static dev.we.net.websocket.handshake.Heads.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.HandshakeException.Refusal;
import dev.we.net.websocket.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers other than 101, and how much of their body the caller gets (RFC 9112, section 6.3). */
class RefusalTest {
  private static Refusal refusal(HandshakeException failure) {
    assertThat(failure).as("the handshake fails").isNotNull();
    return failure.refusal().orElseThrow();
  }

  /** The end of the stream comes only if the refusal still waits for it. */
  private static HandshakeException refused(ClientHandshake client, String... parts) {
    return catchThrowableOfType(
        HandshakeException.class,
        () -> {
          for (String part : parts) {
            assertThat(client.receive(bytes(part))).isEmpty();
          }
          client.receiveEof();
        });
  }

  @Test
  void aRefusalHasItsStatusHeadersAndBody() {
    HandshakeException failure =
        refused(
            client(),
            head("HTTP/1.1 403 Forbidden\nServer: x\nContent-Length: 11\n\n") + "not for you");
    assertThat(failure).hasMessage("the server answered 403 Forbidden instead of 101");
    Refusal refusal = refusal(failure);
    assertThat(refusal.status()).isEqualTo(403);
    assertThat(refusal.reasonPhrase()).isEqualTo("Forbidden");
    assertThat(refusal.headers().first("server")).contains("x");
    assertThat(text(refusal.body())).isEqualTo("not for you");
    assertThat(refusal.body().isReadOnly()).isTrue();
  }

  @Test
  void aReasonPhraseIsPrintable() {
    assertThat(refused(client(), "HTTP/1.1 599 \u009b31m\u00e4" + "x".repeat(80) + "\r\n\r\n"))
        .message()
        .matches("the server answered 599 \\?31m\\?x{50,60}\\.\\.\\. instead of 101");
    assertThat(refused(client(), "HTTP/1.1 500 \r\n\r\n"))
        .hasMessage("the server answered 500 instead of 101");
  }

  /** Header, the bytes behind the head, what is kept of them. The bound is 20 bytes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Content-Length: 5            | hello, more           | hello",
        "Content-Length: 0            | more                  | ~~",
        "Content-Length: 50           | hello                 | hello",
        "Content-Length: 50           | 12345678901234567890xyz | 12345678901234567890",
        "Content-Length: 9999999999999999999999 | hello       | hello",
        "Content-Length: -1           | hello                 | hello",
        "Content-Length: five         | hello                 | hello",
        "X: no length                 | hello                 | hello",
        "X: no length                 | 12345678901234567890xyz | 12345678901234567890",
        "Transfer-Encoding: chunked   | 5⏎hello⏎0⏎⏎           | hello",
        "Transfer-Encoding: chunked   | 5;ext=\"x\"⏎hello⏎6⏎ world⏎0⏎Trailer: x⏎⏎ | hello world",
        "Transfer-Encoding: Chunked   | 0005⏎hello⏎0⏎⏎        | hello",
        "Transfer-Encoding: chunked   | A⏎0123456789⏎ff⏎abcdefghijklm | 0123456789abcdefghij",
        "Transfer-Encoding: chunked   | 5⏎helloX              | hello",
        "Transfer-Encoding: chunked   | nonsense⏎hello        | ~~",
        "Transfer-Encoding: chunked   | ffffffffffffffffffff⏎hello | ~~",
        "Transfer-Encoding: chunked   | -5⏎hello              | ~~",
        "Transfer-Encoding: gzip, chunked | 5⏎hello⏎          | ~5⏎hello⏎~",
      })
  void theFirstBytesOfTheBodyAreKeptInEverySplit(String header, String sent, String kept) {
    String body = sent.replace("⏎", "\r\n");
    String response = head("HTTP/1.1 400 Bad Request\n" + header + "\n\n") + body;
    for (int cut = 0; cut < response.length(); cut++) {
      HandshakeException failure =
          refused(client(), response.substring(0, cut), response.substring(cut));
      assertThat(text(refusal(failure).body()))
          .as("cut at %d", cut)
          .isEqualTo(kept.replace("⏎", "\r\n"));
    }
  }

  @Test
  void aChunkSizeWithoutEndIsNotCollected() throws Exception {
    ClientHandshake client = client();
    client.receive(bytes(head("HTTP/1.1 400 x\nTransfer-Encoding: chunked\n\n")));
    assertThat(client.refused()).isTrue();
    assertThat(refused(client, "0".repeat(100_000)).refusal()).isPresent();
  }

  @Test
  void statusesWithoutBodyDoNotWaitForOne() {
    for (int status : new int[] {204, 304}) {
      HandshakeException failure =
          catchThrowableOfType(
              HandshakeException.class,
              () -> client().receive(bytes("HTTP/1.1 " + status + " x\r\n\r\n")));
      assertThat(refusal(failure).status()).isEqualTo(status);
    }
  }

  @Test
  void aCallerThatWantsNoBodyDoesNotWaitForOne() {
    Limits limits = Limits.builder().maxRefusalBodyBytes(0).build();
    ClientHandshake client = new ClientHandshake(Heads.offer(), Heads.KEY_BYTES, limits);
    HandshakeException failure =
        catchThrowableOfType(
            HandshakeException.class,
            () -> client.receive(bytes(head("HTTP/1.1 200 OK\nContent-Length: 9\n\n"))));
    assertThat(refusal(failure).body().hasRemaining()).isFalse();
  }

  @Test
  void whileTheBodyIsComingTheClientKnowsThatItIsRefused() throws Exception {
    ClientHandshake client = client();
    assertThat(client.refused()).isFalse();
    client.receive(bytes(head("HTTP/1.1 503 x\nContent-Length: 9\n\n") + "par"));
    assertThat(client.refused()).isTrue();
    assertThat(text(refusal(refused(client)).body())).isEqualTo("par");
  }
}
