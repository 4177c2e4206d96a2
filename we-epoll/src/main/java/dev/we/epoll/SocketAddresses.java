package dev.we.epoll;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;

/**
 * Addresses as {@code struct sockaddr_in} and {@code sockaddr_in6} (ip(7), ipv6(7)). A socket of
 * the IPv6 family speaks to IPv4 as well, whose addresses it has in their mapped form.
 */
final class SocketAddresses {
  private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int V4_BYTES = 16;
  private static final int V6_BYTES = 28;
  private static final int V4_ADDRESS = 4;
  private static final int V6_ADDRESS = 8;
  private static final int V6_SCOPE = 24;

  /** Where an IPv4 address stands in its mapped form, behind two bytes of ones. */
  private static final int MAPPED = 12;

  private SocketAddresses() {}

  /** The address itself, resolved and of the Internet. */
  static InetSocketAddress checked(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet)) {
      throw new UnsupportedAddressTypeException();
    }
    if (internet.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    return internet;
  }

  /**
   * That a socket of the family can have to do with the address.
   *
   * @throws UnsupportedAddressTypeException if it is IPv6's, and the socket speaks IPv4 only
   */
  static void mustFit(InetSocketAddress address, int family) {
    if (family == LibC.AF_INET && !(address.getAddress() instanceof Inet4Address)) {
      throw new UnsupportedAddressTypeException();
    }
  }

  /**
   * Writes an address for a socket of the family; returns how long that is.
   *
   * @param toBind whether IPv4's any address means that of both families
   */
  static int write(InetSocketAddress from, int family, MemorySegment to, boolean toBind) {
    mustFit(from, family);
    InetAddress host = from.getAddress();
    byte[] bytes = host.getAddress();
    to.fill((byte) 0);
    to.set(JAVA_SHORT, 0, (short) family);
    to.set(PORT, 2, (short) from.getPort());
    if (family == LibC.AF_INET) {
      MemorySegment.copy(bytes, 0, to, JAVA_BYTE, V4_ADDRESS, bytes.length);
      return V4_BYTES;
    }
    if (host instanceof Inet6Address v6) {
      MemorySegment.copy(bytes, 0, to, JAVA_BYTE, V6_ADDRESS, bytes.length);
      to.set(JAVA_INT, V6_SCOPE, v6.getScopeId());
    } else if (!toBind || !host.isAnyLocalAddress()) { // IPv6's any address is all zeroes
      to.set(JAVA_SHORT, V6_ADDRESS + MAPPED - 2, (short) -1);
      MemorySegment.copy(bytes, 0, to, JAVA_BYTE, V6_ADDRESS + MAPPED, bytes.length);
    }
    return V6_BYTES;
  }

  /** Reads what the system has written. */
  static InetSocketAddress read(MemorySegment from) throws IOException {
    int port = Short.toUnsignedInt(from.get(PORT, 2));
    return new InetSocketAddress(host(from), port);
  }

  private static InetAddress host(MemorySegment from) throws UnknownHostException {
    if (from.get(JAVA_SHORT, 0) == LibC.AF_INET) {
      byte[] bytes = new byte[4];
      MemorySegment.copy(from, JAVA_BYTE, V4_ADDRESS, bytes, 0, bytes.length);
      return InetAddress.getByAddress(bytes);
    }
    byte[] bytes = new byte[16];
    MemorySegment.copy(from, JAVA_BYTE, V6_ADDRESS, bytes, 0, bytes.length);
    int scope = from.get(JAVA_INT, V6_SCOPE);
    // Of a mapped address the first makes an IPv4 one, which has no scope.
    return scope == 0
        ? InetAddress.getByAddress(bytes)
        : Inet6Address.getByAddress(null, bytes, scope);
  }
}
