package dev.we.epoll;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The options of TCP sockets (socket(7), tcp(7)), each a number to the system. */
final class TcpOptions {
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;

  /** An option to the system. */
  private record Code(int level, int name) {}

  private static final Map<SocketOption<?>, Code> CODES =
      Map.of(
          StandardSocketOptions.TCP_NODELAY, new Code(6, 1),
          StandardSocketOptions.SO_REUSEADDR, new Code(SOL_SOCKET, SO_REUSEADDR),
          StandardSocketOptions.SO_SNDBUF, new Code(SOL_SOCKET, 7),
          StandardSocketOptions.SO_RCVBUF, new Code(SOL_SOCKET, 8),
          StandardSocketOptions.SO_KEEPALIVE, new Code(SOL_SOCKET, 9),
          StandardSocketOptions.SO_LINGER, new Code(SOL_SOCKET, 13),
          StandardSocketOptions.SO_REUSEPORT, new Code(SOL_SOCKET, 15));

  /** Those of a connection. */
  static final Set<SocketOption<?>> OF_CONNECTIONS = CODES.keySet();

  /** Those of a socket that listens. */
  static final Set<SocketOption<?>> OF_LISTENERS =
      Set.of(
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_REUSEADDR,
          StandardSocketOptions.SO_REUSEPORT);

  private TcpOptions() {}

  /** A socket of the IPv6 family speaks IPv4, too. */
  static void speakBoth(Scratch scratch, int fd) throws IOException {
    setNumber(scratch, fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  }

  /** A port may be bound to while connections of an earlier listener still linger. */
  static void reuseAddress(Scratch scratch, int fd) throws IOException {
    setNumber(scratch, fd, SOL_SOCKET, SO_REUSEADDR, 1);
  }

  static <T> void set(Scratch scratch, int fd, SocketOption<T> option, T value) throws IOException {
    Code code = codeOf(option);
    if (Objects.requireNonNull(value, "value of the option") instanceof Boolean on) {
      setNumber(scratch, fd, code.level, code.name, on ? 1 : 0);
      return;
    }
    int number = (Integer) value;
    if (option.equals(StandardSocketOptions.SO_LINGER)) {
      setLinger(scratch, fd, code, number);
      return;
    }
    if (number < 0) {
      throw new IllegalArgumentException(option.name() + " is 0 or more, not " + number);
    }
    setNumber(scratch, fd, code.level, code.name, number);
  }

  static <T> T get(Scratch scratch, int fd, SocketOption<T> option) throws IOException {
    Code code = codeOf(option);
    MemorySegment value = scratch.pair;
    scratch.number.set(JAVA_INT, 0, (int) value.byteSize());
    check(scratch, LibC.getsockopt(scratch, fd, code.level, code.name, value, scratch.number));
    int number = value.get(JAVA_INT, 0);
    if (option.equals(StandardSocketOptions.SO_LINGER)) {
      return option.type().cast(number == 0 ? -1 : value.get(JAVA_INT, Integer.BYTES));
    }
    return option.type().cast(option.type() == Boolean.class ? (Object) (number != 0) : number);
  }

  private static Code codeOf(SocketOption<?> option) {
    Code code = CODES.get(Objects.requireNonNull(option, "option"));
    if (code == null) {
      throw new UnsupportedOperationException("no option of such a channel: " + option.name());
    }
    return code;
  }

  /** {@code struct linger}: whether, and for how many seconds. */
  private static void setLinger(Scratch scratch, int fd, Code code, int seconds)
      throws IOException {
    scratch.pair.set(JAVA_INT, 0, seconds < 0 ? 0 : 1);
    scratch.pair.set(JAVA_INT, Integer.BYTES, Math.clamp(seconds, 0, 0xFFFF));
    int length = (int) scratch.pair.byteSize();
    check(scratch, LibC.setsockopt(scratch, fd, code.level, code.name, scratch.pair, length));
  }

  private static void setNumber(Scratch scratch, int fd, int level, int name, int value)
      throws IOException {
    scratch.number.set(JAVA_INT, 0, value);
    check(scratch, LibC.setsockopt(scratch, fd, level, name, scratch.number, Integer.BYTES));
  }

  private static void check(Scratch scratch, int result) throws IOException {
    if (result < 0) {
      throw Errno.failure(scratch.errno());
    }
  }
}
