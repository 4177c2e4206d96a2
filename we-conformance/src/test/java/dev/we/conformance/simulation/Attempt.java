package dev.we.conformance.simulation;

import dev.we.net.websocket.ConnectFailedException;
import dev.we.net.websocket.ConnectionLostException;
import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.DeadlineException;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.client.LooplessClient;
import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.transport.ConnectAttempt;
import dev.we.net.websocket.transport.Destination;
import dev.we.net.websocket.transport.LostConnection;
import dev.we.net.websocket.transport.TransportException;
import dev.we.net.websocket.transport.TransportHandler;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The client's attempt to connect, through all redirects, and whether it is told the truth of it:
 * once, in time, and why.
 */
final class Attempt implements LooplessClient.Way {
  /** Lays a stream from the client to the server and gives the client's end to this handler. */
  interface Cable {
    void lay(TransportHandler handler);
  }

  private final Side side;
  private final Scenario.Doors plan;
  private final Cable cable;
  private final LooplessClient client;
  private @Nullable CompletableFuture<WebSocket> result;
  private int streams;
  private long since;

  /** The last stream, on its way or laid. */
  private @Nullable Connecting stream;

  private long givenUpAt = Long.MAX_VALUE;
  private boolean connecting;
  private boolean refused;

  Attempt(Side side, LoopShare share, Cable cable) {
    this.side = side;
    this.plan = side.scenario.doors();
    this.cable = cable;
    this.client =
        new LooplessClient(
            side.limits(),
            side.executor(),
            plan.follows(),
            side.dice::bits,
            share,
            side.live,
            side.memory,
            this);
  }

  void begin() {
    boolean asks = side.plan.telling() == Scenario.Telling.WHEN_IT_ASKS;
    CompletableFuture<WebSocket> told =
        client.open(
            "ws://example.com/0",
            side.compression(),
            side.plan.demand(),
            asks ? null : side.application);
    result = told;
    var _ =
        told.whenComplete((socket, error) -> {
          if (error == null) {
            succeeded(socket);
          } else {
            side.note(() -> "could not connect: " + error);
            judge(error);
          }
        });
    if (plan.cancelledAfter() >= 0) {
      side.agenda.in(plan.cancelledAfter(), this::cancel);
    }
  }

  /** Somebody does not want the connection any more. */
  void cancel() {
    if (plan.cancelledAfter() < 0 || !Side.present(result).cancel(false)) {
      return;
    }
    side.note(() -> "gives the attempt up");
    givenUpAt = side.agenda.now();
    if (side.isOpened()) {
      side.application.aborted(); // it will be, for nobody gets it
    }
  }

  // -- the network

  @Override
  public ConnectAttempt connect(Destination to, TransportHandler handler) {
    mayConnect();
    since = side.agenda.now();
    connecting = true;
    refused = side.dice.percent(2);
    boolean swallowed = !refused && side.dice.oneIn(100);
    Connecting attempt = new Connecting(handler);
    stream = attempt;
    long delay = side.dice.oneIn(2) ? 0 : side.dice.spread(0, to.connectTimeout().toNanos() / 2);
    if (refused) {
      side.agenda.in(delay, () -> attempt.fail(LostConnection.refused()));
    } else if (swallowed) {
      long wait = to.connectTimeout().toNanos() + side.lateness();
      side.agenda.in(wait, () -> attempt.fail(LostConnection.swallowed()));
    } else {
      side.agenda.in(delay, attempt::succeed);
    }
    return attempt;
  }

  /** TCP on its way, as a loop has it. */
  private final class Connecting implements ConnectAttempt {
    private final TransportHandler handler;
    private boolean ended;
    private @Nullable SimulatedTransport established;

    Connecting(TransportHandler handler) {
      this.handler = handler;
    }

    void succeed() {
      if (!ended) {
        ended = true;
        connecting = false;
        since = side.agenda.now();
        streams++;
        cable.lay(handler);
        established = side.transport();
      }
    }

    void fail(TransportException why) {
      if (!ended) {
        ended = true;
        handler.onFailed(why);
        side.agenda.in(0, handler::onClosed);
      }
    }

    boolean isGone() {
      return established == null ? ended : established.isClosed();
    }

    @Override
    public void cancel() {
      side.agenda.in(
          0,
          () -> {
            if (established != null) {
              established.onLoop(established::close);
            } else if (!ended) {
              ended = true;
              side.agenda.in(0, handler::onClosed);
            }
          });
    }
  }

  // -- what must be so

  /** Once, and once more for each redirect that it follows: one stream at a time. */
  private void mayConnect() {
    side.require(result == null || !result.isDone(), "connects for nobody");
    side.require(stream == null || stream.isGone(), "goes elsewhere with a stream still open");
    side.require(streams <= plan.follows(), "follows too many redirects");
  }

  /** Whether nobody wants the connection any more. */
  boolean isGivenUp() {
    return givenUpAt != Long.MAX_VALUE;
  }

  private void succeeded(WebSocket socket) {
    side.require(side.isOpened() && socket == side.connection(), "connected, and not open");
    side.require(side.application.wasOpened(), "connected before onOpen");
    side.require(side.peer().isOpened(), "connected, and the server does not know of it");
    side.require(streams == plan.redirects() + 1, "connected at another place");
  }

  private void judge(Throwable error) {
    side.require(!side.isOpened() || error instanceof CancellationException, "failed though open");
    boolean ours = error instanceof CancellationException;
    side.require(
        ours || Side.present(stream).isGone(), "told of the end with its stream still open");
    switch (error) {
      case CancellationException _ -> {}
      case HandshakeException refusal -> judge(refusal);
      case DeadlineException late -> {
        boolean rightOne = late.deadline() == (connecting ? Deadline.CONNECT : Deadline.HANDSHAKE);
        side.require(
            rightOne && side.agenda.now() >= by(),
            "an attempt given up before its time: " + late.deadline());
        boolean answered = !connecting && side.wire().heard.status() > 101;
        side.require(!answered || side.wire().isTainted(), "a refusal is not told");
      }
      case ConnectFailedException failed ->
          side.require(connecting && refused, "not connected, and nobody refused");
      case ConnectionLostException lost ->
          side.require(
              !connecting && (side.transport().wasReset() || side.patience().isOutputBroken()),
              "an attempt lost without a reason: " + lost.getMessage());
      default -> side.wrong("an attempt ends with " + error, error);
    }
  }

  private void judge(HandshakeException why) {
    Wire wire = side.wire();
    if (wire.isTainted()) {
      return;
    }
    if (why.refusal().isEmpty()) {
      side.require(side.transport().hasInputEnded(), "an honest server's answer: " + why);
      return;
    }
    int status = why.refusal().get().status();
    side.require(status == wire.heard.status(), "refused with " + status + ", which nobody said");
    side.require(status != 302 || streams > plan.follows(), "a redirect was not followed");
  }

  /** By when this step must have come to its end. */
  private long by() {
    return since
        + (connecting ? side.limits().connectTimeout() : side.limits().handshakeTimeout())
            .toNanos();
  }

  void atRest() {
    if (!Side.present(result).isDone()) {
      side.require(side.agenda.now() - side.tolerance() <= by(), "connecting beyond its deadlines");
    }
    if (side.agenda.now() > givenUpAt) { // it goes in the loop's next turn
      side.require(Side.present(stream).isGone(), "what was given up stays open");
    }
    if (streams > 0) {
      side.require(
          !side.wire().hasHalfAHead(), "half a request waits though the network takes more");
    }
  }

  void checkEnd() {
    side.require(Side.present(result).isDone(), "never told what became of connecting");
  }
}
