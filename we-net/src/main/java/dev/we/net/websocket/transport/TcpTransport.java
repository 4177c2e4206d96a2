package dev.we.net.websocket.transport;

import dev.we.net.websocket.transport.TransportException.Stage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A TCP connection, established. */
final class TcpTransport extends LoopMember implements Transport {

  /**
   * The most that one system call is shown. The JDK's channels copy heap buffers into a direct one
   * of the same size, which the calling thread then keeps: this bounds both.
   */
  private static final int WRITE_WINDOW_BYTES = EventLoop.READ_BUFFER_BYTES;

  /**
   * Bounds what a peer that nobody knows yet can make us hold while a step of its TLS handshake
   * runs.
   */
  private static final int BRIEF_READ_BYTES = 32 * 1024;

  private final EventLoop loop;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final @Nullable String name;
  private final InetSocketAddress remote;
  private final InetSocketAddress local;

  /** Set once, by whoever ends this; the handler hears of nothing but the end from then on. */
  private volatile boolean closed;

  // The loop thread's alone.
  private TransportHandler handler;
  private boolean readsBriefly;
  private boolean inputEnded;
  private boolean released;

  /**
   * Takes over a connected channel.
   *
   * @param key the channel's key at the loop's selector
   * @param name how messages name the peer; its address where that is null
   * @param handlerFor makes what gets the bytes: the caller's handler, or TLS in front of it
   */
  TcpTransport(
      EventLoop loop,
      SocketChannel channel,
      SelectionKey key,
      @Nullable String name,
      Function<TcpTransport, TransportHandler> handlerFor)
      throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.key = key;
    this.name = name;
    remote = (InetSocketAddress) channel.getRemoteAddress();
    local = (InetSocketAddress) channel.getLocalAddress();
    handler = handlerFor.apply(this);
  }

  /** Begins to serve the channel. Loop thread. */
  void start() {
    loop.join(this);
    key.attach(this);
    key.interestOps(SelectionKey.OP_READ);
    try {
      handler.onConnected(this);
    } catch (Throwable broken) {
      loop.endAfter(broken, this);
    }
  }

  /** Whether a read takes no more than {@value #BRIEF_READ_BYTES} bytes. Loop thread. */
  void readBriefly(boolean wanted) {
    readsBriefly = wanted;
  }

  EventLoop loop() {
    return loop;
  }

  boolean isClosed() {
    return closed;
  }

  // Output: any thread.

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long total = 0;
    int first = offset;
    int end = offset + length;
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      while (true) {
        while (first < end && !sources[first].hasRemaining()) {
          first++;
        }
        if (first == end) {
          return total;
        }
        long window = 0;
        int last = first;
        while (last < end && window < WRITE_WINDOW_BYTES) {
          window += sources[last++].remaining();
        }
        long shown = Math.min(window, WRITE_WINDOW_BYTES);
        long written = writeWindow(sources, first, last, (int) (window - shown));
        total += written;
        if (written < shown) {
          return total;
        }
      }
    } catch (IOException e) {
      String what = closed ? "it is closed here" : describe(e);
      throw new TransportException(Stage.WRITE, "cannot write to " + peer() + ": " + what, e);
    }
  }

  /** The JDK's channels copy them: one loop may keep memory for that, but not all threads. */
  @Override
  public boolean takesArrays() {
    return inLoop() || !channel.provider().equals(SelectorProvider.provider());
  }

  /** Writes the buffers from first to before last, the last one without its final bytes. */
  private long writeWindow(ByteBuffer[] sources, int first, int last, int withheld)
      throws IOException {
    ByteBuffer cut = sources[last - 1];
    int limit = cut.limit();
    cut.limit(limit - withheld);
    try {
      return last - first == 1 ? channel.write(cut) : channel.write(sources, first, last - first);
    } finally {
      cut.limit(limit);
    }
  }

  @Override
  public void awaitWritable() {
    changeInterest(SelectionKey.OP_WRITE, true);
  }

  @Override
  public void shutdownOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      // The connection is gone or closed, which the reading side tells.
    }
  }

  @Override
  public void setReading(boolean wanted) {
    changeInterest(SelectionKey.OP_READ, wanted);
  }

  private void changeInterest(int op, boolean wanted) {
    try {
      int before = wanted ? key.interestOpsOr(op) : key.interestOpsAnd(~op);
      if (wanted && (before & op) == 0 && !inLoop()) {
        loop.wake(); // the selector looks at its keys' interests when it goes to sleep
      }
    } catch (CancelledKeyException e) {
      // Closed: nothing is awaited any more.
    }
  }

  // Input and time: the loop thread.

  @Override
  void onReady(int ops) {
    if (closed) {
      return; // another thread closed it, and its task is on the way
    }
    if ((ops & SelectionKey.OP_WRITE) != 0) {
      key.interestOpsAnd(~SelectionKey.OP_WRITE);
      handler.onWritable();
    }
    // Asked again, as onWritable may have closed this or stopped the reading.
    if ((ops & SelectionKey.OP_READ) != 0
        && !closed
        && (key.interestOps() & SelectionKey.OP_READ) != 0) {
      read();
    }
  }

  private void read() {
    if (inputEnded) { // setReading(true) after the end
      key.interestOpsAnd(~SelectionKey.OP_READ);
      return;
    }
    ByteBuffer in =
        loop.readBuffer()
            .clear()
            .limit(readsBriefly ? BRIEF_READ_BYTES : EventLoop.READ_BUFFER_BYTES);
    int count;
    loop.beginRead();
    try {
      count = channel.read(in);
    } catch (IOException e) {
      fail(
          new TransportException(
              Stage.READ, "the connection to " + peer() + " was lost: " + describe(e), e));
      return;
    }
    boolean small = count <= OpenBatches.SMALL_BYTES;
    if (count > 0) {
      if (!small) {
        loop.batches().end(); // their answers do not wait for what this one has to do
      }
      handler.onInput(in.flip());
      if (closed) {
        return;
      }
      if (in.hasRemaining()) {
        throw new IllegalStateException(
            handler.getClass().getName() + " left " + in.remaining() + " bytes of its input");
      }
      if (small) {
        loop.batches().add(this, loop.readAt());
      } else {
        handler.onInputBatchEnd();
      }
    } else if (count < 0) {
      inputEnded = true;
      key.interestOpsAnd(~SelectionKey.OP_READ); // or it would be ready for ever
      handler.onInputEnd(false);
    }
  }

  @Override
  void endBatch() {
    if (!closed) {
      handler.onInputBatchEnd();
    }
  }

  @Override
  void onTimer(long now) {
    if (!closed) {
      handler.onTimer(now);
    }
  }

  @Override
  public void wakeAt(long nanoTime) {
    assert inLoop() : "timers belong to the loop thread";
    if (!released) {
      loop.timers().set(this, nanoTime);
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long inputTime() {
    return loop.readAt();
  }

  // The end.

  private void fail(TransportException why) {
    if (!closed) {
      closed = true;
      try {
        handler.onFailed(why);
      } finally {
        release();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    if (inLoop()) {
      release();
    } else {
      loop.execute(this::release);
    }
  }

  private void release() {
    if (released) {
      return;
    }
    released = true;
    loop.timers().remove(this);
    try {
      // Its key goes with it, and the selector lets go of the descriptor before it next sleeps.
      channel.close();
    } catch (IOException e) {
      // Whatever could not be sent is lost, which is what closing at once means.
    }
    loop.execute(this::tellClosed);
  }

  private void tellClosed() {
    loop.leave(this);
    handler.onClosed();
  }

  // The rest.

  @Override
  public void execute(Runnable task) {
    loop.execute(() -> {
      try {
        task.run();
      } catch (Throwable broken) {
        loop.endAfter(broken, this);
      }
    });
  }

  @Override
  public void setHandler(TransportHandler successor) {
    handler = successor;
  }

  @Override
  public boolean inLoop() {
    return loop.inLoop();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public @Nullable SSLSession tlsSession() {
    return null;
  }

  String peer() {
    return name == null
        ? Destination.authority(remote.getAddress().getHostAddress(), remote.getPort())
        : name;
  }

  /** The system's words, or at least the kind of error. */
  static String describe(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
