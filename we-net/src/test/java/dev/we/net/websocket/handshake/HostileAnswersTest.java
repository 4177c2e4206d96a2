package dev.we.net.websocket.handshake;

import static dev.we.net.websocket.handshake.Heads.RESPONSE;
import static dev.we.net.websocket.handshake.Heads.bytes;
import static dev.we.net.websocket.handshake.Heads.client;
import static dev.we.net.websocket.handshake.Heads.head;
import static dev.we.net.websocket.handshake.Heads.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.we.net.websocket.HandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6455, section 4.1: answers that fail the connection, and what the caller is told. */
class HostileAnswersTest {
  private static HandshakeException refused(String response) {
    HandshakeException failure =
        catchThrowableOfType(HandshakeException.class, () -> client().receive(bytes(response)));
    assertThat(failure).as("the handshake fails").isNotNull();
    return failure;
  }

  /**
   * Which line of a right answer is replaced (or added), by what, and the reason; ⏎ is a line end.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // The status line.
        "HTTP | HTTP/1.0 101 Switching Protocols | HTTP/1.0 knows no upgrade",
        "HTTP | HTTP/2.0 101 Switching Protocols | this is HTTP/2.0, not HTTP/1.1",
        "HTTP | HTTP/1.1 1O1 Switching Protocols | is not a status line",
        "HTTP | HTTP/1.1 101                     | is not a status line",
        "HTTP | HTTP/1.1 1011 x                  | is not a status line",
        "HTTP | HTTP/1.1  101 x                  | is not a status line",
        "HTTP | HTTP/1.1 099 x                   | is not a status line",
        "HTTP | HTTP/1.1 -11 x                   | is not a status line",
        "HTTP | ICY 101 OK                       | is not HTTP/1.1",
        "HTTP | SSH-2.0-OpenSSH_9.9              | is not HTTP/1.1",
        // Upgrade and Connection.
        "Upgrade    | X: y                    | Upgrade is not websocket; it is missing",
        "Upgrade    | Upgrade: h2c            | Upgrade is not websocket; it is \"h2c\"",
        "Upgrade    | Upgrade: websocket, h2c | Upgrade is not websocket; it is \"websocket, h2c\"",
        "Upgrade    | Upgrade: websocket⏎Upgrade: h2c | Upgrade is not websocket; it comes 2 times",
        "Upgrade    | Upgrade:                | Upgrade is not websocket; it is \"\"",
        "Connection | X: y                    | Connection does not contain upgrade; it is missing",
        "Connection | Connection: keep-alive  | does not contain upgrade; it is \"keep-alive\"",
        // Accept.
        "Sec-WebSocket-Accept | X: y          | Sec-WebSocket-Accept has to come exactly once; it is missing",
        "Sec-WebSocket-Accept | Sec-WebSocket-Accept: | is not the answer to the key; it is \"\"",
        "Sec-WebSocket-Accept | Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo= | is not the answer to the key",
        "Sec-WebSocket-Accept | Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo  | is not the answer to the key",
        "Sec-WebSocket-Accept | Sec-WebSocket-Accept: \"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\" | is not the answer to the key",
        "Sec-WebSocket-Accept | Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ== | is not the answer to the key",
        "X | Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo= | exactly once; it comes 2 times",
        "X | Sec-WebSocket-Accept: other | exactly once; it comes 2 times",
        // Subprotocol.
        "X | Sec-WebSocket-Protocol: mqtt    | Sec-WebSocket-Protocol is none that was offered; it is \"mqtt\"",
        "X | Sec-WebSocket-Protocol: Chat    | is none that was offered; it is \"Chat\"",
        "X | Sec-WebSocket-Protocol:         | is none that was offered; it is \"\"",
        "X | Sec-WebSocket-Protocol: chat, superchat | is none that was offered",
        "X | Sec-WebSocket-Protocol: chat⏎Sec-WebSocket-Protocol: chat | has to come at most once; it comes 2 times",
        // Extensions.
        "X | Sec-WebSocket-Extensions: mux   | names \"mux\", which was not offered or comes twice",
        "X | Sec-WebSocket-Extensions: Permessage-Deflate | was not offered",
        "X | Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate | or comes twice",
        "X | Sec-WebSocket-Extensions: permessage-deflate⏎Sec-WebSocket-Extensions: permessage-deflate | or comes twice",
        "X | Sec-WebSocket-Extensions: permessage-deflate; | malformed: a parameter's name is missing at index 19",
        "X | Sec-WebSocket-Extensions:       | malformed: it names no extension",
        // Syntax.
        "X | X : y          | header line 4 has white space before the colon",
        "X | A: 1⏎ folded   | header line 5 begins with white space",
        "X | no colon       | header line 4 has no colon",
      })
  void aRuleIsBrokenAndTheMessageSaysWhich(String prefix, String line, String message) {
    HandshakeException failure = refused(head(with(RESPONSE, prefix, line.replace("⏎", "\n"))));
    assertThat(failure.getMessage())
        .startsWith("the server's ")
        .contains(message)
        .matches("[\\x20-\\x7E]+")
        .hasSizeLessThan(250);
    assertThat(failure.refusal()).isEmpty();
  }

  @Test
  void aBareLineFeedIsNoLineEnd() {
    assertThat(refused(RESPONSE)).hasMessageContaining("line feed alone");
  }

  @Test
  void aNulInAValueIsRefused() {
    assertThat(refused(head(with(RESPONSE, "X", "X: a\0b")))).hasMessageContaining("0x00");
  }

  @Test
  void aLeadingEmptyLineIsNotSkippedInAnAnswer() {
    assertThat(refused(head("\n" + RESPONSE))).isNotNull();
  }

  @Test
  void tlsOnAPlainPortIsRefusedAtItsFirstBytes() {
    assertThat(refused("\u0015\u0003\u0001\u0000\u0002\u0002F"))
        .hasMessageContaining("unreadable: the start line has a control character");
  }

  @Test
  void aHeadWithoutEndIsRefusedAtTheBound() {
    assertThat(refused(head("HTTP/1.1 101 x\nX: ") + "x".repeat(3000)))
        .hasMessage("the server's answer is unreadable: the head is longer than 2048 bytes");
    assertThat(refused("HTTP/1.1 101 " + "x".repeat(3000)))
        .hasMessageEndingWith("the start line is longer than 2048 bytes");
    assertThat(refused(head("HTTP/1.1 101 x\n" + "a:\n".repeat(17))))
        .hasMessageEndingWith("the head has more than 16 header lines");
  }

  @Test
  void aHeaderNamedAfterSomethingElsesInsidesIsOnlyAHeader() throws Exception {
    String odd = "constructor: 1\n__proto__: 2\nhasOwnProperty: 3";
    assertThat(client().receive(bytes(head(with(RESPONSE, "X", odd))))).isPresent();
  }

  @Test
  void theEndOfTheStreamBeforeTheEndOfTheHeadIsAFailure() throws Exception {
    assertThatThrownBy(() -> client().receiveEof())
        .isInstanceOf(HandshakeException.class)
        .hasMessage("the server closed the connection without an answer");
    String response = head(RESPONSE);
    for (int cut = 1; cut < response.length(); cut++) {
      ClientHandshake client = client();
      assertThat(client.receive(bytes(response.substring(0, cut)))).isEmpty();
      assertThatThrownBy(client::receiveEof)
          .hasMessage("the server closed the connection in the middle of its answer");
    }
  }

  @Test
  void aHostileAnswerHasTheSameOutcomeInEverySplit() throws Exception {
    String response = head(with(RESPONSE, "X", "X : y"));
    String message = refused(response).getMessage();
    for (int cut = 0; cut < response.indexOf("X : y") + 7; cut++) {
      ClientHandshake client = client();
      assertThat(client.receive(bytes(response.substring(0, cut)))).isEmpty();
      String rest = response.substring(cut);
      assertThatThrownBy(() -> client.receive(bytes(rest))).hasMessage(message);
    }
  }
}
