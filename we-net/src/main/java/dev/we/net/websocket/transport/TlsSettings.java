package dev.we.net.websocket.transport;

import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * How TLS is spoken, by a client or a server.
 *
 * @param context keys, trust and session cache
 * @param verifyHostName whether a client holds the server's certificate against the host that it
 *     connects to (RFC 9525); without this, any certificate that the context trusts will do.
 *     Servers do not look at it
 * @param protocols the versions allowed, in the JDK's names, e.g. {@code TLSv1.3}
 * @param cipherSuites the suites allowed, in the JDK's names; empty for the context's own choice
 * @param applicationProtocols ALPN (RFC 7301): what a client offers and a server selects from, the
 *     preferred first; empty for none. A transport does not know what it carries, so none is the
 *     default; whoever speaks HTTP/1.1 over it says {@code http/1.1}
 * @param clientAuthentication whether a server asks for the client's certificate; clients do not
 *     look at it
 * @param handshakeTimeout how long the handshake may take, on both sides
 */
public record TlsSettings(
    SSLContext context,
    boolean verifyHostName,
    List<String> protocols,
    List<String> cipherSuites,
    List<String> applicationProtocols,
    ClientAuthentication clientAuthentication,
    Duration handshakeTimeout) {

  /** Whether a server asks for the client's certificate. */
  public enum ClientAuthentication {
    /** It does not ask. */
    NONE,
    /**
     * It asks; a client without one is welcome, one with a certificate that is not trusted is not.
     */
    WANT,
    /** It asks and fails the handshake without one. */
    NEED
  }

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no protocol or the timeout is not positive
   */
  public TlsSettings {
    protocols = List.copyOf(protocols);
    cipherSuites = List.copyOf(cipherSuites);
    applicationProtocols = List.copyOf(applicationProtocols);
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("no TLS protocol version is allowed");
    }
    Destination.requirePositive(handshakeTimeout, "handshakeTimeout");
  }

  /**
   * The defaults: TLS 1.3 and 1.2, the host name verified, the context's cipher suites, no ALPN, no
   * client certificate, 10 s for the handshake.
   */
  public static TlsSettings of(SSLContext context) {
    return new TlsSettings(
        context,
        true,
        List.of("TLSv1.3", "TLSv1.2"),
        List.of(),
        List.of(),
        ClientAuthentication.NONE,
        Duration.ofSeconds(10));
  }

  /** The same with another {@link #verifyHostName}. */
  public TlsSettings withVerifyHostName(boolean verify) {
    return new TlsSettings(
        context,
        verify,
        protocols,
        cipherSuites,
        applicationProtocols,
        clientAuthentication,
        handshakeTimeout);
  }

  /** The same with other {@link #protocols}. */
  public TlsSettings withProtocols(List<String> allowed) {
    return new TlsSettings(
        context,
        verifyHostName,
        allowed,
        cipherSuites,
        applicationProtocols,
        clientAuthentication,
        handshakeTimeout);
  }

  /** The same with other {@link #cipherSuites}. */
  public TlsSettings withCipherSuites(List<String> allowed) {
    return new TlsSettings(
        context,
        verifyHostName,
        protocols,
        allowed,
        applicationProtocols,
        clientAuthentication,
        handshakeTimeout);
  }

  /** The same with other {@link #applicationProtocols}. */
  public TlsSettings withApplicationProtocols(List<String> offered) {
    return new TlsSettings(
        context,
        verifyHostName,
        protocols,
        cipherSuites,
        offered,
        clientAuthentication,
        handshakeTimeout);
  }

  /** The same with another {@link #clientAuthentication}. */
  public TlsSettings withClientAuthentication(ClientAuthentication wish) {
    return new TlsSettings(
        context,
        verifyHostName,
        protocols,
        cipherSuites,
        applicationProtocols,
        wish,
        handshakeTimeout);
  }

  /** The same with another {@link #handshakeTimeout}. */
  public TlsSettings withHandshakeTimeout(Duration timeout) {
    return new TlsSettings(
        context,
        verifyHostName,
        protocols,
        cipherSuites,
        applicationProtocols,
        clientAuthentication,
        timeout);
  }
}
