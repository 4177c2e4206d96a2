package dev.we.net.websocket.connection;

import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.protocol.ProtocolSettings;
import dev.we.net.websocket.protocol.ReceiveScratch;
import dev.we.net.websocket.transport.Transport;
import dev.we.net.websocket.transport.TransportHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A server's stream in memory, written to by whichever thread has the writer role, whose loop is
 * whoever says so.
 */
final class Wire implements Transport {
  private static final LoopShare SHARE =
      new LoopShare(new ReceiveScratch(), new ChunkPool(), () -> 0);
  private static final OpeningHandshake HANDSHAKE =
      new OpeningHandshake("/", Headers.of(), Headers.of(), Optional.empty(), List.of());
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private @Nullable TransportHandler handler;
  private volatile @Nullable Thread loop;
  private volatile boolean writableWanted;
  private volatile boolean closed;
  private boolean told;

  /** One writer at a time: not volatile, and no lock, so that two would be seen. */
  private byte[] sent = new byte[256];

  private int sentBytes;

  /** How many bytes are taken. */
  volatile int window = Integer.MAX_VALUE;

  /** A connection on it, started. */
  Connection connect(WebSocketListener listener, @Nullable Executor executor, long demand) {
    ConnectionSettings settings =
        new ConnectionSettings(
            new ProtocolSettings(Role.SERVER, Limits.defaults()),
            executor,
            demand,
            SHARE,
            socket -> {});
    Connection connection =
        Connection.takeOver(this, settings, HANDSHAKE, null, ByteBuffer.allocate(0), listener);
    connection.start();
    return connection;
  }

  /** The calling thread is the loop from now on. */
  void becomeLoop() {
    loop = Thread.currentThread();
  }

  /** What the loop does between two reads. */
  void runTasks() {
    becomeLoop();
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    if (closed && !told) {
      told = true;
      handler().onClosed();
      runTasks();
    }
  }

  /** The peer takes all there is. */
  void takeAll() {
    becomeLoop();
    window = Integer.MAX_VALUE;
    if (writableWanted) {
      writableWanted = false;
      handler().onWritable();
    }
  }

  /** The peer's bytes in one read. */
  void receive(byte[] bytes) {
    becomeLoop();
    handler().onInput(ByteBuffer.wrap(bytes.clone()));
    if (!closed) {
      handler().onInputBatchEnd();
    }
  }

  String sentHex() {
    return HexFormat.of().formatHex(sent, 0, sentBytes);
  }

  private TransportHandler handler() {
    if (handler == null) {
      throw new IllegalStateException("nobody has taken this stream over");
    }
    return handler;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("it is closed here");
    }
    int total = 0;
    for (int i = offset; i < offset + length; i++) {
      int count = Math.min(window - total, sources[i].remaining());
      sources[i].get(sent, sentBytes, count);
      sentBytes += count;
      total += count;
    }
    return total;
  }

  @Override
  public void awaitWritable() {
    writableWanted = true;
  }

  @Override
  public void shutdownOutput() {}

  @Override
  public void setReading(boolean wanted) {}

  @Override
  public void wakeAt(long nanoTime) {}

  @Override
  public long nanoTime() {
    return 0;
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
