package dev.we.conformance.interop;

import dev.we.conformance.interop.InParallel.Case;
import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What every peer is asked, in either role. A question's name begins with its group; its answer is
 * what our end heard.
 */
final class Questions {
  static final String ECHO = "echo";
  static final String LARGE = "large message";
  static final String FRAGMENTS = "fragments";
  static final String EMPTY_FRAGMENT = "empty first fragment";
  static final String ITS_FRAGMENTS = "its fragments";
  static final String PING = "ping";
  static final String ITS_PING = "its ping";
  static final String CLOSE = "close";
  static final String ITS_CLOSE = "its close";
  static final String VANISH = "vanishes";
  static final String SUBPROTOCOL = "subprotocol";

  /**
   * Every code that RFC 6455, 7.4 and its registry let an end send, and the ends of the ranges;
   * some of them where time is short.
   */
  private static final int[] CODES =
      ThoroughRun.ON
          ? new int[] {
            1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999
          }
          : new int[] {1000, 1001, 1008, 1011, 4999};

  /** What our Limits allow. */
  private static final int LARGE_BYTES = ThoroughRun.ON ? 16 << 20 : 1 << 20;

  private static final String GOOD = "as sent";

  /** Joins two ends anew for each question. */
  interface Meeting {
    End meet() throws Exception;
  }

  private final Meeting meeting;

  Questions(Meeting meeting) {
    this.meeting = meeting;
  }

  /** A question that wants its own connection. */
  private interface Question {
    String ask(End end) throws Exception;
  }

  /** All that this peer can be asked, with what it is to answer. */
  List<Case> of(Traits traits, boolean compressed) {
    List<Case> all = new ArrayList<>();
    add(all, ECHO, GOOD, Questions::echo);
    add(all, LARGE, GOOD, Questions::large);
    add(all, FRAGMENTS, "text one half of 😀, pong between", Questions::fragments);
    add(all, EMPTY_FRAGMENT, "text all of it", Questions::emptyFragment);
    add(all, ITS_FRAGMENTS, GOOD, Questions::itsFragments);
    add(all, PING, "pong " + "x".repeat(125) + ", pong ", Questions::ping);
    add(all, ITS_PING, "text pong are you there", Questions::itsPing);
    add(all, SUBPROTOCOL, "superchat", end -> end.socket().subprotocol().orElse("none"));
    add(all, VANISH, "close 1006 unclean", Questions::vanishes);
    for (int code : CODES) {
      add(all, CLOSE + " " + code, "close " + code + " clean", end -> closes(end, code));
      add(
          all,
          ITS_CLOSE + " " + code,
          "close " + code + " why € clean",
          end -> itsClose(end, code));
    }
    add(all, CLOSE + " without code", "close 1005 clean", end -> closes(end, CloseCode.NO_STATUS));
    add(all, ITS_CLOSE + " without code", "close 1005 clean", Questions::itsEmptyClose);
    return all.stream()
        .filter(question -> traits.answers(question.name(), compressed))
        .map(question ->
            new Case(
                question.name(),
                traits.way(question.name(), compressed).orElse(question.expected()),
                question.run()))
        .toList();
  }

  private void add(List<Case> all, String name, String usual, Question question) {
    all.add(
        new Case(
            name,
            usual,
            () -> {
              End end = meeting.meet();
              try {
                return question.ask(end);
              } finally {
                end.socket().abort(); // of no effect where the question ended it
              }
            }));
  }

  private static String echo(End end) throws InterruptedException {
    (ThoroughRun.ON ? Sequence.whole() : Sequence.brief()).exchange(end);
    end.closes();
    return GOOD;
  }

  private static String large(End end) throws InterruptedException {
    for (byte[] large : List.of(Sequence.words(LARGE_BYTES, 7), Sequence.noise(1 << 20, 6))) {
      end.socket().sendBinary(ByteBuffer.wrap(large));
      end.hears(large);
    }
    end.closes();
    return GOOD;
  }

  private static String fragments(End end) throws InterruptedException {
    WebSocket socket = end.socket();
    MessageWriter<CharSequence> text = socket.startText();
    text.write("one ");
    text.write("");
    socket.sendPing(StandardCharsets.UTF_8.encode("between"));
    text.write("half of \ud83d");
    text.finish("\ude00");
    String first = end.next();
    String second = end.next();
    return first.startsWith("text") ? first + ", " + second : second + ", " + first;
  }

  private static String emptyFragment(End end) throws InterruptedException {
    MessageWriter<CharSequence> text = end.socket().startText();
    text.write("");
    text.finish("all of it");
    return end.next();
  }

  private static String itsFragments(End end) throws InterruptedException {
    String text = "one two €".repeat(100);
    end.socket().sendText("please fragment " + text);
    end.hears(text);
    end.closes();
    return GOOD;
  }

  private static String ping(End end) throws InterruptedException {
    end.socket().sendPing(StandardCharsets.UTF_8.encode("x".repeat(125)));
    String first = end.next();
    end.socket().sendPing(ByteBuffer.allocate(0));
    return first + ", " + end.next();
  }

  private static String itsPing(End end) throws InterruptedException {
    end.socket().sendText("please ping are you there");
    return end.next();
  }

  private static String vanishes(End end) throws InterruptedException {
    end.socket().sendText("please vanish");
    String error = end.next();
    return error.startsWith("error dev.we.net.websocket.ConnectionLostException")
        ? end.next()
        : error;
  }

  /** The code comes back; whether its reason does, too, is left to the peer (RFC 6455, 5.5.1). */
  private static String closes(End end, int code) throws InterruptedException {
    end.socket().close(code, code == CloseCode.NO_STATUS ? "" : "because €");
    return end.next().replace(" because €", "");
  }

  private static String itsClose(End end, int code) throws InterruptedException {
    end.socket().sendText("please close " + code + " why €");
    return end.next();
  }

  private static String itsEmptyClose(End end) throws InterruptedException {
    end.socket().sendText("please close");
    return end.next();
  }
}
