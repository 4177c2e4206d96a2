package dev.we.net.websocket.connection;

import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.ConnectionLostException;
import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.DeadlineException;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.State;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.protocol.Expiry;
import dev.we.net.websocket.protocol.Owed;
import dev.we.net.websocket.protocol.Protocol;
import dev.we.net.websocket.protocol.Sink;
import dev.we.net.websocket.transport.Transport;
import dev.we.net.websocket.transport.TransportException;
import dev.we.net.websocket.transport.TransportHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One open WebSocket connection: a {@link Transport} and a {@link Protocol}, joined. The package's
 * page tells how.
 */
public final class Connection implements WebSocket, TransportHandler, Sink, Writer.Owner {
  private static final ByteBuffer NO_PAYLOAD = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Transport transport;
  private final Protocol protocol;
  private final Limits limits;
  private final OpeningHandshake handshake;
  private final Consumer<WebSocket> onEnd;
  private final Outgoing outgoing;
  private final Delivery delivery;

  private final InputGate gate;

  /** Whether {@link #abort} was called: the lost connection is no error then. Any thread. */
  private volatile boolean aborted;

  // All below are the loop's alone.

  /** Whether input is being worked off, so that the loop's own sends wait for its end. */
  private boolean corked;

  private boolean inputEnded;
  private boolean ended;

  /** When the connection is given up although the protocol waits for nothing; or NO_DEADLINE. */
  private long giveUpAt = Protocol.NO_DEADLINE;

  /** The first thing that went wrong. */
  private @Nullable Throwable failure;

  /**
   * How a connection serves its caller.
   *
   * @param limits the bounds it keeps
   * @param executor on which the callbacks run; null for the loop
   * @param demand how many messages may be delivered before more are asked for
   * @param onEnd called on the loop once the connection has ended, before the listener is told
   */
  public record Settings(
      Limits limits, @Nullable Executor executor, long demand, Consumer<WebSocket> onEnd) {}

  private Connection(
      Transport transport,
      Role role,
      Settings settings,
      LoopShare share,
      OpeningHandshake handshake,
      @Nullable WebSocketListener listener) {
    this.transport = transport;
    this.limits = settings.limits();
    this.handshake = handshake;
    this.onEnd = settings.onEnd();
    this.gate = new InputGate(this, limits.maxQueuedInputBytes());
    this.protocol = new Protocol(role, limits, null, share.scratch(), System.nanoTime());
    this.outgoing = new Outgoing(this, transport, protocol, limits, share);
    if (listener == null) {
      this.delivery = new BlockingConnection(this, limits.closeTimeout());
    } else if (settings.executor() == null) {
      this.delivery = new DirectDelivery(this, listener, settings.demand());
    } else {
      this.delivery = new ExecutorDelivery(this, listener, settings.executor(), settings.demand());
    }
  }

  /**
   * A connection whose opening handshake is done, told to {@code listener}. It is to become the
   * transport's handler, and then to be started.
   */
  public static Connection of(
      Transport transport,
      Role role,
      Settings settings,
      LoopShare share,
      OpeningHandshake handshake,
      WebSocketListener listener) {
    return new Connection(transport, role, settings, share, handshake, listener);
  }

