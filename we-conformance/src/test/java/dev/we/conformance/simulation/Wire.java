package dev.we.conformance.simulation;

import dev.we.net.websocket.Role;
import dev.we.net.websocket.State;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of one stream: what it said and heard, read by a reader of its own. A client that follows
 * a redirect has another stream for each place it asks.
 */
final class Wire {
  final Side side;
  final WireReader said;
  final WireReader heard;
  private @Nullable Wire peer;
  private @Nullable SimulatedTransport transport;
  private Patience patience;

  /** How many bytes went out before the forged ones; MAX_VALUE without any. */
  private long forgedAt = Long.MAX_VALUE;

  private int forgedBytes;
  private boolean forgedHead;
  private long saidBytes;
  private long heardBytes;
  private long heardWhileOpen;

  /** The pings of the peer as they came: the number in each, or -1. */
  private final List<Integer> heardPings = new ArrayList<>();

  /** How many of them were answered or passed over. */
  private int answeredPings;

  /** How many of them came while everything was open. */
  private int pingsBeforeClose;

  int saidPings;
  int saidPongs;
  byte @Nullable [] heardClose;
  byte @Nullable [] saidClose;

  Wire(Side side) {
    this.side = side;
    this.patience = new Patience(side.limits(), side.agenda.now());
    this.said = new WireReader(side.role == Role.CLIENT, new Saying());
    this.heard = new WireReader(side.role == Role.SERVER, new Hearing());
  }

  void join(Wire other, SimulatedTransport stream) {
    peer = other;
    transport = stream;
  }

  Wire peer() {
    return Side.present(peer);
  }

  SimulatedTransport transport() {
    return Side.present(transport);
  }

  Patience patience() {
    return patience;
  }

  /** The opening handshake is done: what follows are frames. */
  void open(boolean compressed) {
    patience = new Patience(side.limits(), side.agenda.now());
    if (compressed) {
      said.agreeOnCompression();
      heard.agreeOnCompression();
      peer().heard.agreeOnCompression(); // before it has read so far itself
    }
  }

  // -- what its transport tells

  /** Bytes go out: they are looked at, and put into the pipe with what is forged between them. */
  void say(byte[] bytes, Pipe out) {
    int from = 0;
    while (from < bytes.length) {
      int to = Math.min(bytes.length, from + untilForgedHead());
      if (to > from) {
        to = said.take(bytes, from, to);
        out.put(bytes, from, to);
        saidBytes += to - from;
      }
      from = to;
      forge(out);
    }
  }

  /** How many bytes the head still has before others are put into it. */
  private int untilForgedHead() {
    int at = side.plan.forgedHead();
    boolean whole = at < 0 || said.isBehindHead() || forgedAt != Long.MAX_VALUE;
    return whole ? Integer.MAX_VALUE >> 1 : (int) Math.max(0, at - saidBytes);
  }

  private void forge(Pipe out) {
    if (forgedAt == Long.MAX_VALUE && untilForgedHead() == 0) {
      boolean control = side.dice.percent(50);
      byte[] forged = new byte[control ? 1 : 2 * side.peer().limits().maxHandshakeBytes()];
      forgedHead = true;
      Arrays.fill(forged, (byte) (control ? 1 : 'x'));
      put(forged, out);
      return;
    }
    Forgery what = side.forgery();
    boolean here = what != null && said.isBetweenFrames() && said.frames() >= side.forgeBefore();
    if (here && forgedAt == Long.MAX_VALUE && what.fits(said, side.peer().limits())) {
      byte[] forged =
          what.bytes(
              side.dice,
              side.role == Role.CLIENT,
              said.isInsideMessage(),
              side.peer().limits().maxMessageBytes());
      put(forged, out);
    }
  }

  private void put(byte[] forged, Pipe out) {
    forgedAt = saidBytes;
    forgedBytes = forged.length;
    side.note(() ->
        "the network: forges %d bytes, %s"
            .formatted(
                forged.length, HexFormat.of().formatHex(forged, 0, Math.min(100, forged.length))));
    out.put(forged, 0, forged.length);
  }

  void wrote(long bytes, boolean notAll) {
    side.note(() -> "writes " + bytes + (notAll ? " bytes and is blocked" : " bytes"));
    patience.wrote(bytes, !notAll, side.agenda.now());
  }

  void reads(boolean wanted) {
    side.note(() -> wanted ? "reads again" : "stops reading");
    patience.reads(wanted, side.agenda.now());
  }

  void outputBroke() {
    patience.outputBroke(side.agenda.now());
  }

  void inputEnded() {
    side.note(() -> "sees the end of the input");
    patience.inputEnded(side.agenda.now());
  }

  /** Bytes are about to be given to the handler. */
  void read(ByteBuffer bytes) {
    patience.read(side.agenda.now());
    side.note(() -> "reads " + bytes.remaining() + " bytes");
    long honest = Math.min(bytes.remaining(), peer().forgedAt - heardBytes);
    heardBytes += bytes.remaining();
    if (honest > 0) {
      byte[] copy = new byte[(int) honest];
      bytes.get(bytes.position(), copy);
      for (int at = 0; at < copy.length; ) {
        at = heard.take(copy, at, copy.length);
      }
    }
  }

  // -- what was forged

  /** Whether the head that went out was no honest one. */
  boolean hasForgedHead() {
    return forgedHead;
  }

