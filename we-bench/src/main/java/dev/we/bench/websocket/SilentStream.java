package dev.we.bench.websocket;

import dev.we.net.websocket.transport.Transport;
import dev.we.net.websocket.transport.TransportHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A stream that takes all bytes and forgets them; its loop is the thread that calls. */
final class SilentStream implements Transport {
  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private @Nullable TransportHandler handler;
  private long sent;

  /** The peer's bytes, in one read. */
  void receive(ByteBuffer in) {
    TransportHandler to = handler;
    if (to == null) {
      throw new IllegalStateException("nobody has taken this stream over");
    }
    to.onInput(in);
    to.onInputBatchEnd();
  }

  long bytesSent() {
    return sent;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      total += sources[i].remaining();
      sources[i].position(sources[i].limit());
    }
    sent += total;
    return total;
  }

  @Override
  public void setHandler(TransportHandler successor) {
    handler = successor;
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void awaitWritable() {}

  @Override
  public void shutdownOutput() {}

  @Override
  public void setReading(boolean wanted) {}

  @Override
  public void wakeAt(long nanoTime) {}

  @Override
  public void close() {}

  @Override
  public InetSocketAddress remoteAddress() {
    return NOWHERE;
  }

  @Override
  public InetSocketAddress localAddress() {
    return NOWHERE;
  }

  @Override
  public @Nullable SSLSession tlsSession() {
    return null;
  }
}
