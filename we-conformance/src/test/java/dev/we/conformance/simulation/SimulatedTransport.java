package dev.we.conformance.simulation;

import dev.we.net.websocket.connection.Connection;
import dev.we.net.websocket.transport.LostConnection;
import dev.we.net.websocket.transport.Transport;
import dev.we.net.websocket.transport.TransportHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream whose loop, clock and network are the simulation's. It keeps the promises of
 * {@link Transport} and {@link TransportHandler} as TCP does, and asks its user to keep theirs.
 */
final class SimulatedTransport implements Transport {
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

  /** How long something that is due waits for its turn at most, in nanoseconds. */
  static final long SCHEDULING = 10_000;

  private final Wire wire;
  private final Side side;
  private final Agenda agenda;
  private final Dice dice;
  private final Pipe in;
  private final Pipe out;
  private final ByteBuffer readBuffer;

  /** What the clock shows at the beginning: any value, as System.nanoTime may. */
  private final long clockAtStart;

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private TransportHandler handler;
  private boolean inLoop;
  private boolean writing;
  private boolean reading = true;
  private boolean readPlanned;
  private boolean writableWanted;
  private boolean writablePlanned;
  private boolean outputEnded;
  private boolean inputEnded;
  private boolean wasReset;
  private boolean closed;
  private boolean cutOff;
  private boolean released;
  private boolean told;
  private long timer;

  SimulatedTransport(
      Wire wire, Agenda agenda, Dice dice, Pipe in, Pipe out, ByteBuffer readBuffer) {
    this.wire = wire;
    this.side = wire.side;
    this.agenda = agenda;
    this.dice = dice;
    this.in = in;
    this.out = out;
    this.readBuffer = readBuffer;
    this.clockAtStart = dice.oneIn(4) ? Long.MAX_VALUE - dice.spread(0, 1L << 40) : dice.bits();
  }

  void connect(TransportHandler opening) {
    handler = opening;
    agenda.in(0, () -> onLoop(() -> handler.onConnected(this)));
  }

  // -- what the rest of the simulation asks

  boolean isReading() {
    return reading;
  }

  boolean hasInputEnded() {
    return inputEnded;
  }

