package dev.we.conformance.simulation;

import dev.we.net.websocket.Role;
import dev.we.net.websocket.connection.LoopShare;
import java.nio.ByteBuffer;

/** One client and one server, from their opening handshake until nothing is left of them. */
final class Simulation {
  /** Far more than anything takes: a run that does not end shall not hang. */
  private static final int MOST_EVENTS = 5_000_000;

  private final Agenda agenda = new Agenda();
  private final Report report;
  private final Dice dice;
  private final Side client;
  private final Side server;
  private final Pipe up;
  private final Pipe down;
  private int events;

  Simulation(long seed, boolean tracing, Workshop workshop) {
    report = new Report(agenda, tracing);
    dice = new Dice(seed * 0x2545F4914F6CDD1DL);
    Scenario scenario = Scenario.of(dice);
    scenario.lines().forEach(line -> report.note("seed " + seed, () -> line));
    workshop.tellUncaught((thread, thrown) -> uncaught(thrown));
    LoopShare share = workshop.share(dice);
    client = new Side(Role.CLIENT, scenario, agenda, dice, report, share);
    server = new Side(Role.SERVER, scenario, agenda, dice, report, share);
    up = new Pipe(agenda, dice, scenario.up());
    down = new Pipe(agenda, dice, scenario.down());
    ByteBuffer buffer = workshop.readBuffer(dice.percent(70));
    var clientsEnd = new SimulatedTransport(client, agenda, dice, down, up, buffer);
    var serversEnd = new SimulatedTransport(server, agenda, dice, up, down, buffer);
    up.join(clientsEnd, serversEnd);
    down.join(serversEnd, clientsEnd);
    client.join(server, clientsEnd);
    server.join(client, serversEnd);
    if (scenario.hostile()) {
      Side victim = dice.percent(50) ? client : server;
      victim.peer().forge(dice.oneOf(Forgery.values()), dice.below(12));
    }
  }

  private void uncaught(Throwable thrown) {
    if (!Application.isFault(thrown)) {
      report.wrong("somebody", "an exception nobody caught: " + thrown, thrown);
    }
  }

  /** Runs to the end; says what was wrong first, or nothing. */
  String run() {
    client.transport().connect(new Opening.OfClient(client));
    server.transport().connect(new Opening.OfServer(server));
    play();
    client.application.takeTheRest();
    server.application.takeTheRest();
    play();
    if (!report.isWrong()) {
      client.checkEnd();
      server.checkEnd();
      checkClean();
    }
    return report.firstWrong();
  }

  /** How many things have happened. */
  int eventCount() {
    return events;
  }

  private void play() {
    while (!report.isWrong() && agenda.next()) {
      client.atRest();
      server.atRest();
      if (++events > MOST_EVENTS) {
        report.wrong("both", "never come to rest");
      }
    }
  }

  private static boolean isExcused(Side side) {
    return side.application.isExcused() || side.transport().isCutOff();
  }

  /** Where nobody did anything to the two, they part in good order. */
  private void checkClean() {
    boolean opened = client.isOpened() && server.isOpened();
    boolean undisturbed = !up.isDisturbed() && !down.isDisturbed();
    boolean honest = !client.isTainted() && !server.isTainted();
    boolean excused = isExcused(client) || isExcused(server);
    if (opened && undisturbed && honest && !excused) {
      client.require(client.application.wasClean(), "no clean end in a good network");
      server.require(server.application.wasClean(), "no clean end in a good network");
    }
  }
}
