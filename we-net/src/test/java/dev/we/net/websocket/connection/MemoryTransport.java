package dev.we.net.websocket.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.protocol.ProtocolSettings;
import dev.we.net.websocket.protocol.ReceiveScratch;
import dev.we.net.websocket.transport.Transport;
import dev.we.net.websocket.transport.TransportHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A stream in memory whose loop is the test's own thread: tasks run, and the peer takes and sends
 * bytes, when the test says so. What else may happen in between on a real loop can so be placed
 * exactly there.
 */
public final class MemoryTransport implements Transport {
  /** Something that comes in between, or goes wrong. */
  @FunctionalInterface
  interface Interception {
    void run() throws IOException;
  }

  private final Thread loop = Thread.currentThread();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private @Nullable TransportHandler handler;
  private volatile boolean writableWanted;
  private volatile boolean closed;
  private boolean told;

  /** How many bytes the peer takes; the rest waits. */
  long window = Long.MAX_VALUE;

  /** What happens at the next write before anything is taken; null for nothing. */
  @Nullable Interception beforeWrite;

  Role role = Role.SERVER;

  /** Who is told of the end before the listener. */
  Consumer<Connection> onEnd = ended -> {};

  /** What was agreed on, if anything. */
  @Nullable Extension extension;

  /** Whether the next look at the clock goes wrong. */
  boolean clockFails;

  boolean takesArrays = true;

  /** The most bytes that one buffer of a write had. */
  int largestOffered;

  boolean reading = true;
  boolean outputEnded;
  long timer = Long.MAX_VALUE;

  /** A connection over this stream, not started yet; {@code head} goes out first. */
  Connection connection(
      String head,
      WebSocketListener listener,
      Limits limits,
      @Nullable Executor executor,
      long demand) {
    LoopShare share =
        new LoopShare(new ReceiveScratch(), new ChunkPool(), new MaskingKeys(new SecureRandom()));
    ConnectionSettings settings =
        new ConnectionSettings(new ProtocolSettings(role, limits), executor, demand, share, onEnd);
    OpeningHandshake handshake =
        new OpeningHandshake("/", Headers.of(), Headers.of(), Optional.empty(), List.of());
    return Connection.takeOver(
        this, settings, handshake, extension, ByteBuffer.wrap(head.getBytes(UTF_8)), listener);
  }

  /** The bytes sent since the last look, in hex. */
  public String sentHex() {
    String hex = HexFormat.of().formatHex(sent.toByteArray());
    sent.reset();
    return hex;
  }

  /** The peer's bytes, given in hex, all in one read. */
  public void receive(String hex) {
    TransportHandler to = handler();
    to.onInput(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
    if (!closed) {
      to.onInputBatchEnd();
    }
    runTasks();
  }

  /** The peer ends its side. */
  void receiveEnd() {
    handler().onInputEnd(false);
    runTasks();
  }

  /** The peer takes as many bytes more. */
  void takeMore(long bytes) {
    window = bytes;
    if (writableWanted) {
      writableWanted = false;
      handler().onWritable();
    }
    runTasks();
  }

  /** What the loop does between two reads. */
  public void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    if (closed && !told) {
      told = true;
      handler().onClosed();
      runTasks();
    }
  }

  private TransportHandler handler() {
    if (handler == null) {
      throw new IllegalStateException("nobody has taken this stream over");
    }
    return handler;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    Interception before = beforeWrite;
    beforeWrite = null;
    if (before != null) {
      before.run();
    }
    if (closed) {
      throw new IOException("it is closed here");
    }
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      largestOffered = Math.max(largestOffered, sources[i].remaining());
    }
    for (int i = offset; i < offset + length && window > 0; i++) {
      byte[] taken = new byte[(int) Math.min(window, sources[i].remaining())];
      sources[i].get(taken);
      sent.writeBytes(taken);
      window -= window == Long.MAX_VALUE ? 0 : taken.length;
      total += taken.length;
    }
    return total;
  }

  @Override
  public void awaitWritable() {
    writableWanted = true;
  }

  @Override
  public void shutdownOutput() {
    outputEnded = true;
  }

  @Override
  public void setReading(boolean wanted) {
    reading = wanted;
  }

  @Override
  public void wakeAt(long nanoTime) {
    timer = nanoTime;
  }

  @Override
  public boolean takesArrays() {
    return takesArrays;
  }

  @Override
  public long nanoTime() {
    if (clockFails) {
      clockFails = false;
      throw new IllegalStateException("the clock is broken");
    }
    return System.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void setHandler(TransportHandler successor) {
    handler = successor;
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == loop;
  }

  @Override
  public void close() {
    closed = true;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  }

  @Override
  public InetSocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);
  }

  @Override
  public @Nullable SSLSession tlsSession() {
    return null;
  }
}
