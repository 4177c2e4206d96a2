package dev.we.epoll;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * TCP channels and selectors that call Linux's epoll and sockets through the foreign-function
 * interface (JEP 454), with less between a call and the system than the JDK's own have.
 *
 * <p>They keep the contracts of {@link SocketChannel}, {@link ServerSocketChannel} and {@link
 * java.nio.channels.Selector}, with these restrictions: reading, writing, connecting and accepting
 * are for non-blocking mode; a channel has one selector at a time; a selector belongs to the first
 * thread that selects, and what another thread closes ends when that one selects again; there are
 * no adapters to {@code java.net} sockets, no datagrams and no pipes. A channel of this provider
 * goes with a selector of this provider only.
 *
 * <p>Needs Linux on x86-64 or 64-bit ARM, JDK 22 or later, and native access: {@code
 * --enable-native-access=dev.we.epoll}, or {@code ALL-UNNAMED} where this is on the class path.
 *
 * <pre>{@code
 * WebSocketServer.builder().sockets(EpollProvider.batching())
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class EpollProvider extends SelectorProvider {
  private final boolean batches;

  private EpollProvider(boolean batches) {
    this.batches = batches;
  }

  /** Made where they can work only, and then whole. */
  private static final class Ready {
    static final EpollProvider BATCHING = new EpollProvider(true);
    static final EpollProvider PLAIN = new EpollProvider(false);

    static {
      Errno.prepare();
    }
  }

  /**
   * The provider that makes each call when it is asked for.
   *
   * @throws UnsupportedOperationException if it cannot work here; the message says why, and what to
   *     do
   */
  public static SelectorProvider instance() {
    requirePossible();
    return Ready.PLAIN;
  }

  /**
   * The provider for event loops, which carries out many calls with one step into the system
   * (io_uring(7), from Linux 6.1 on; where a system has none to give, it is as {@link #instance}).
   * It is what clients and servers of {@code dev.we.net} are to be given, and asks of others what
   * these do:
   *
   * <ul>
   *   <li>Small writes of the thread that selects may be held until it selects again. Its selectors
   *       are {@link java.io.Flushable}: {@code flush()}, on that thread, has them go out.
   *   <li>What goes wrong with a held write is told by the next write of its channel. Closing a
   *       channel gives the socket what is held once more, and loses what it does not take.
   *   <li>A channel may have {@value HeldWrites#LARGEST_BYTES} bytes that were written and {@value
   *       ReadAhead#ROOM_BYTES} that were read ahead in the heap, beside what its users hold.
   *   <li>A registered channel is read by the thread that selects, and has one writer at a time.
   * </ul>
   *
   * @throws UnsupportedOperationException as {@link #instance}
   */
  public static SelectorProvider batching() {
    requirePossible();
    return Ready.BATCHING;
  }

  private static void requirePossible() {
    Optional<String> why = whyNot();
    if (why.isPresent()) {
      throw new UnsupportedOperationException(why.get());
    }
  }

  /** Why it cannot work here, and what to do; empty if it can. */
  public static Optional<String> whyNot() {
    return whyNot(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        EpollProvider.class.getModule());
  }

  static Optional<String> whyNot(String system, String processor, Module module) {
    if (!system.equals("Linux")) {
      return Optional.of("epoll is Linux's, and this is " + system);
    }
    if (!processor.equals("amd64") && !processor.equals("aarch64")) {
      return Optional.of("epoll is used on amd64 and aarch64 only, and this is " + processor);
    }
    if (!module.isNativeAccessEnabled()) {
      String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
      return Optional.of(
          "epoll needs native access: start java with --enable-native-access=" + name);
    }
    return Optional.empty();
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    return new EpollSelector(this, batches);
  }

  /** A channel for IPv6 and IPv4, or for IPv4 where the system has no IPv6. */
  @Override
  public SocketChannel openSocketChannel() throws IOException {
    Socket socket = open(null);
    return new EpollSocketChannel(this, socket.fd(), socket.family());
  }

  /**
   * A channel for one family.
   *
   * @throws UnsupportedOperationException if the family is not of the Internet, or the system lacks
   *     it
   */
  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    Socket socket = open(Objects.requireNonNull(family, "family"));
    return new EpollSocketChannel(this, socket.fd(), socket.family());
  }

  /** A channel that listens for IPv6 and IPv4, or for IPv4 where the system has no IPv6. */
  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return listening(open(null));
  }

  /**
   * A channel that listens for one family.
   *
   * @throws UnsupportedOperationException if the family is not of the Internet, or the system lacks
   *     it
   */
  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    return listening(open(Objects.requireNonNull(family, "family")));
  }

  private ServerSocketChannel listening(Socket socket) throws IOException {
    Scratch scratch = Scratch.borrow();
    try {
      TcpOptions.reuseAddress(scratch, socket.fd()); // as the JDK's channels do
    } catch (IOException e) {
      LibC.close(scratch, socket.fd());
      throw e;
    } finally {
      Scratch.giveBack(scratch);
    }
    return new EpollServerSocketChannel(this, socket.fd(), socket.family());
  }

  /**
   * Not supported.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public DatagramChannel openDatagramChannel() {
    throw new UnsupportedOperationException("TCP only: no datagrams");
  }

  /**
   * Not supported.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) {
    throw new UnsupportedOperationException("TCP only: no datagrams");
  }

  /**
   * Not supported.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public Pipe openPipe() {
    throw new UnsupportedOperationException("TCP only: no pipes");
  }

  /** A socket that nobody has yet. */
  private record Socket(int fd, int family) {}

  private static Socket open(@Nullable ProtocolFamily family) throws IOException {
    if (family != null
        && family != StandardProtocolFamily.INET
        && family != StandardProtocolFamily.INET6) {
      throw new UnsupportedOperationException("TCP only: no channels of " + family.name());
    }
    Scratch scratch = Scratch.borrow();
    try {
      if (family != StandardProtocolFamily.INET) {
        int fd = LibC.socket(scratch, LibC.AF_INET6);
        if (fd >= 0) {
          return speakingBoth(scratch, fd);
        }
        if (family == null && scratch.errno() == Errno.EAFNOSUPPORT) {
          return checked(scratch, LibC.socket(scratch, LibC.AF_INET), LibC.AF_INET);
        }
        return checked(scratch, fd, LibC.AF_INET6);
      }
      return checked(scratch, LibC.socket(scratch, LibC.AF_INET), LibC.AF_INET);
    } finally {
      Scratch.giveBack(scratch);
    }
  }

  private static Socket checked(Scratch scratch, int fd, int family) throws IOException {
    if (fd >= 0) {
      return new Socket(fd, family);
    }
    if (scratch.errno() == Errno.EAFNOSUPPORT) {
      throw new UnsupportedOperationException("the system lacks this family of addresses");
    }
    throw Errno.failure(scratch.errno());
  }

  private static Socket speakingBoth(Scratch scratch, int fd) throws IOException {
    try {
      TcpOptions.speakBoth(scratch, fd);
      return new Socket(fd, LibC.AF_INET6);
    } catch (IOException e) {
      LibC.close(scratch, fd);
      throw e;
    }
  }

  // What both kinds of channels do.

  /** Binds; null for any address and port. Returns what it is bound to. */
  static InetSocketAddress bind(
      Scratch scratch, int fd, int family, @Nullable SocketAddress address) throws IOException {
    InetSocketAddress to =
        address == null
            ? new InetSocketAddress(InetAddress.getByAddress(new byte[4]), 0)
            : SocketAddresses.checked(address);
    int length = SocketAddresses.write(to, family, scratch.address, true);
    if (LibC.bind(scratch, fd, scratch.address, length) < 0) {
      throw Errno.bindFailure(scratch.errno());
    }
    return localAddress(scratch, fd);
  }

  static InetSocketAddress localAddress(Scratch scratch, int fd) throws IOException {
    expectAddress(scratch);
    if (LibC.getsockname(scratch, fd, scratch.address, scratch.number) < 0) {
      throw Errno.failure(scratch.errno());
    }
    return SocketAddresses.read(scratch.address);
  }

  /** Says how much room there is for the address that a call gives. */
  static void expectAddress(Scratch scratch) {
    scratch.number.set(JAVA_INT, 0, Scratch.ADDRESS_BYTES);
  }
}
