package dev.we.net.websocket.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of a TLS connection: what the engine does between two inputs. A connection that is
 * open has none any more. Loop thread only.
 *
 * <pre>
 *   advance() ──▶ what does the engine need?
 *                   input ───────────────────────────────────▶ WANTS_INPUT
 *                   to send: sent, and the same question; or the socket is full ─┬─▶ STALLED
 *                   a task: it is started ───────────────────────────────────────┘
 *                   nothing ─────────────────────────────────▶ DONE
 * </pre>
 *
 * <p>The tasks are the expensive steps (signatures, certificate paths). They run on virtual
 * threads, as one takes as long as thousands of reads. While the handshake stalls the socket is not
 * read, and what was read already is held.
 */
final class TlsHandshake {
  /** What the handshake waits for. */
  enum Step {
    /** The peer. */
    WANTS_INPUT,
    /** The socket, or a task of the engine: {@link #setAside} what was read. */
    STALLED,
    /** Nothing any more. */
    DONE
  }

  private static final ByteBuffer NO_INPUT = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final TcpTransport wire;
  private final TlsOutput output;

  /** Has the connection go on, on the loop. */
  private final Runnable resume;

  private boolean tasksRunning;

  /** What was read and has to wait; null while nothing stalls. */
  private @Nullable ByteBuffer held;

  TlsHandshake(SSLEngine engine, TcpTransport wire, TlsOutput output, Runnable resume) {
    this.engine = engine;
    this.wire = wire;
    this.output = output;
    this.resume = resume;
  }

  /** Takes it as far as it goes without input. */
  Step advance() throws IOException {
    while (!tasksRunning) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> {
          boolean sent = output.serve();
          if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            if (sent) {
              throw new SSLException("the TLS engine makes no progress");
            }
            return Step.STALLED;
          }
        }
        case NEED_TASK -> runTasks();
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          return Step.WANTS_INPUT;
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return Step.DONE;
        }
      }
    }
    return Step.STALLED;
  }

  private void runTasks() {
    tasksRunning = true;
    Thread.ofVirtual()
        .name("we-tls-handshake")
        .start(() -> {
          try {
            for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
              task.run();
            }
          } finally { // the engine keeps what went wrong for the next wrap or unwrap
            wire.execute(this::tasksDone);
          }
        });
  }

  private void tasksDone() {
    tasksRunning = false;
    resume.run();
  }

  /** Sets input aside until {@link #takeBack}, and reads no more meanwhile. */
  void setAside(ByteBuffer in) {
    wire.setReading(false);
    held = in.hasRemaining() ? ByteBuffer.allocate(in.remaining()).put(in).flip() : NO_INPUT;
  }

  /** What was set aside, with which reading goes on; null if nothing stalls. */
  @Nullable ByteBuffer takeBack() {
    ByteBuffer in = held;
    if (in != null) {
      held = null;
      wire.setReading(true);
    }
    return in;
  }
}
