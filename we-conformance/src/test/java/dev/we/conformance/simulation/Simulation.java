package dev.we.conformance.simulation;

import dev.we.net.websocket.Role;
import dev.we.net.websocket.transport.TransportHandler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** One client and one server, from their opening handshake until nothing is left of them. */
final class Simulation {
  /** Far more than anything takes: a run that does not end shall not hang. */
  private static final int MOST_EVENTS = 5_000_000;

  private final Agenda agenda = new Agenda();
  private final Report report;
  private final Dice dice;
  private final Scenario scenario;
  private final ByteBuffer buffer;
  private final Side client;
  private final Side server;
  private final Attempt attempt;
  private final Door door;
  private final List<Pipe> pipes = new ArrayList<>();
  private final List<SimulatedTransport> transports = new ArrayList<>();
  private int events;

  Simulation(long seed, boolean tracing, Workshop workshop) {
    report = new Report(agenda, tracing);
    dice = new Dice(seed * 0x2545F4914F6CDD1DL);
    scenario = Scenario.of(dice);
    scenario.lines().forEach(line -> report.note("seed " + seed, () -> line));
    workshop.tellUncaught((thread, thrown) -> uncaught(thrown));
    IntSupplier keys = Workshop.keys(dice);
    buffer = workshop.readBuffer(dice.percent(70));
    client = new Side(Role.CLIENT, scenario, agenda, dice, report);
    server = new Side(Role.SERVER, scenario, agenda, dice, report);
    client.join(server);
    server.join(client);
    attempt = new Attempt(client, workshop.share(client.limits(), keys), this::layStream);
    door = new Door(server, workshop.share(server.limits(), keys));
    client.watchedBy(attempt);
    server.watchedBy(door);
    if (scenario.hostile()) {
      Side victim = dice.percent(50) ? client : server;
      victim.peer().forge(dice.oneOf(Forgery.values()), dice.below(12));
    }
  }

  /** TCP has connected the two, once more. */
  private void layStream(TransportHandler clientsOpening) {
    Wire clients = new Wire(client);
    Wire servers = new Wire(server);
    Pipe up = new Pipe(agenda, dice, scenario.up());
    Pipe down = new Pipe(agenda, dice, scenario.down());
    var clientsEnd = new SimulatedTransport(clients, agenda, dice, down, up, buffer);
    var serversEnd = new SimulatedTransport(servers, agenda, dice, up, down, buffer);
    up.join(clientsEnd, serversEnd);
    down.join(serversEnd, clientsEnd);
    clients.join(servers, clientsEnd);
    servers.join(clients, serversEnd);
    pipes.addAll(List.of(up, down));
    transports.addAll(List.of(clientsEnd, serversEnd));
    client.use(clients);
    server.use(servers);
    clientsEnd.connect(clientsOpening);
    serversEnd.connect(door.visited(servers));
  }

  private void uncaught(Throwable thrown) {
    if (!Application.isFault(thrown)) {
      report.wrong("somebody", "an exception nobody caught: " + thrown, thrown);
    }
  }

  /** Runs to the end; says what was wrong first, or nothing. */
  String run() {
    attempt.begin();
    play();
    client.application.takeTheRest();
    server.application.takeTheRest();
    play();
    if (!report.isWrong()) {
      attempt.checkEnd();
      client.checkEnd();
      server.checkEnd();
      checkStreams();
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
      attempt.atRest();
      door.atRest();
      client.atRest();
      server.atRest();
      if (++events > MOST_EVENTS) {
        report.wrong("both", "never come to rest");
      }
    }
  }

  private void checkStreams() {
    for (SimulatedTransport stream : transports) {
      client.require(stream.hasTold(), "a stream never ended");
    }
  }

  private static boolean isExcused(Side side) {
    return side.application.isExcused() || side.transport().isCutOff();
  }

  /** Where nobody did anything to the two, they part in good order. */
  private void checkClean() {
    boolean opened = client.isOpened() && server.isOpened();
    boolean undisturbed = pipes.stream().noneMatch(Pipe::isDisturbed);
    boolean honest = !client.isTainted() && !server.isTainted();
    if (opened && undisturbed && honest && !isExcused(client) && !isExcused(server)) {
      client.require(client.application.wasClean(), "no clean end in a good network");
      server.require(server.application.wasClean(), "no clean end in a good network");
    }
  }
}
