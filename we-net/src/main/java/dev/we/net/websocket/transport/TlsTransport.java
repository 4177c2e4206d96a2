package dev.we.net.websocket.transport;

import dev.we.net.websocket.transport.TransportException.Stage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * TLS over a TCP connection: a handler to the one, a transport to the handler above.
 *
 * <pre>
 *   HANDSHAKING ──engine has finished──▶ OPEN
 *        │ failure, deadline, end of stream │ bad record, alert
 *        └──────────────▶ FAILED ◀──────────┘
 *                         told; the alert goes out, input is discarded until the peer's FIN or a second
 *                         has passed, then TCP closes: closing at once would reset the connection, and
 *                         the reset destroy the alert that tells the peer why
 * </pre>
 */
final class TlsTransport implements Transport, TransportHandler {

  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Answers owed to a peer that asks for them, and does not read them. */
  private static final int MOST_ANSWERS_OWED = 32;

  private static final ByteBuffer NO_INPUT = ByteBuffer.allocate(0);

  private enum State {
    HANDSHAKING,
    OPEN,
    FAILED
  }

  private final TcpTransport wire;
  private final SSLEngine engine;
  private final TlsSettings settings;
  private TransportHandler handler;
  private final TlsInput input;
  private final TlsOutput output;

  // Written by the loop thread.
  private volatile State state = State.HANDSHAKING;
  private volatile boolean inputEnded;

  /** Set by any thread, taken back by the loop. */
  private volatile boolean writableWanted;

  // The loop thread's alone.
  /** Null as soon as it is over, in whatever way. */
  private @Nullable TlsHandshake handshake;

  private int answersOwed;

  TlsTransport(
      TcpTransport wire, SSLEngine engine, TlsSettings settings, TransportHandler handler) {
    this.wire = wire;
    this.engine = engine;
    this.settings = settings;
    this.handler = handler;
    TlsBuffers buffers = wire.loop().tlsBuffers();
    input = new TlsInput(engine, wire, buffers, handler);
    output = new TlsOutput(engine, wire, buffers.output(), this::serveOutput);
    handshake = new TlsHandshake(engine, wire, output, this::resume);
  }

  // The handshake.

  @Override
  public void onConnected(Transport tcp) {
    wire.readBriefly(true);
    wire.wakeAt(System.nanoTime() + settings.handshakeTimeout().toNanos());
    try {
      engine.beginHandshake();
    } catch (SSLException e) {
      fail(tlsFailure(e), false);
      return;
    }
    receive(NO_INPUT);
  }

  /**
   * Takes the handshake, if it is not over, as far as it goes without input.
   *
   * @return false if it waits for something else than input
   */
  private boolean advance(ByteBuffer in) throws IOException {
    TlsHandshake current = handshake;
    if (current == null) {
      return true;
    }
    return switch (current.advance()) {
      case WANTS_INPUT -> true;
      case STALLED -> {
        current.setAside(in);
        yield false;
      }
      case DONE -> {
        established();
        yield true;
      }
    };
  }

  private void established() {
    wire.wakeAt(TimerQueue.NEVER);
    wire.readBriefly(false);
    handshake = null;
    state = State.OPEN;
    handler.onConnected(this);
  }

  /** Goes on with a handshake that has stalled. */
  private void resume() {
    TlsHandshake current = handshake;
    ByteBuffer in = current == null || wire.isClosed() ? null : current.takeBack();
    if (in != null) {
      receive(in);
      endBatch();
    }
  }

  // Input.

  @Override
  public void onInput(ByteBuffer in) {
    if (state == State.FAILED || inputEnded) {
      in.position(in.limit());
    } else {
      receive(in);
    }
  }

  /** Decrypts whole records as long as there are any, and hands on what was in them. */
  private void receive(ByteBuffer in) {
    input.begin(in.remaining());
    try {
      while (!inputEnded && !wire.isClosed()) {
        if (!advance(in)) {
          return;
        }
        HandshakeStatus status = input.unwrap(in);
        if (status == null) {
          break;
        }
        inputEnded = input.hasEnded();
        if (state == State.OPEN) {
          answer(status);
        }
      }
      input.deliver();
      if (inputEnded && !wire.isClosed()) {
        closeNotified();
      }
    } catch (SSLException e) {
      input.deliver(); // what came before would have been delivered had it come alone
      fail(tlsFailure(e), true);
    } catch (IOException e) {
      input.deliver();
      fail(writeFailure(e), false);
    }
    in.position(in.limit());
  }

  /** After the handshake: key updates and closes ask for an answer; renegotiation is refused. */
  private void answer(HandshakeStatus status) throws IOException {
    if (status != HandshakeStatus.NEED_WRAP && status != HandshakeStatus.NEED_TASK) {
      return;
    }
    boolean keyUpdate =
        status == HandshakeStatus.NEED_WRAP && engine.getSession().getProtocol().equals("TLSv1.3");
    if (!inputEnded && !keyUpdate) {
      throw new SSLException("it asks for renegotiation, which is not done here");
    }
    if (keyUpdate) {
      input.keysUpdated();
    }
    if (output.serve()) {
      answersOwed = 0;
    } else if (++answersOwed > MOST_ANSWERS_OWED) {
      throw new SSLException("it keeps asking for answers that it does not read");
    }
  }

  @Override
  public void onInputBatchEnd() {
    endBatch();
  }

