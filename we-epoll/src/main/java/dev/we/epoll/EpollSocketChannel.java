package dev.we.epoll;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection. It reads and writes in non-blocking mode only; any thread may do so, the one
 * that selects without a step that others would see.
 */
final class EpollSocketChannel extends SocketChannel implements EpollChannel {
  /** Where a connection stands; it only moves on. */
  private enum Progress {
    UNCONNECTED,
    CONNECTING,
    CONNECTED
  }

  private final Descriptor descriptor;
  private final int family;
  private volatile Progress progress;
  private volatile @Nullable InetSocketAddress remote;
  private volatile @Nullable InetSocketAddress local;
  private volatile boolean inputShut;
  private volatile boolean outputShut;

  /** What its selector's batches have of this stream; null where there are none. */
  private volatile @Nullable BatchedStream batched;

  /** A socket that is not connected yet. */
  EpollSocketChannel(EpollProvider provider, int fd, int family) {
    super(provider);
    this.descriptor = new Descriptor(fd);
    this.family = family;
    this.progress = Progress.UNCONNECTED;
  }

  /** A connection that was accepted. */
  EpollSocketChannel(
      EpollProvider provider,
      int fd,
      int family,
      InetSocketAddress remote,
      @Nullable InetSocketAddress local) {
    super(provider);
    this.descriptor = new Descriptor(fd);
    this.family = family;
    this.remote = remote;
    this.local = local;
    this.progress = Progress.CONNECTED;
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  /**
   * It is registered: from now on batches, if there are any, may read and write for it. Null if
   * there are none, and an earlier selector has left nothing.
   */
  @Nullable BatchedStream join(EpollKey key, @Nullable Batches batches) {
    BatchedStream before = batched;
    BatchedStream stream =
        batches == null && (before == null || !before.hasLeftovers())
            ? null
            : new BatchedStream(key, batches, before);
    batched = stream;
    return stream;
  }

  // Input.

  @Override
  public int read(ByteBuffer to) throws IOException {
    if (to.isReadOnly()) {
      throw new IllegalArgumentException("a buffer that is read-only cannot be read into");
    }
    mustBeConnected();
    if (inputShut) {
      return -1;
    }
    if (!to.hasRemaining()) {
      return 0;
    }
    Scratch scratch = descriptor.begin(this);
    try {
      BatchedStream stream = batched;
      return stream == null
          ? SocketStream.read(scratch, descriptor.fd(), to)
          : stream.read(scratch, to);
    } finally {
      descriptor.end(scratch);
    }
  }

  /** Reads into buffers in order, until the socket has no more. */
  @Override
  public long read(ByteBuffer[] to, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, to.length);
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      int room = to[i].remaining();
      int count = room == 0 ? 0 : read(to[i]);
      if (count < 0) {
        return total == 0 ? -1 : total;
      }
      total += count;
      if (count < room) {
        return total;
      }
    }
    return total;
  }

  // Output.

  @Override
  public int write(ByteBuffer from) throws IOException {
    mustBeConnected();
    mayWrite();
    Scratch scratch = descriptor.begin(this);
    try {
      BatchedStream stream = batched;
      return stream == null
          ? SocketStream.write(scratch, descriptor.fd(), from)
          : stream.write(scratch, from);
    } finally {
      descriptor.end(scratch);
    }
  }

  /** Writes the buffers in order with one call, if all are outside the heap, and not too many. */
  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, from.length);
    mustBeConnected();
    mayWrite();
    Scratch scratch = descriptor.begin(this);
    try {
      BatchedStream stream = batched;
      return stream == null
          ? SocketStream.write(scratch, descriptor.fd(), from, offset, offset + length)
          : stream.write(scratch, from, offset, offset + length);
    } finally {
      descriptor.end(scratch);
    }
  }

  private void mustBeConnected() throws ClosedChannelException {
    if (progress != Progress.CONNECTED) {
      if (!isOpen()) {
        throw new ClosedChannelException();
      }
      throw new NotYetConnectedException();
    }
    if (isBlocking()) {
      throw new IllegalBlockingModeException();
    }
  }

  private void mayWrite() throws ClosedChannelException {
    if (outputShut) {
      throw new ClosedChannelException();
    }
  }

  // The connection.

  @Override
  public SocketChannel bind(@Nullable SocketAddress address) throws IOException {
    Scratch scratch = descriptor.begin(this);
    try {
      if (progress == Progress.CONNECTING) {
        throw new ConnectionPendingException();
      }
      if (local != null) {
        throw new AlreadyBoundException();
      }
      local = EpollProvider.bind(scratch, descriptor.fd(), family, address);
      return this;
    } finally {
      descriptor.end(scratch);
    }
  }

  @Override
  public boolean connect(SocketAddress address) throws IOException {
    InetSocketAddress to = SocketAddresses.checked(address);
    mustBeOpen();
    if (isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    if (progress == Progress.CONNECTING) {
      throw new ConnectionPendingException();
    }
    if (progress == Progress.CONNECTED) {
      throw new AlreadyConnectedException();
    }
    SocketAddresses.mustFit(to, family);
    remote = to;
    progress = Progress.CONNECTING;
    return attempt(to);
  }

  @Override
  public boolean finishConnect() throws IOException {
    mustBeOpen();
    if (progress == Progress.CONNECTED) {
      return true;
    }
    InetSocketAddress to = remote;
    if (to == null) {
      throw new NoConnectionPendingException();
    }
    return attempt(to);
  }

  /**
   * Begins to connect or, called again, learns how that went: connect(2) says EALREADY while it
   * goes on, and then once what came of it. A channel that could not connect is closed, as {@link
   * SocketChannel#connect} has it.
   */
  private boolean attempt(InetSocketAddress to) throws IOException {
    try {
      Scratch scratch = descriptor.begin(this);
      try {
        return attempt(scratch, to);
      } finally {
        descriptor.end(scratch);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private boolean attempt(Scratch scratch, InetSocketAddress to) throws IOException {
    int length = SocketAddresses.write(to, family, scratch.address, false);
    int failed = LibC.connect(scratch, descriptor.fd(), scratch.address, length);
    int errno = failed < 0 ? scratch.errno() : 0;
    return switch (errno) {
      case 0, Errno.EISCONN -> {
        local = EpollProvider.localAddress(scratch, descriptor.fd());
        progress = Progress.CONNECTED;
        yield true;
      }
      case Errno.EINPROGRESS, Errno.EALREADY, Errno.EINTR -> false;
      default -> throw Errno.connectFailure(errno);
    };
  }

  @Override
  public boolean isConnected() {
    return progress == Progress.CONNECTED;
  }

  @Override
  public boolean isConnectionPending() {
    return progress == Progress.CONNECTING;
  }

  @Override
  public SocketChannel shutdownInput() throws IOException {
    shutdown(LibC.SHUT_RD);
    inputShut = true;
    return this;
  }

  @Override
  public SocketChannel shutdownOutput() throws IOException {
    BatchedStream stream = batched;
    if (stream == null || !endsOutputLater(stream)) {
      shutdown(LibC.SHUT_WR);
    }
    outputShut = true;
    return this;
  }

  private boolean endsOutputLater(BatchedStream stream) throws IOException {
    Scratch scratch = descriptor.begin(this);
    try {
      return stream.endsOutputLater(scratch);
    } finally {
      descriptor.end(scratch);
    }
  }

  private void shutdown(int how) throws IOException {
    Scratch scratch = descriptor.begin(this);
    try {
      if (progress != Progress.CONNECTED) {
        throw new NotYetConnectedException();
      }
      if (LibC.shutdown(scratch, descriptor.fd(), how) < 0 && scratch.errno() != Errno.ENOTCONN) {
        throw Errno.failure(scratch.errno());
      }
    } finally {
      descriptor.end(scratch);
    }
  }

  // What it is.

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    mustBeOpen();
    return progress == Progress.CONNECTED ? remote : null;
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    mustBeOpen();
    InetSocketAddress known = local;
    if (known == null && progress == Progress.CONNECTED) {
      Scratch scratch = descriptor.begin(this);
      try {
        known = EpollProvider.localAddress(scratch, descriptor.fd());
        local = known;
      } finally {
        descriptor.end(scratch);
      }
    }
    return known;
  }

  private void mustBeOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> option, T value) throws IOException {
    descriptor.setOption(this, supportedOptions(), option, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> option) throws IOException {
    return descriptor.getOption(this, supportedOptions(), option);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return TcpOptions.OF_CONNECTIONS;
  }

  /**
   * Not supported: the channel itself has all that there is.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public Socket socket() {
    throw new UnsupportedOperationException("a channel over epoll has no java.net.Socket");
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    // The descriptor never blocks; what is asked for in blocking mode is refused.
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    try {
      offerTheRest();
    } finally {
      descriptor.close();
    }
  }

  private void offerTheRest() throws IOException {
    BatchedStream stream = batched;
    if (stream == null) {
      return;
    }
    Scratch scratch;
    try {
      scratch = descriptor.beginLast();
    } catch (ClosedChannelException e) {
      return; // the selector saw the close first, and has given the descriptor back
    }
    try {
      if (!scratch.isBorrowed() || !stream.isAttached()) {
        stream.close(scratch);
      }
    } finally {
      descriptor.end(scratch);
    }
  }

  @Override
  public String toString() {
    return "EpollSocketChannel["
        + (isOpen() ? progress + " " + local + " " + remote : "closed")
        + "]";
  }
}
