package dev.we.net.websocket.transport;

import dev.we.net.websocket.transport.TransportException.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a TLS connection: bytes to records to the socket.
 *
 * <p>Two parties have something to send: the writer, on any thread, and the loop, which owes the
 * peer handshake messages, answers to key updates, alerts. Only one may use the engine and the
 * socket, and neither may wait for the other. So the half has an owner:
 *
 * <pre>
 *   FREE ──whoever comes── OWNED ──the loop finds it taken── CONTENDED
 *    ▲                        │ leaves                          │ leaves
 *    └────────────────────────┴───────── and calls the loop ────┘
 * </pre>
 *
 * <p>A writer that finds it taken is told that nothing was taken, as by a socket that is full; the
 * loop has the writer call it back. What the socket did not take stays here, in one borrowed
 * buffer, and goes out before anything new is encrypted.
 */
final class TlsOutput {

  private static final int FREE = 0;
  private static final int OWNED = 1;
  private static final int CONTENDED = 2;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final TcpTransport wire;
  private final TlsBuffers.Pool pool;

  /** Has the loop come again, on its own thread. */
  private final Runnable loopTurn;

  private final AtomicInteger ownership = new AtomicInteger(FREE);
  private volatile boolean endWanted;
  private volatile boolean closed;

  // The owner's alone.
  private @Nullable ByteBuffer records;
  private final ByteBuffer[] one = new ByteBuffer[1];
  private boolean ended;

  TlsOutput(SSLEngine engine, TcpTransport wire, TlsBuffers.Pool pool, Runnable loopTurn) {
    this.engine = engine;
    this.wire = wire;
    this.pool = pool;
    this.loopTurn = loopTurn;
  }

  /** See {@link Transport#write}. */
  long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    if (!ownership.compareAndSet(FREE, OWNED)) {
      return 0;
    }
    try {
      long taken = 0;
      while (flush()) {
        long sealed = seal(sources, offset, length);
        if (sealed == 0 && records == null) {
          return taken;
        }
        taken += sealed;
      }
      wire.awaitWritable(); // the rest goes out without the writer
      return taken;
    } catch (SSLException e) {
      throw new TransportException(
          Stage.WRITE, "cannot write to " + wire.peer() + ": " + TlsFailure.inWords(e), e);
    } finally {
      leave();
    }
  }

  /**
   * Sends what is owed: encrypted bytes, handshake messages, the end of the output. The loop, or
   * the writer when it ends the output.
   *
   * @return whether nothing is left; if something is, {@code loopTurn} comes when there is hope
   * @throws SSLException if TLS fails
   * @throws TransportException if the connection is lost
   */
  boolean serve() throws IOException {
    while (!ownership.compareAndSet(FREE, OWNED)) {
      if (ownership.get() == CONTENDED || ownership.compareAndSet(OWNED, CONTENDED)) {
        return false;
      }
    }
    try {
      while (flush()) {
        if (endWanted) {
          engine.closeOutbound();
        }
        boolean owes =
            engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                || (endWanted && !engine.isOutboundDone());
        if (!owes || !sealOwed()) {
          if (endWanted && !ended) {
            ended = true;
            wire.shutdownOutput();
          }
          return true;
        }
      }
      wire.awaitWritable();
      return false;
    } finally {
      leave();
    }
  }

  /** Asks for the end of the output, which {@link #serve} brings about. Any thread. */
  void end() {
    endWanted = true;
  }

  /** Gives back what is held, now or as soon as the writer leaves. Loop thread. */
  void close() {
    closed = true;
    if (ownership.compareAndSet(FREE, OWNED)) {
      leave();
    }
  }

  /** Offers the socket what is encrypted; true if it took all of it. */
  private boolean flush() throws IOException {
    ByteBuffer pending = records;
    if (pending == null) {
      return true;
    }
    one[0] = pending;
    wire.write(one, 0, 1);
    if (pending.hasRemaining()) {
      return false;
    }
    records = null;
    pool.give(pending);
    return true;
  }

  /**
   * Encrypts as many records as a buffer holds, and leaves them in {@link #records}.
   *
   * @return the bytes taken from the sources
   */
  private long seal(ByteBuffer[] sources, int offset, int length) throws IOException {
    int end = offset + length;
    int first = firstRemaining(sources, offset, end);
    if (first == end) {
      return 0;
    }
    ByteBuffer out = pool.take();
    long taken = 0;
    try {
      SSLEngineResult result;
      do {
        result = engine.wrap(sources, first, end - first, out);
        taken += result.bytesConsumed();
        first = firstRemaining(sources, first, end);
        // An overflow is no fault: what is in the buffer goes out, then the next one begins.
      } while (first < end && result.getStatus() == Status.OK && result.bytesProduced() > 0);
      if (result.getStatus() == Status.CLOSED && out.position() == 0) {
        throw new TransportException(
            Stage.WRITE, "cannot write to " + wire.peer() + ": TLS output has ended", null);
      }
    } finally {
      keep(out);
    }
    return taken;
  }

  /** Encrypts one message that the engine owes; false if it made none. */
  private boolean sealOwed() throws SSLException {
    ByteBuffer out = pool.take();
    try {
      engine.wrap(NOTHING, out);
    } finally {
      keep(out);
    }
    return records != null;
  }

  private void keep(ByteBuffer out) {
    if (out.position() > 0) {
      records = out.flip();
    } else {
      pool.give(out);
    }
  }

  private static int firstRemaining(ByteBuffer[] sources, int from, int end) {
    int index = from;
    while (index < end && !sources[index].hasRemaining()) {
      index++;
    }
    return index;
  }

  private void leave() {
    if (closed && records != null) {
      pool.give(records);
      records = null;
    }
    if (ownership.getAndSet(FREE) == CONTENDED) {
      wire.execute(loopTurn);
    } else if (closed && records != null) {
      close(); // it was closed between the two looks
    }
  }
}