  /** Whether bytes have come that the peer did not send. */
  boolean isTainted() {
    return heardBytes > peer().forgedAt;
  }

  /** Whether all of the forged bytes have come. */
  boolean hasAllForged() {
    return isTainted() && heardBytes - peer().forgedAt >= peer().forgedBytes;
  }

  /** What was forged in the peer's name. */
  @Nullable Forgery forgeryHeard() {
    return isTainted() ? side.peer().forgery() : null;
  }

  // -- what must be so whenever nothing happens

  boolean hasSaid() {
    return saidBytes > 0;
  }

  boolean hasHeard() {
    return heardBytes > 0;
  }

  /** Whether the rest of a head could go out, and nothing waits for that. */
  boolean hasHalfAHead() {
    return saidBytes > 0 && !said.isBehindHead() && !transport().isBlocked();
  }

  /** How many bytes came since everything was open. */
  long heardSinceOpen() {
    return heardBytes - heardWhileOpen;
  }

  /** Everything is open, and what has come was worked off. */
  void allIsOpen() {
    pingsBeforeClose = heardPings.size();
    heardWhileOpen = heardBytes;
  }

  /** RFC 6455, 7.1.1 and 7.1.7: the server when both Closes passed, and whoever failed. */
  boolean mustEndOutput(boolean closeHeard) {
    boolean passed = saidClose != null && closeHeard;
    // Behind noise a Close may come that we do not see as one, and whose code the answer repeats.
    boolean answersNoise = forgeryHeard() == Forgery.NOISE;
    boolean failed =
        saidClose != null && heardClose == null && isFailure(saidClose) && !answersNoise;
    return failed || (passed && side.role == Role.SERVER);
  }

  private static boolean isFailure(byte[] close) {
    int code = code(close);
    return code == 1002 || code == 1007 || code == 1009;
  }

  private static int code(byte[] close) {
    return close.length < 2 ? 1005 : (close[0] & 0xFF) << 8 | (close[1] & 0xFF);
  }

  void checkPongs() {
    if (isTainted() || !transport().isReading()) {
      return;
    }
    for (; answeredPings < heardPings.size(); answeredPings++) {
      requireMayPass(answeredPings);
    }
  }

  /**
   * RFC 6455, 5.5.3: of many pings the most recent ones are enough. Of several without payload it
   * does not show which one was passed over.
   */
  private void requireMayPass(int ping) {
    boolean many = heardPings.size() - 1 - ping >= side.limits().maxPendingPongs();
    side.require(many || heardPings.get(ping) == -1, "a ping was not answered");
  }

  void checkForgery(State state) {
    Forgery heardForged = forgeryHeard();
    if (heardForged == null || heardForged.code == 0 || !hasAllForged()) {
      return;
    }
    side.require(state != State.OPEN || !transport().isReading(), "took " + heardForged);
  }

  /** What goes out. */
  private final class Saying implements WireReader.Watcher {
    @Override
    public void head(int status) {
      if (side.role == Role.SERVER) {
        side.door().answered(Wire.this, status);
      }
    }

    @Override
    public void control(int opcode, byte[] payload) {
      switch (opcode) {
        case WireReader.CLOSE -> {
          saidClose = payload;
          Forgery answered = hasAllForged() ? forgeryHeard() : null;
          boolean other =
              heardClose != null || side.application.hasMetLimit() || !isFailure(payload);
          side.require(
              other || answered == null || answered.code == 0 || code(payload) == answered.code,
              "answers " + answered + " with " + code(payload));
          requireAnswered(pingsBeforeClose);
        }
        case WireReader.PING -> {
          patience.pinged(side.agenda.now());
          saidPings += payload.length > 0 ? 1 : 0;
        }
        default -> {
          if (Application.isUnasked(payload)) {
            saidPongs++;
          } else if (!isTainted()) {
            answered(payload);
          }
        }
      }
    }

    /**
     * A pong answers the first ping from here on that has its payload; those before it never will
     * be.
     */
    private void answered(byte[] payload) {
      int number = Application.number(payload);
      side.require(
          number == -1 || ByteBuffer.wrap(payload).equals(Application.ping(number)),
          "a pong with another payload than its ping");
      while (answeredPings < heardPings.size() && heardPings.get(answeredPings) != number) {
        requireMayPass(answeredPings);
        answeredPings++;
      }
      side.require(answeredPings < heardPings.size(), "a pong that answers no ping");
      answeredPings++;
    }

    /** Behind the Close no ping is answered any more. */
    private void requireAnswered(int pings) {
      for (int i = answeredPings; i < pings && !isTainted(); i++) {
        requireMayPass(i);
      }
    }

    @Override
    public void wrong(String what) {
      side.wrong("sends " + what);
    }
  }

  /** What comes in. */
  private final class Hearing implements WireReader.Watcher {
    @Override
    public void head(int status) {
      if (side.role == Role.SERVER) {
        side.door().asked(Wire.this);
      }
    }

    @Override
    public void control(int opcode, byte[] payload) {
      switch (opcode) {
        case WireReader.CLOSE -> heardClose = payload;
        case WireReader.PING -> heardPings.add(Application.number(payload));
        default -> {}
      }
    }

    @Override
    public void wrong(String what) {
      side.wrong("hears " + what);
    }
  }
}
