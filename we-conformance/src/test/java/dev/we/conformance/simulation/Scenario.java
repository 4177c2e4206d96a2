package dev.we.conformance.simulation;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import java.time.Duration;
import java.util.List;

/**
 * What a seed decides before anything happens. Most scenarios are small, so that many of them can
 * be tried; a few carry messages of a megabyte.
 *
 * @param length how long the two talk, in nanoseconds; the deadlines are of that order
 * @param largest the most bytes of a message
 * @param hostile whether bytes are put into one of the streams that its sender did not send
 */
record Scenario(
    long length,
    int largest,
    boolean hostile,
    Doors doors,
    End client,
    End server,
    Line up,
    Line down) {

  /** What the server's application says to who wants to connect, and what becomes of it. */
  enum Answer {
    ACCEPTED(101),
    REFUSED(403),
    /** It throws. */
    FAULT(500),
    /** Nobody serves the path. */
    NOWHERE(404),
    /** Nobody is asked, for there are as many connections as there may be. */
    FULL(503);

    final int status;

    Answer(int status) {
      this.status = status;
    }
  }

  /**
   * How the client gets in.
   *
   * @param redirects how often it is sent elsewhere before it is answered
   * @param follows how often it goes
   * @param elsewhere whether it is sent to other hosts
   * @param cancelledAfter when its user gives up, in nanoseconds; -1 for never
   */
  record Doors(int redirects, int follows, boolean elsewhere, Answer answer, long cancelledAfter) {}

  /** How an end is told what it receives. */
  enum Telling {
    ON_THE_LOOP,
    ON_AN_EXECUTOR,
    WHEN_IT_ASKS
  }

  /** What becomes of a stream. */
  enum Fate {
    /** It ends when its ends wish. */
    NONE,
    /** Both ends learn that it was reset. */
    RESET,
    /** Nothing arrives any more, and nobody is told. */
    SILENCE,
    /** The receiver sees its end, of which the sender knows nothing. */
    HALF_CLOSE
  }

  /**
   * One end.
   *
   * @param demand how many messages it takes before it asks for more
   * @param actions how much it does of its own accord
   * @param eagerness how often a callback makes it do something, in percent
   * @param throwsUp how often a callback throws, in per mille
   * @param late by how much its timers are late at most, in nanoseconds
   * @param forgedHead behind how many bytes of its opening handshake come some that it did not
   *     send; -1 for nowhere
   */
  record End(
      Limits limits,
      Compression compression,
      Telling telling,
      long demand,
      int actions,
      int eagerness,
      int throwsUp,
      long late,
      int forgedHead) {}

  /**
   * One direction of the stream.
   *
   * @param capacity how many bytes are on their way at most, in all the buffers between the ends
   * @param readSize how many bytes are read at once, at most
   * @param shortWrites how often a write takes less than there is room for, in percent
   * @param delay how long bytes are on their way at most, in nanoseconds
   * @param stalls how often they take a hundred times as long, in per mille
   * @param fateAt after how many bytes its fate befalls it
   */
  record Line(
      int capacity,
      int readSize,
      int shortWrites,
      long delay,
      int stalls,
      Fate fate,
      long fateAt) {}

  private static final long MILLISECOND = 1_000_000;

  static Scenario of(Dice dice) {
    long length = dice.spread(10 * MILLISECOND, 60_000 * MILLISECOND);
    int largest =
        dice.oneIn(1000) ? 1 << 20 : dice.oneIn(100) ? 1 << 17 : dice.percent(20) ? 3000 : 150;
    boolean hostile = dice.percent(15);
    boolean compressed = dice.percent(35);
    return new Scenario(
        length,
        largest,
        hostile,
        doors(dice, length),
        end(dice, length, largest, compressed),
        end(dice, length, largest, compressed || dice.percent(10)),
        line(dice, length, largest),
        line(dice, length, largest));
  }

  private static End end(Dice dice, long length, int largest, boolean compressed) {
    boolean unlimited = dice.percent(60);
    return new End(
        limits(dice, length, largest),
        compressed ? compression(dice, length) : Compression.off(),
        dice.percent(60)
            ? Telling.ON_THE_LOOP
            : dice.percent(75) ? Telling.ON_AN_EXECUTOR : Telling.WHEN_IT_ASKS,
        unlimited ? Long.MAX_VALUE : dice.below(4),
        dice.below(largest > 3000 ? 12 : 25),
        dice.oneOf(0, 10, 50),
        dice.oneIn(20) ? 30 : 0,
        dice.percent(50) ? 0 : dice.spread(1, length / 100),
        dice.oneIn(100) ? dice.below(200) : -1);
  }

  private static Doors doors(Dice dice, long length) {
    boolean plain = dice.percent(85);
    return new Doors(
        plain ? 0 : dice.below(4),
        plain ? dice.below(2) : dice.below(4),
        dice.oneIn(3),
        plain || dice.oneIn(2) ? Answer.ACCEPTED : dice.oneOf(Answer.values()),
        plain || dice.percent(80) ? -1 : dice.spread(0, length));
  }

  private static Limits limits(Dice dice, long length, int largest) {
    boolean narrow = dice.percent(30);
    int most = narrow ? dice.between(1, largest) : 2 * largest;
    return Limits.builder()
        .maxMessageBytes(most)
        .maxFrameBytes(
            dice.percent(20) ? dice.between(1, most) : dice.percent(50) ? most : 1L << 30)
        .maxMessageFragments(dice.percent(15) ? dice.between(1, 4) : 10_000)
        .maxHandshakeBytes(4096)
        .maxQueuedOutputBytes(dice.percent(50) ? 1 << 24 : dice.spread(1, 4L * largest))
        .maxQueuedControlFrames(dice.percent(50) ? 16 : dice.between(1, 3))
        .maxPendingPongs(dice.percent(50) ? 16 : dice.between(1, 3))
        .maxQueuedInputBytes(dice.percent(50) ? 1 << 20 : dice.spread(1, 4L * largest))
        .connectTimeout(timeout(dice, length, 0))
        .handshakeTimeout(timeout(dice, length, 0))
        .pingInterval(timeout(dice, length, 40))
        .idleTimeout(timeout(dice, length, 30))
        .writeTimeout(timeout(dice, length, 20))
        .closeTimeout(timeout(dice, length, 0))
        .build();
  }

  private static Duration timeout(Dice dice, long length, int never) {
    return dice.percent(never)
        ? Limits.NO_TIMEOUT
        : Duration.ofNanos(dice.spread(length / 30 + 1, 10 * length));
  }

  private static Compression compression(Dice dice, long length) {
    Compression.Builder builder =
        Compression.builder()
            .sendWindowBits(dice.percent(30) ? 15 : dice.between(8, 12))
            .receiveWindowBits(dice.percent(30) ? 15 : dice.between(8, 12))
            .sendTakeover(dice.percent(75))
            .receiveTakeover(dice.percent(75))
            .effort(dice.oneOf(Compression.Effort.values()))
            .minMessageBytes(dice.oneOf(0, 1, 32, 100))
            .retainedHistoryBytes(dice.percent(70) ? 16 << 10 : dice.below(1 << 12))
            .historyTimeout(Duration.ofNanos(dice.spread(length / 30 + 1, 10 * length)))
            .maxProcessBytes(dice.percent(90) ? 1 << 30 : dice.below(1 << 17));
    return builder.build();
  }

  private static Line line(Dice dice, long length, int largest) {
    int least = largest > 3000 ? largest / 20 : 1;
    int capacity = dice.percent(50) ? 1 << 22 : (int) dice.spread(least, 4L * largest);
    int readSize =
        dice.percent(50) ? Workshop.READ_BUFFER_BYTES : (int) dice.spread(least, 2L * largest);
    Fate fate = dice.percent(65) ? Fate.NONE : dice.oneOf(Fate.values());
    return new Line(
        capacity,
        readSize,
        dice.percent(60) ? 0 : dice.oneOf(1, 30),
        dice.percent(30) ? 0 : dice.spread(1, length / 10),
        dice.percent(70) ? 0 : dice.oneOf(1, 20),
        fate,
        fate == Fate.NONE ? Long.MAX_VALUE : dice.spread(0, 8L * largest + 400));
  }

  /** For the trace. */
  List<String> lines() {
    return List.of(
        "talk " + length / 1e6 + " ms, messages up to " + largest + (hostile ? ", hostile" : ""),
        "client " + client,
        "server " + server,
        "up     " + up,
        "down   " + down);
  }
}
