package dev.we.net.websocket.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where to connect to, and how.
 *
 * @param host a host name in ASCII, or an IP address; IPv6 with or without brackets
 * @param port 1 … 65535
 * @param tls how to speak TLS, or null for plain TCP
 * @param nameLookupTimeout how long finding the host's addresses may take
 * @param connectTimeout how long establishing TCP may take, over all addresses together
 * @param localAddress the address to connect from, or null for the system's choice; port 0 for any
 * @param receiveBufferBytes the socket's receive buffer (SO_RCVBUF), or 0 for the system's choice
 * @param sendBufferBytes the socket's send buffer (SO_SNDBUF), or 0 for the system's choice
 * @param tunnel a way through a proxy, or null to go straight. Then the two timeouts above are the
 *     proxy's, and the second one counts once more for what is said to it
 */
public record Destination(
    String host,
    int port,
    @Nullable TlsSettings tls,
    Duration nameLookupTimeout,
    Duration connectTimeout,
    @Nullable InetSocketAddress localAddress,
    int receiveBufferBytes,
    int sendBufferBytes,
    @Nullable Tunnel tunnel) {

  private static final Duration LONGEST = Duration.ofDays(365);

  /**
   * Checks, and takes the brackets off an IPv6 address.
   *
   * @throws IllegalArgumentException if a value is outside its range
   */
  public Destination {
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the host is empty");
    }
    if (!host.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new IllegalArgumentException("the host is not plain ASCII: " + host);
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not within 1 … 65535");
    }
    requirePositive(nameLookupTimeout, "nameLookupTimeout");
    requirePositive(connectTimeout, "connectTimeout");
    if (receiveBufferBytes < 0 || sendBufferBytes < 0) {
      throw new IllegalArgumentException("a socket buffer of less than 0 bytes");
    }
  }

  /** Plain TCP with the defaults: 10 s for the name, 10 s to connect, the system's choices. */
  public static Destination of(String host, int port) {
    return new Destination(
        host, port, null, Duration.ofSeconds(10), Duration.ofSeconds(10), null, 0, 0, null);
  }

  /** The same with TLS, or without. */
  public Destination withTls(@Nullable TlsSettings settings) {
    return new Destination(
        host,
        port,
        settings,
        nameLookupTimeout,
        connectTimeout,
        localAddress,
        receiveBufferBytes,
        sendBufferBytes,
        tunnel);
  }

  /** The same with other timeouts. */
  public Destination withTimeouts(Duration nameLookup, Duration connect) {
    return new Destination(
        host,
        port,
        tls,
        nameLookup,
        connect,
        localAddress,
        receiveBufferBytes,
        sendBufferBytes,
        tunnel);
  }

  /** The same from another {@link #localAddress}. */
  public Destination withLocalAddress(@Nullable InetSocketAddress address) {
    return new Destination(
        host,
        port,
        tls,
        nameLookupTimeout,
        connectTimeout,
        address,
        receiveBufferBytes,
        sendBufferBytes,
        tunnel);
  }

  /** The same with other socket buffers. */
  public Destination withSocketBuffers(int receiveBytes, int sendBytes) {
    return new Destination(
        host,
        port,
        tls,
        nameLookupTimeout,
        connectTimeout,
        localAddress,
        receiveBytes,
        sendBytes,
        tunnel);
  }

  /** The same through a proxy, or straight. */
  public Destination withTunnel(@Nullable Tunnel through) {
    return new Destination(
        host,
        port,
        tls,
        nameLookupTimeout,
        connectTimeout,
        localAddress,
        receiveBufferBytes,
        sendBufferBytes,
        through);
  }

  /** Where TCP connects to: the proxy, if there is one. */
  Destination firstHop() {
    return tunnel == null
        ? this
        : new Destination(
            tunnel.host(),
            tunnel.port(),
            null,
            nameLookupTimeout,
            connectTimeout,
            localAddress,
            receiveBufferBytes,
            sendBufferBytes,
            null);
  }

  /** Host and port that TCP connects to, for messages: which proxy, and on the way to whom. */
  public String onTheWay() {
    return tunnel == null ? toString() : "the proxy " + firstHop() + " on the way to " + this;
  }

  /** Host and port as a URL has them, for messages. */
  @Override
  public String toString() {
    return authority(host, port);
  }

  /** Host and port as a URL has them: an IPv6 address in brackets. */
  public static String authority(String host, int port) {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }

  /**
   * The address that the host is, if it is one and not a name; never asks a name service.
   *
   * @throws UnknownHostException if the host can only be an IPv6 address, and is none
   */
  @Nullable InetAddress literalAddress() throws UnknownHostException {
    if (host.indexOf(':') >= 0) {
      return InetAddress.getByName("[" + host + "]"); // in brackets it is never looked up
    }
    return isDottedQuad(host) ? InetAddress.getByName(host) : null;
  }

  private static boolean isDottedQuad(String host) {
    String[] parts = host.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')
          || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  static void requirePositive(Duration timeout, String name) {
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + " is " + timeout + ", not above 0 and up to " + LONGEST.toDays() + " days");
    }
  }
}