  private void endBatch() {
    if (state == State.OPEN) {
      input.endBatch();
    }
  }

  /**
   * RFC 8446, section 6.1: "Any data received after a closure alert has been received MUST be
   * ignored."
   */
  private void closeNotified() {
    wire.setReading(false);
    if (state == State.HANDSHAKING) {
      endedInHandshake();
    } else {
      endInput(false);
    }
  }

  private void endedInHandshake() {
    String why = wire.peer() + " closed the connection during the TLS handshake";
    fail(new TransportException(Stage.TLS, why, null), false);
  }

  @Override
  public void onInputEnd(boolean truncated) {
    switch (state) {
      case HANDSHAKING -> endedInHandshake();
      case OPEN -> {
        if (!inputEnded) {
          inputEnded = true;
          endInput(true);
        }
      }
      case FAILED -> wire.close(); // the alert has arrived
    }
  }

  private void endInput(boolean truncated) {
    input.discard();
    endBatch();
    if (!wire.isClosed()) {
      handler.onInputEnd(truncated);
    }
  }

  @Override
  public void setReading(boolean wanted) {
    if (!wanted || !inputEnded) {
      wire.setReading(wanted);
    }
  }

  // Output.

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    if (state == State.FAILED) {
      throw new TransportException(
          Stage.WRITE, "cannot write to " + wire.peer() + ": TLS has failed", null);
    }
    return output.write(sources, offset, length);
  }

  @Override
  public void awaitWritable() {
    writableWanted = true;
    wire.awaitWritable();
  }

  @Override
  public void shutdownOutput() {
    output.end();
    try {
      output.serve(); // at once, so that a close() that follows does not come before it
    } catch (IOException e) {
      // As with TCP: the connection is gone, which the reading side tells.
    }
  }

  @Override
  public void onWritable() {
    serveOutput();
  }

  /** Sends what is owed, and tells those who wait for it that it is sent. Loop thread. */
  private void serveOutput() {
    if (wire.isClosed()) {
      output.close();
      return;
    }
    try {
      if (!output.serve()) {
        return;
      }
    } catch (SSLException e) {
      fail(tlsFailure(e), true);
      return;
    } catch (IOException e) {
      fail(writeFailure(e), false);
      return;
    }
    answersOwed = 0;
    resume();
    if (state == State.OPEN && writableWanted && !wire.isClosed()) {
      writableWanted = false;
      handler.onWritable();
    }
  }

  // Time.

  @Override
  public void wakeAt(long nanoTime) {
    if (state == State.OPEN) { // else the timer is the handshake's, or the lingering's
      wire.wakeAt(nanoTime);
    }
  }

  @Override
  public long nanoTime() {
    return wire.nanoTime();
  }

  @Override
  public long inputTime() {
    return wire.inputTime();
  }

  @Override
  public void onTimer(long now) {
    switch (state) {
      case HANDSHAKING ->
          fail(
              TransportException.timeout(
                  Stage.TLS,
                  "no TLS handshake with "
                      + wire.peer()
                      + " within "
                      + Connecting.inWords(settings.handshakeTimeout())),
              false);
      case OPEN -> handler.onTimer(now);
      case FAILED -> wire.close();
    }
  }

  // The end.

  private TransportException tlsFailure(SSLException e) {
    String what = state == State.HANDSHAKING ? "the TLS handshake with " : "TLS with ";
    return new TransportException(
        Stage.TLS, what + wire.peer() + " failed: " + TlsFailure.inWords(e), e);
  }

  private TransportException writeFailure(IOException e) {
    return e instanceof TransportException known
        ? known
        : new TransportException(
            Stage.WRITE, "cannot write to " + wire.peer() + ": " + TcpTransport.describe(e), e);
  }

  /**
   * Tells of a failure, and closes.
   *
   * @param alert whether the peer is there to be told why
   */
  private void fail(TransportException why, boolean alert) {
    if (wire.isClosed()) {
      return;
    }
    boolean first = state != State.FAILED;
    state = State.FAILED;
    input.discard();
    handshake = null;
    if (first) {
      handler.onFailed(why);
    }
    if (!first || !alert) {
      wire.close();
    } else if (!wire.isClosed()) {
      wire.wakeAt(System.nanoTime() + LINGER_NANOS);
      wire.setReading(true);
      output.end();
      serveOutput();
    }
  }

  @Override
  public void onFailed(TransportException why) {
    State before = state;
    state = State.FAILED;
    handshake = null;
    if (before == State.HANDSHAKING) {
      handler.onFailed(
          new TransportException(Stage.TLS, why.getMessage() + ", during the TLS handshake", why));
    } else if (before == State.OPEN) {
      handler.onFailed(why);
    }
  }

  @Override
  public void close() {
    wire.close();
  }

  @Override
  public void onClosed() {
    state = State.FAILED;
    input.discard();
    handshake = null;
    output.close();
    handler.onClosed();
  }

  // The rest.

  @Override
  public void execute(Runnable task) {
    wire.execute(task);
  }

  @Override
  public void setHandler(TransportHandler successor) {
    handler = successor;
    input.setHandler(successor);
  }

  @Override
  public boolean inLoop() {
    return wire.inLoop();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return wire.remoteAddress();
  }

  @Override
  public InetSocketAddress localAddress() {
    return wire.localAddress();
  }

  @Override
  public SSLSession tlsSession() {
    return engine.getSession();
  }
}
