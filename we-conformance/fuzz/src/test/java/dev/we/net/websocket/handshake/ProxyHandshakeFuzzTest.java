package dev.we.net.websocket.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.we.conformance.fuzz.Cuts;
import dev.we.conformance.fuzz.FuzzInput;
import dev.we.net.websocket.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Whatever a proxy answers, the way is open, refused or still waited for, as a plain reading of RFC
 * 9110, section 9.3.6, or RFC 1928 and 1929 has it, and not a byte of what follows is taken. For
 * every split, but that a SOCKS proxy must not answer what it was not asked yet.
 *
 * <p>Data: a byte for the kind of proxy, two of seed for the cuts, then the answers.
 */
class ProxyHandshakeFuzzTest {
  private static final String TOO_EARLY = "it answered before it was asked";
  private static final WebSocketUri SERVER = WebSocketUri.parse("wss://example.com/");

  /** Answers that no reading could refuse. */
  private static final Pattern SUCCESS =
      Pattern.compile(
          "(?s)(HTTP/1\\.1 1[0-9]{2} [A-Za-z ]*\r\n\r\n){0,9}HTTP/1\\.1 2[0-9]{2} [A-Za-z ]*\r\n\r\n.*");

  /** What came of the answers; {@code position} is told where the way is open. */
  private record Result(boolean open, int position, String why) {
    static final Result WAITING = new Result(false, 0, "");

    static Result openAt(int position) {
      return new Result(true, position, "");
    }

    static Result refused(String why) {
      return new Result(false, 0, why);
    }

    boolean isRefused() {
      return !why.isEmpty();
    }
  }

  @FuzzTest
  void aWayIsOpenRefusedOrWaitedFor(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    int kind = input.upTo(2);
    Proxy plain = kind == 0 ? Proxy.http("proxy", 8080) : Proxy.socks5("proxy", 1080);
    Proxy proxy = kind == 1 ? plain : plain.withCredentials("user", "password");
    int seed = input.number();
    byte[] answers = input.rest();
    Result single = play(proxy, answers, Cuts.single());
    if (kind == 0) {
      checkConnect(single, new String(answers, ISO_8859_1));
    } else {
      Result plainly = socks(answers, kind == 2);
      assertThat(single.open()).isEqualTo(plainly.open());
      assertThat(single.position()).isEqualTo(plainly.position());
      assertThat(single.isRefused()).isEqualTo(plainly.isRefused());
    }
    for (Cuts cuts : Cuts.all(seed)) {
      Result cut = play(proxy, answers, cuts);
      if (kind == 0 || !cut.why().equals(TOO_EARLY)) {
        assertThat(cut).isEqualTo(single);
      }
    }
  }

  private static Result play(Proxy proxy, byte[] answers, Cuts cuts) {
    ProxyHandshake handshake = ProxyHandshake.with(proxy, SERVER);
    assertThat(handshake.toSend().hasRemaining()).isTrue();
    try {
      for (int at = 0; at < answers.length; ) {
        ByteBuffer in = ByteBuffer.wrap(answers, at, cuts.next(answers.length - at));
        boolean open = handshake.receive(in);
        at = in.position();
        if (open) {
          return Result.openAt(at);
        }
        assertThat(in.hasRemaining()).isFalse();
        handshake.toSend();
      }
      return Result.WAITING;
    } catch (ProxyRefusedException e) {
      assertThat(e.getMessage()).isNotEmpty().doesNotContainPattern("[^ -~]");
      return Result.refused(e.getMessage());
    }
  }

  /** Where the way is open, the last head is a success and those before are interim. */
  private static void checkConnect(Result result, String answers) {
    if (SUCCESS.matcher(answers).matches()) {
      assertThat(result.open()).isTrue();
    }
    if (result.open()) {
      String heads = answers.substring(0, result.position());
      assertThat(heads).endsWith("\r\n\r\n");
      String[] each = heads.split("\r\n\r\n", -1);
      assertThat(each[each.length - 2]).matches("(?s)HTTP/1\\.[0-9] 2[0-9][0-9].*");
      assertThat(Arrays.copyOf(each, each.length - 2))
          .allMatch(head -> head.matches("(?s)HTTP/1\\.[0-9] 1[0-9][0-9].*"));
    } else if (!result.isRefused()) {
      int last = answers.lastIndexOf("\r\n\r\n");
      assertThat(answers.substring(0, Math.max(0, last)))
          .doesNotContainPattern("(?dm)^HTTP/1\\.[0-9] [2-9]");
    }
  }

  private static Result socks(byte[] answers, boolean hasCredentials) {
    Result no = Result.refused("no");
    if (answers.length < 2) {
      return Result.WAITING;
    }
    boolean authenticates = hasCredentials && answers[1] == 2;
    if (answers[0] != 5 || !(answers[1] == 0 || authenticates)) {
      return no;
    }
    int reply = 2;
    if (authenticates) {
      if (answers.length < 4) {
        return Result.WAITING;
      }
      if (answers[2] != 1 || answers[3] != 0) {
        return no;
      }
      reply = 4;
    }
    if (answers.length < reply + 5) {
      return Result.WAITING;
    }
    int address =
        switch (answers[reply + 3]) {
          case 1 -> 4;
          case 3 -> 1 + Byte.toUnsignedInt(answers[reply + 4]);
          case 4 -> 16;
          default -> 0;
        };
    if (answers[reply] != 5 || answers[reply + 1] != 0 || address == 0) {
      return no;
    }
    int end = reply + 4 + address + 2;
    return answers.length < end ? Result.WAITING : Result.openAt(end);
  }
}
