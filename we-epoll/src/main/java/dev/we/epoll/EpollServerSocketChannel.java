package dev.we.epoll;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A TCP socket that listens. It accepts in non-blocking mode only; any thread. */
final class EpollServerSocketChannel extends ServerSocketChannel implements EpollChannel {
  private static final int DEFAULT_BACKLOG = 50;

  private final EpollProvider provider;
  private final Descriptor descriptor;
  private final int family;
  private volatile @Nullable InetSocketAddress local;

  EpollServerSocketChannel(EpollProvider provider, int fd, int family) {
    super(provider);
    this.provider = provider;
    this.descriptor = new Descriptor(fd);
    this.family = family;
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public ServerSocketChannel bind(@Nullable SocketAddress address, int backlog) throws IOException {
    Scratch scratch = descriptor.begin(this);
    try {
      if (local != null) {
        throw new AlreadyBoundException();
      }
      InetSocketAddress bound = EpollProvider.bind(scratch, descriptor.fd(), family, address);
      int queue = backlog < 1 ? DEFAULT_BACKLOG : backlog;
      if (LibC.listen(scratch, descriptor.fd(), queue) < 0) {
        throw Errno.bindFailure(scratch.errno());
      }
      local = bound;
      return this;
    } finally {
      descriptor.end(scratch);
    }
  }

  @Override
  public @Nullable SocketChannel accept() throws IOException {
    InetSocketAddress bound = local;
    Scratch scratch = descriptor.begin(this);
    try {
      if (bound == null) {
        throw new NotYetBoundException();
      }
      if (isBlocking()) {
        throw new IllegalBlockingModeException();
      }
      int fd;
      do {
        EpollProvider.expectAddress(scratch);
        fd = LibC.accept(scratch, descriptor.fd(), scratch.address, scratch.number);
      } while (fd < 0 && isOver(scratch.errno()));
      if (fd < 0) {
        if (scratch.errno() == Errno.EAGAIN) {
          return null;
        }
        throw Errno.failure(scratch.errno());
      }
      return connection(scratch, fd, bound);
    } finally {
      descriptor.end(scratch);
    }
  }

  /** A signal, or a connection that was reset while it waited: the next one, then. */
  private static boolean isOver(int errno) {
    return errno == Errno.EINTR || errno == Errno.ECONNABORTED;
  }

  private SocketChannel connection(Scratch scratch, int fd, InetSocketAddress bound)
      throws IOException {
    try {
      InetSocketAddress remote = SocketAddresses.read(scratch.address);
      // Who listens at one address has all its connections there; at all of them, each has its own.
      InetSocketAddress its = bound.getAddress().isAnyLocalAddress() ? null : bound;
      return new EpollSocketChannel(provider, fd, family, remote, its);
    } catch (Throwable e) { // no memory, for example
      LibC.close(scratch, fd);
      throw e;
    }
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    return local;
  }

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> option, T value) throws IOException {
    descriptor.setOption(this, supportedOptions(), option, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> option) throws IOException {
    return descriptor.getOption(this, supportedOptions(), option);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return TcpOptions.OF_LISTENERS;
  }

  /**
   * Not supported: the channel itself has all that there is.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public ServerSocket socket() {
    throw new UnsupportedOperationException("a channel over epoll has no java.net.ServerSocket");
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    // The descriptor never blocks; what is asked for in blocking mode is refused.
  }

  @Override
  protected void implCloseSelectableChannel() {
    descriptor.close();
  }

  @Override
  public String toString() {
    return "EpollServerSocketChannel[" + (isOpen() ? local : "closed") + "]";
  }
}