  /** Whether the writer waits for room, or can write no more. */
  boolean isBlocked() {
    return writableWanted || wasReset || closed || outputEnded;
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether it was closed before both of its directions had ended. */
  boolean isCutOff() {
    return cutOff;
  }

  /** Whether the network said that there is no connection any more. */
  boolean wasReset() {
    return wasReset;
  }

  boolean hasTold() {
    return told;
  }

  boolean hasTasks() {
    return !tasks.isEmpty();
  }

  // -- the loop

  /** A turn of the loop; what its handler throws is the end of it. */
  void onLoop(Runnable turn) {
    boolean before = inLoop;
    inLoop = true;
    try {
      turn.run();
    } catch (Throwable escaped) {
      side.wrong("an exception escaped to the loop: " + escaped, escaped);
      close();
    } finally {
      inLoop = before;
    }
  }

  /** Another thread does something. */
  void elsewhere(Runnable what) {
    boolean before = inLoop;
    inLoop = false;
    try {
      what.run();
    } finally {
      inLoop = before;
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  void readable() {
    if (reading && !readPlanned && !closed && !inputEnded) {
      readPlanned = true;
      agenda.in(dice.oneIn(8) ? dice.spread(0, SCHEDULING) : 0, () -> onLoop(this::turn));
    }
  }

  private void turn() {
    readPlanned = false;
    read();
    runTasks();
    if (in.isReadable() || wasReset) {
      readable();
    }
  }

  private void read() {
    if (closed || !reading || inputEnded) {
      return;
    }
    if (in.isReadable() && !in.endHasArrived()) {
      side.beforeRead();
      in.read(readBuffer.clear());
      readBuffer.flip();
      wire.read(readBuffer);
      handler.onInput(readBuffer);
      if (!closed) {
        side.require(!readBuffer.hasRemaining(), "input was left in the buffer");
        spoil();
        side.meanwhile(); // the loop reads what else is ready before the batch ends
      }
      if (!closed) {
        handler.onInputBatchEnd();
      }
    } else if (wasReset) {
      closed = true;
      handler.onFailed(LostConnection.whileReading());
      release();
    } else if (in.endHasArrived()) {
      inputEnded = true;
      wire.inputEnded();
      handler.onInputEnd(false);
    }
  }

  /** Whoever still looks at the buffer after the call shall see it. */
  private void spoil() {
    int used = Math.min(readBuffer.limit(), 64);
    for (int i = 0; i < used; i++) {
      readBuffer.put(i, (byte) 0xE5);
    }
  }

  /** The network says that there is no connection any more. */
  void reset() {
    if (closed || wasReset) {
      return;
    }
    side.note(() -> "the network: reset");
    wasReset = true;
    if (dice.percent(50)) {
      in.lose();
    }
    readable();
    roomAgain();
  }

  /** There is room for more output, or a reason to find out that there never will be. */
  void roomAgain() {
    if (writableWanted && !writablePlanned && !closed && (out.room() > 0 || wasReset)) {
      writablePlanned = true;
      agenda.in(dice.oneIn(4) ? dice.spread(0, SCHEDULING) : 0, () -> onLoop(this::writable));
    }
  }

  private void writable() {
    writablePlanned = false;
    if (writableWanted && !closed) {
      writableWanted = false;
      handler.onWritable();
    }
    runTasks();
  }

  // -- Transport

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    side.require(!writing, "two threads write at once");
    writing = true;
    try {
      side.meanwhile();
      if (closed || wasReset || outputEnded) {
        wire.outputBroke();
        throw LostConnection.whileWriting();
      }
      int room = out.taste(out.room());
      int total = 0;
      long offered = 0;
      for (int i = offset; i < offset + length; i++) {
        offered += sources[i].remaining();
        byte[] bytes = new byte[Math.min(room - total, sources[i].remaining())];
        sources[i].get(bytes);
        total += bytes.length;
        wire.say(bytes, out);
      }
      wire.wrote(total, total < offered);
      side.meanwhile();
      return total;
    } finally {
      writing = false;
    }
  }

  @Override
  public void awaitWritable() {
    writableWanted = true;
    roomAgain();
  }

  @Override
  public void shutdownOutput() {
    side.require(!writing, "the output is ended during a write");
    if (!outputEnded && !closed) {
      side.note(() -> "ends its output");
      outputEnded = true;
      out.end();
    }
  }

  @Override
  public void setReading(boolean wanted) {
    if (reading != wanted && !closed) { // of a closed one it says nothing about the wait before
      wire.reads(wanted);
    }
    reading = wanted;
    if (in.isReadable() || wasReset) {
      readable();
    }
  }

  @Override
  public void wakeAt(long nanoTime) {
    side.require(inLoop, "a timer was set by another thread");
    long mine = ++timer;
    if (nanoTime == Long.MAX_VALUE || closed) {
      return;
    }
    long wait = Math.max(0, nanoTime - nanoTime());
    agenda.in(
        wait + side.lateness(),
        () -> {
          if (mine == timer && !closed) {
            timer++;
            onLoop(() -> {
              handler.onTimer(nanoTime());
              runTasks();
            });
          }
        });
  }

  @Override
  public long nanoTime() {
    return clockAtStart + agenda.now();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    agenda.in(dice.oneIn(4) ? dice.spread(0, SCHEDULING) : 0, () -> onLoop(this::runTasks));
  }

  @Override
  public void setHandler(TransportHandler successor) {
    handler = successor;
    if (successor instanceof Connection connection) {
      side.open(connection, wire);
    }
  }

  @Override
  public boolean inLoop() {
    return inLoop;
  }

  @Override
  public void close() {
    if (!closed) {
      cutOff = !inputEnded || !outputEnded;
      side.note(() -> "closes the stream" + (cutOff ? " before its end" : ""));
    }
    closed = true;
    if (inLoop) {
      release();
    } else {
      execute(this::release);
    }
  }

  private void release() {
    if (released) {
      return;
    }
    released = true;
    timer++;
    // RFC 9293, 3.6.1 and 3.10.7.4: what is not read by the one who closes is answered by a reset.
    if (in.abandon() && !wasReset) {
      if (dice.percent(50)) {
        out.lose();
      }
      agenda.in(dice.spread(0, 1_000_000), out::reset);
    } else {
      out.end();
    }
    execute(() -> {
      told = true;
      handler.onClosed();
    });
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return ADDRESS;
  }

  @Override
  public InetSocketAddress localAddress() {
    return ADDRESS;
  }

  @Override
  public @Nullable SSLSession tlsSession() {
    return null;
  }
}
