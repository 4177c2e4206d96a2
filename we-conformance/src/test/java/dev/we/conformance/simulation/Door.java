package dev.we.conformance.simulation;

import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.server.LooplessServer;
import dev.we.net.websocket.transport.TransportHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * How the server lets clients in, or not. A client that is redirected comes again, and asks for the
 * path of that number: {@code /0}, then {@code /1} and so on.
 */
final class Door {
  /** Somebody who came: when, when the request was whole, and whether the end was judged. */
  private static final class Visit {
    final Wire wire;
    final long since;
    long askedAt = Long.MAX_VALUE;
    boolean endSeen;

    Visit(Wire wire, long since) {
      this.wire = wire;
      this.since = since;
    }

    SimulatedTransport stream() {
      return wire.transport();
    }
  }

  private final Side side;
  private final Scenario.Doors plan;
  private final LooplessServer server;
  private final List<Visit> visits = new ArrayList<>();

  Door(Side side, LoopShare share) {
    this.side = side;
    this.plan = side.scenario.doors();
    this.server =
        new LooplessServer(
            side.limits(),
            side.compression(),
            side.executor(),
            side.plan.demand(),
            share,
            side.live,
            side.memory);
    boolean asks = side.plan.telling() == Scenario.Telling.WHEN_IT_ASKS;
    for (int number = 0; number < plan.redirects(); number++) {
      int next = number + 1;
      server.path("/" + number, request -> redirected(next));
    }
    String last = "/" + plan.redirects();
    switch (plan.answer()) {
      case ACCEPTED, FULL -> {
        if (asks) {
          server.blocking(last);
        } else {
          server.path(last, request -> HandshakeAnswer.accept(side.application));
        }
      }
      case REFUSED -> server.path(last, request -> HandshakeAnswer.refuse(403, "not you"));
      case FAULT ->
          server.path(
              last,
              request -> {
                throw Application.fault();
              });
      case NOWHERE -> {}
    }
    if (plan.answer() == Scenario.Answer.FULL) {
      server.takeNone();
    }
  }

  private HandshakeAnswer redirected(int next) {
    String base = plan.elsewhere() ? "ws://" + next + ".example.com" : "";
    return HandshakeAnswer.refuse(302, "over there").withHeader("Location", base + "/" + next);
  }

  /** Somebody comes. */
  TransportHandler visited(Wire wire) {
    visits.add(new Visit(wire, side.agenda.now()));
    return server.opening();
  }

  /** What the visitor of this number is answered, if nothing else happens. */
  private int expected(int number) {
    if (plan.answer() == Scenario.Answer.FULL) {
      return 503;
    }
    return number < plan.redirects() ? 302 : plan.answer().status;
  }

  private int number(Wire wire) {
    int number = 0;
    while (visits.get(number).wire != wire) {
      number++;
    }
    return number;
  }

  /** The head of a request is read. */
  void asked(Wire wire) {
    visits.get(number(wire)).askedAt = side.agenda.now();
  }

  /** The head of a response goes out. */
  void answered(Wire wire, int status) {
    int number = number(wire);
    long now = side.agenda.now();
    boolean late = now >= visits.get(number).since + side.limits().handshakeTimeout().toNanos();
    boolean broken = wire.peer().hasForgedHead() && wire.isTainted();
    boolean truth =
        broken
            ? status >= 400 && status < 500
            : status == expected(number)
                || (status == 408 && late)
                || (status == 500 && side.application.hasGivenUp());
    side.require(truth, "answers " + status + ", not " + expected(number));
    side.require(
        status == 101 == (side.isOpened() && wire == side.wire()), "101 and no connection");
  }

  void atRest() {
    for (Visit visit : visits) {
      if (side.isOpened() && visit.wire == side.wire()) {
        continue;
      }
      if (!visit.stream().isClosed()) {
        checkOpening(visit);
      } else if (!visit.endSeen) {
        visit.endSeen = true;
        side.require(mayBeGone(visit), "a visitor is cut off before its time");
        side.require(!mustBeTold(visit), "a visitor too slow is not told");
      }
    }
  }

  /** Whoever is not let in is gone after a while: the handshake's, and the end of the stream's. */
  private void checkOpening(Visit visit) {
    long by =
        visit.since
            + side.limits().handshakeTimeout().toNanos()
            + side.limits().closeTimeout().toNanos();
    long tolerance = 2 * side.tolerance();
    side.require(side.agenda.now() - tolerance <= by, "an opening stays beyond its deadlines");
    side.require(!visit.wire.hasHalfAHead(), "half a response waits though the network takes more");
    boolean refused = visit.wire.said.isBehindHead();
    side.require(
        !refused || visit.stream().isBlocked(), "does not end its output behind a refusal");
  }

  /** Whether the server ends it, with nobody else to blame. */
  private static boolean isCutOff(Visit visit) {
    SimulatedTransport stream = visit.stream();
    boolean over = stream.hasInputEnded() || stream.wasReset() || visit.wire.isTainted();
    return stream.isCutOff() && !over;
  }

  /** Whoever began to ask, and was not done in time, gets an answer. */
  private static boolean mustBeTold(Visit visit) {
    boolean began = visit.askedAt == Long.MAX_VALUE && visit.wire.hasHeard();
    return began && !visit.wire.hasSaid() && isCutOff(visit);
  }

  /** Both ends are done, the network is, or the time is over for one of the steps. */
  private boolean mayBeGone(Visit visit) {
    long now = side.agenda.now();
    boolean over =
        now >= visit.since + side.limits().handshakeTimeout().toNanos()
            || (visit.askedAt != Long.MAX_VALUE
                && now >= visit.askedAt + side.limits().closeTimeout().toNanos());
    return over || !isCutOff(visit);
  }
}