  /** The same with a blocking face, which {@link #blocking()} returns. */
  public static Connection ofBlocking(
      Transport transport,
      Role role,
      Settings settings,
      LoopShare share,
      OpeningHandshake handshake) {
    return new Connection(transport, role, settings, share, handshake, null);
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

  /**
   * Begins: the listener learns that the connection is open. Loop.
   *
   * @param before what goes out before any frame: the rest of our side of the handshake
   */
  public void start(ByteBuffer before) {
    corked = true;
    outgoing.put(before);
    delivery.opened();
    corked = false;
    outgoing.writer().flush();
    arm();
  }

  // -- WebSocket: any thread

  @Override
  public SendResult sendText(CharSequence text) {
    return outgoing.sendText(text);
  }

  @Override
  public SendResult sendBinary(ByteBuffer data) {
    return outgoing.sendBinary(data);
  }

  @Override
  public MessageWriter<CharSequence> startText() {
    return outgoing.startText();
  }

  @Override
  public MessageWriter<ByteBuffer> startBinary() {
    return outgoing.startBinary();
  }

  @Override
  public SendResult sendPing(ByteBuffer payload) {
    return outgoing.sendControl(ControlFrame.of(true, payload));
  }

  @Override
  public SendResult sendPong(ByteBuffer payload) {
    return outgoing.sendControl(ControlFrame.of(false, payload));
  }

  @Override
  public void close(int code, String reason) {
    outgoing.close(code, reason);
  }

  @Override
  public void abort() {
    aborted = true;
    delivery.dropMessages();
    transport.close();
  }

  @Override
  public long bufferedAmount() {
    return outgoing.bufferedAmount();
  }

  @Override
  public void request(long messages) {
    delivery.request(messages);
  }

  @Override
  public State state() {
    return outgoing.ask(Protocol::state);
  }

  @Override
  public OpeningHandshake handshake() {
    return handshake;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return transport.remoteAddress();
  }

  @Override
  public Optional<SSLSession> tlsSession() {
    return Optional.ofNullable(transport.tlsSession());
  }

  /** What the peer's Close said so far, or ABNORMAL. */
  CloseReason closeReason() {
    return outgoing.ask(Protocol::closeReason);
  }

  // -- for the sending half and the delivery: any thread

  /** Runs on the loop: at once if this is its thread. */
  void onLoop(Runnable task) {
    if (transport.inLoop()) {
      task.run();
    } else {
      transport.execute(task);
    }
  }

  void flushUnlessCorked() {
    if (!(transport.inLoop() && corked)) {
      outgoing.writer().flush();
    }
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
    onLoop(() -> {
      if (!ended) {
        delivery.writable();
      }
    });
  }

  @Override
  public void outputEnded() {
    onLoop(this::closeIfBothEnded);
  }

  @Override
  public void outputBroke(IOException why) {
    // What the peer sent before is still worth reading: its Close may be there.
    onLoop(() -> {
      fail(lost("sending failed", why));
      giveUpAt = System.nanoTime() + Timeouts.nanos(limits.closeTimeout());
      arm();
      if (inputEnded) {
        transport.close();
      }
    });
  }

  /** A callback threw. */
  void listenerThrew(Throwable error) {
    onLoop(() -> {
      if (ended) {
        return;
      }
      fail(error);
      delivery.dropMessages();
      protocol.discardInput();
      outgoing.settle(new Owed.Failure(new CloseReason(CloseCode.INTERNAL_ERROR, "")));
      flushUnlessCorked();
      arm();
    });
  }

  /** Counts what waits for the receiver. */
  InputGate gate() {
    return gate;
  }

  /** Stops or resumes reading, on the loop. */
  void readingPaused(boolean paused) {
    if (ended) {
      return;
    }
    transport.setReading(!paused);
    long now = System.nanoTime();
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
    corked = true;
    protocol.received(System.nanoTime());
    protocol.receive(in, this);
    if (protocol.discardedBytes() > limits.maxMessageBytes()) {
      // A peer that floods a connection that is over: it has had its chance to read our Close.
      transport.close();
    }
  }

  @Override
  public void onInputBatchEnd() {
    corked = false;
    outgoing.writer().flush();
  }

  @Override
  public void onInputEnd(boolean truncated) {
    inputEnded = true;
    if (truncated) {
      fail(lost("the TLS stream was cut short, without close_notify", null));
    }
    protocol.receiveEof(this);
    outgoing.writer().flush();
    closeIfBothEnded();
    giveUpAfterCloseTimeout();
  }

  @Override
  public void onWritable() {
    outgoing.writer().writable();
    closeIfBothEnded();
  }

  @Override
  public void onTimer(long now) {
    if (now - giveUpAt >= 0 && giveUpAt != Protocol.NO_DEADLINE) {
      transport.close();
      return;
    }
    switch (outgoing.onDeadline(now)) {
      case Expiry.Nothing() -> {}
      case Expiry.SendPing() -> sendPing(NO_PAYLOAD);
      case Expiry.GiveUp(Deadline deadline) -> {
        if (!outgoing.ask(Protocol::wasClean)) {
          fail(new DeadlineException(deadline, allowed(deadline), peer()));
        }
        transport.close();
      }
    }
    arm();
  }

  @Override
  public void onFailed(TransportException why) {
    if (!outgoing.ask(Protocol::wasClean)) {
      fail(lost("the connection broke", why));
    }
  }

  @Override
  public void onClosed() {
    ended = true;
    outgoing.writer().streamEnded();
    CloseReason reason = outgoing.ask(Protocol::closeReason);
    boolean wasClean = outgoing.ask(Protocol::wasClean);
    if (!wasClean && !aborted) {
      fail(lost("the connection ended without a closing handshake", null));
    }
    onEnd.accept(this);
    if (failure != null) {
      delivery.failed(failure);
    }
    delivery.closed(reason, wasClean);
  }

  private void closeIfBothEnded() {
    if (inputEnded && outgoing.writer().hasEnded()) {
      transport.close();
    }
  }

  /** One side of the stream has ended: the other has as long as a closing handshake. */
  private void giveUpAfterCloseTimeout() {
    if (giveUpAt == Protocol.NO_DEADLINE) {
      giveUpAt = System.nanoTime() + Timeouts.nanos(limits.closeTimeout());
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

  private void fail(Throwable why) {
    if (failure == null) {
      failure = why;
    }
  }

  // -- Sink: loop, from inside Protocol.receive

  @Override
  public void onText(String text) {
    delivery.text(text);
  }

  @Override
  public void onBinary(ByteBuffer data) {
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
    fail(violation);
    arm();
  }

  @Override
  public void onOwed(Owed owed) {
    outgoing.settle(owed);
  }

  // -- words for messages

  private ConnectionLostException lost(String what, @Nullable Throwable cause) {
    String because = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
    return new ConnectionLostException(peer() + ": " + what + because, cause);
  }

  private String peer() {
    InetSocketAddress address = transport.remoteAddress();
    String host = address.getHostString();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  private Duration allowed(Deadline deadline) {
    return switch (deadline) {
      case NAME_LOOKUP -> limits.nameLookupTimeout();
      case CONNECT -> limits.connectTimeout();
      case TLS -> limits.tlsTimeout();
      case HANDSHAKE -> limits.handshakeTimeout();
      case IDLE -> limits.idleTimeout();
      case WRITE -> limits.writeTimeout();
      case CLOSE -> limits.closeTimeout();
    };
  }
}
