package dev.we.net.websocket.handshake;

import static dev.we.net.websocket.handshake.Heads.REQUEST;
import static dev.we.net.websocket.handshake.Heads.RESPONSE;
import static dev.we.net.websocket.handshake.Heads.client;
import static dev.we.net.websocket.handshake.Heads.head;
import static dev.we.net.websocket.handshake.Heads.server;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.fail;

import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.handshake.ServerHandshake.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Right heads, bent at random places. What comes of it is an answer of the kind that is foreseen,
 * and the same one whether the bytes come at once or in portions.
 */
class HandshakeFuzzTest {
  private static final long SEED = 20_111_212;
  private static final int ROUNDS = 1 << 15;

  private static final List<String> PIECES =
      List.of(
          "\r\n",
          "\n",
          "\r",
          "\r\n\r\n",
          " ",
          "\t",
          ":",
          ",",
          ";",
          "=",
          "\"",
          "\\",
          "\0",
          "\u00ff",
          "HTTP/1.0",
          "101",
          "103",
          "403",
          "upgrade",
          "websocket",
          "Content-Length: 7\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Sec-WebSocket-Extensions: a;b=\"c\"\r\n",
          "Sec-WebSocket-Protocol: chat\r\n",
          "Host: x\r\n",
          "/",
          "[::1]",
          "0",
          "13");

  private static byte[] bent(String head, Random random) {
    StringBuilder text = new StringBuilder(head);
    for (int edits = random.nextInt(4); edits >= 0; edits--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(4));
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.delete(at, end);
        case 2 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        default -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  private static String served(byte[] head, int step) {
    ServerHandshake server = server();
    for (int at = 0; at < head.length; at += step) {
      ByteBuffer in = ByteBuffer.wrap(head, at, Math.min(step, head.length - at));
      switch (server.receive(in)) {
        case Outcome.Incomplete incomplete -> {}
        case Outcome.Rejected rejected -> {
          return rejected.status() + " " + rejected.why();
        }
        case Outcome.Asked asked -> {
          return asked + " up to byte " + in.position();
        }
      }
    }
    return "incomplete";
  }

  private static String answered(byte[] head, int step) {
    ClientHandshake client = client();
    try {
      for (int at = 0; at < head.length; at += step) {
        ByteBuffer in = ByteBuffer.wrap(head, at, Math.min(step, head.length - at));
        var opening = client.receive(in);
        if (opening.isPresent()) {
          return opening.toString();
        }
      }
      client.receiveEof();
      return fail("the end of the stream is an end");
    } catch (HandshakeException e) {
      return e.getMessage() + e.refusal().map(r -> Heads.text(r.body())).orElse("");
    }
  }

  @Test
  void aBentRequestIsAskedRejectedOrUnfinished() {
    Random random = new Random(SEED);
    String head = head(REQUEST);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bent = bent(head, random);
      requireSame(round, bent, served(bent, bent.length), served(bent, 1 + random.nextInt(16)));
    }
  }

  @Test
  void aBentAnswerOpensOrIsAHandshakeException() {
    Random random = new Random(SEED);
    String head = head(RESPONSE);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bent = bent(head, random);
      requireSame(round, bent, answered(bent, bent.length), answered(bent, 1 + random.nextInt(16)));
    }
  }

  private static void requireSame(int round, byte[] bent, String whole, String split) {
    if (!whole.equals(split)) {
      fail(
          "seed %d, round %d: at once %s, in portions %s, of%n%s",
          SEED, round, whole, split, new String(bent, ISO_8859_1));
    }
  }
}
