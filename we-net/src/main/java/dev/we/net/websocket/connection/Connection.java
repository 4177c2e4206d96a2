package dev.we.net.websocket.connection;

import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.protocol.Expiry;
import dev.we.net.websocket.protocol.Owed;
import dev.we.net.websocket.protocol.Protocol;
import dev.we.net.websocket.protocol.Sink;
import dev.we.net.websocket.transport.Transport;
import dev.we.net.websocket.transport.TransportException;
import dev.we.net.websocket.transport.TransportHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open WebSocket connection below its face: a {@link Transport} and a {@link Protocol}, joined.
 * The package's page tells how.
 */
public final class Connection extends ConnectionFace
    implements TransportHandler, Sink, Writer.Owner {
  private final Protocol protocol;
  private final Limits limits;
  private final Consumer<Connection> onEnd;
  private final Outgoing outgoing;
  private final Incoming incoming;
  private final Delivery delivery;

  // All below are the loop's alone.

  private boolean inputEnded;

  /** Written by the loop alone. */
  private volatile boolean ended;

  /** Why nothing can be sent any more: no error yet, as the peer's Close may still come in. */
  private @Nullable IOException brokenOutput;

  /** When the connection is given up although the protocol waits for nothing; or NO_DEADLINE. */
  private long giveUpAt = Protocol.NO_DEADLINE;

  /** What went wrong first; null if nothing did. */
  private @Nullable Throwable failure;

  // Its place among the live ones: theirs, under their lock.
  @Nullable Connection before;
  @Nullable Connection after;

  private Connection(
      Transport transport,
      ConnectionSettings settings,
      OpeningHandshake handshake,
      @Nullable Extension extension,
      @Nullable WebSocketListener listener) {
    super(transport, handshake);
    LoopShare share = settings.share();
    this.limits = settings.limits();
    this.onEnd = settings.onEnd();
    this.protocol =
        new Protocol(settings.protocol(), extension, share.scratch(), transport.nanoTime());
    this.outgoing = new Outgoing(this, transport, protocol, share);
    this.incoming = new Incoming(this, transport, protocol);
    this.delivery = Delivery.of(this, settings, listener);
  }

  /**
   * A connection whose opening handshake is done. It becomes the transport's handler and is then to
   * be started. Loop.
   *
   * @param extension the extension agreed on, if any
   * @param before what goes out before any frame: the rest of our side of the handshake. It is in
   *     the queue when this returns, so that whoever gets the connection from here may send
   * @param listener who is told; null for a connection with a {@link #blocking()} face
   */
  public static Connection takeOver(
      Transport transport,
      ConnectionSettings settings,
      OpeningHandshake handshake,
      @Nullable Extension extension,
      ByteBuffer before,
      @Nullable WebSocketListener listener) {
    Connection connection = new Connection(transport, settings, handshake, extension, listener);
    connection.outgoing.put(before);
    transport.setHandler(connection);
    return connection;
  }

  /**
   * The blocking face.
   *
   * @throws IllegalStateException if the connection has a listener
   */
  public BlockingConnection blocking() {
    if (delivery instanceof BlockingConnection face) {
      return face;
    }
    throw new IllegalStateException("this connection tells a listener");
  }

  /** Begins: the listener learns that the connection is open. Loop. */
  public void start() {
    incoming.cork();
    delivery.opened();
    incoming.uncork();
    outgoing.writer().flush();
    arm();
  }

  // -- for callers, the sending half and the delivery: any thread

  @Override
  Outgoing outgoing() {
    return outgoing;
  }

  @Override
  Delivery delivery() {
    return delivery;
  }

  /** Whether the calling thread is the loop's. */
  boolean inLoop() {
    return transport.inLoop();
  }

  /** Runs on the loop: at once if this is its thread. */
  void onLoop(Runnable task) {
    if (transport.inLoop()) {
      task.run();
    } else {
      transport.execute(task);
    }
  }

  /** The time of the stream, in nanoseconds. */
  long nanoTime() {
    return transport.nanoTime();
  }

  void flushUnlessCorked() {
    if (!(transport.inLoop() && incoming.isCorked())) {
      outgoing.writer().flush();
    }
  }

  /** Something was put into the queue by one who throws, under the lock: the loop writes it. */
  void flushSoon() {
    transport.execute(() -> {
      outgoing.writer().flush();
      arm();
    });
  }

  @Override
  public boolean drained() {
    return outgoing.drained();
  }

  @Override
  public void deadlineMoved() {
    onLoop(this::arm);
  }

  @Override
  public void roomAgain() {
    // Later, even on the loop: the send that made the room may come from inside a callback.
    transport.execute(() -> {
      if (!ended) {
        delivery.writable();
      }
    });
  }

  @Override
  public void outputEnded() {
    onLoop(this::closeOnceAllIsOut);
  }

  @Override
  public void outputBroke(IOException why) {
    // What the peer sent before is still worth reading: its Close may be there.
    onLoop(() -> {
      brokenOutput = why;
      closeOnceAllIsOut();
      giveUpAfterCloseTimeout();
    });
  }

  /** A callback threw: that ends the connection, or where this cannot be, it is made known. */
  void listenerThrew(Throwable error) {
    if (ended) {
      Failure.report(error); // no later than this: the loop may be over, too
      return;
    }
    onLoop(() -> {
      if (ended || !failedBecause(error)) {
        Failure.report(error);
        return;
      }
      delivery.dropMessages();
      protocol.discardInput();
      outgoing.settle(new Owed.Failure(new CloseReason(CloseCode.INTERNAL_ERROR, "")));
      flushUnlessCorked();
      arm();
    });
  }

  /** Something went wrong; false if it was not the first and so is forgotten. Loop. */
  private boolean failedBecause(Throwable why) {
    if (failure != null) {
      return false;
    }
    failure = why;
    return true;
  }

  private void lost(String what, @Nullable Throwable cause) {
    failedBecause(Failure.lost(transport, what, cause));
  }

  /** Where what waits for the receiver is counted. */
  Incoming incoming() {
    return incoming;
  }

  /** The bounds that it keeps. */
  Limits limits() {
    return limits;
  }

  /** Whether the end has to wait behind messages that nobody has asked for. Loop. */
  boolean endWaits() {
    return delivery.endWaits();
  }

  /** Stops or resumes reading. Loop. */
  void readingPaused(boolean paused) {
    if (ended) {
      return;
    }
    transport.setReading(!paused);
    long now = transport.nanoTime();
    outgoing.tell(p -> p.readingPaused(paused, now));
    arm();
  }

  // -- TransportHandler: loop

  @Override
  public void onConnected(Transport established) {
    throw new IllegalStateException("the opening handshake comes first");
  }

  @Override
  public void onInput(ByteBuffer in) {
    if (in.hasRemaining()) { // nothing may have come behind the opening handshake
      protocol.received(transport.inputTime());
    }
    incoming.take(in);
  }

  @Override
  public void onInputBatchEnd() {
    incoming.uncork();
    outgoing.writer().flush();
  }

  @Override
  public void onInputEnd(boolean truncated) {
    incoming.end(() -> endOfInput(truncated));
  }

  private void endOfInput(boolean truncated) {
    inputEnded = true;
    protocol.receiveEof(this);
    if (truncated && !outgoing.ask(Protocol::wasClean)) {
      lost("the TLS stream was cut short, without close_notify", null);
    }
    outgoing.writer().flush();
    closeOnceAllIsOut();
    giveUpAfterCloseTimeout();
  }

  @Override
  public void onWritable() {
    boolean allIsOut = outgoing.writer().hasEnded();
    outgoing.writer().writable();
    if (inputEnded && allIsOut) {
      transport.close();
    }
  }

  @Override
  public void onTimer(long now) {
    if (now - giveUpAt >= 0 && giveUpAt != Protocol.NO_DEADLINE) {
      transport.close();
      return;
    }
    switch (outgoing.onDeadline(now)) {
      case Expiry.Nothing() -> {}
      case Expiry.SendPing() -> outgoing.keepAlive();
      case Expiry.GiveUp(Deadline deadline) -> {
        if (!outgoing.ask(Protocol::wasClean)) {
          failedBecause(Failure.inVain(transport, deadline, limits));
        }
        transport.close();
      }
    }
    arm();
  }

  @Override
  public void onFailed(TransportException why) {
    if (!outgoing.ask(Protocol::wasClean)) {
      lost("the connection broke", why);
    }
  }

  @Override
  public void onClosed() {
    ended = true;
    incoming.drop();
    protocol.discardInput();
    outgoing.streamEnded();
    CloseReason reason = outgoing.ask(Protocol::closeReason);
    boolean wasClean = outgoing.ask(Protocol::wasClean);
    if (!wasClean && !wasAborted()) {
      lost(
          brokenOutput == null
              ? "the connection ended without a closing handshake"
              : "sending failed",
          brokenOutput);
    }
    onEnd.accept(this);
    if (failure != null) {
      delivery.failed(failure);
    }
    delivery.closed(reason, wasClean);
  }

  /** Both sides have ended; but TLS may hold bytes still, until it is writable again. */
  private void closeOnceAllIsOut() {
    if (!inputEnded || !outgoing.writer().hasEnded()) {
      return;
    }
    if (brokenOutput == null) {
      transport.awaitWritable();
    } else {
      transport.close();
    }
  }

  /** One side of the stream has ended: the other has as long as a closing handshake. */
  private void giveUpAfterCloseTimeout() {
    if (giveUpAt == Protocol.NO_DEADLINE) {
      giveUpAt = transport.nanoTime() + Timeouts.nanos(limits.closeTimeout());
      arm();
    }
  }

  private void arm() {
    if (ended) {
      return;
    }
    long next = outgoing.nextDeadline();
    boolean giveUpFirst =
        giveUpAt != Protocol.NO_DEADLINE && (next == Protocol.NO_DEADLINE || giveUpAt - next < 0);
    transport.wakeAt(giveUpFirst ? giveUpAt : next);
  }

  // -- Sink: loop, from inside Protocol.receive

  @Override
  public boolean wantsMore() {
    return incoming.wantsMore();
  }

  @Override
  public void onText(String text) {
    incoming.delivered(text.length());
    delivery.text(text);
  }

  @Override
  public void onBinary(ByteBuffer data) {
    incoming.delivered(data.remaining());
    delivery.binary(data);
  }

  @Override
  public void onPing(ByteBuffer payload) {
    delivery.pinged(payload);
  }

  @Override
  public void onPong(ByteBuffer payload) {
    delivery.ponged(payload);
  }

  @Override
  public void onClose(CloseReason reason) {
    arm();
  }

  @Override
  public void onViolation(ProtocolException violation) {
    failedBecause(violation);
    arm();
  }

  @Override
  public void onOwed(Owed owed) {
    outgoing.settle(owed);
  }
}
