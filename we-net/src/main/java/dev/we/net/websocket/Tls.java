package dev.we.net.websocket;

import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * How {@code wss} connections are secured. Immutable; the {@code with…} methods make changed
 * copies.
 *
 * <p>On by default: TLS 1.3, and 1.2 for peers that have no 1.3; on a client the server's
 * certificate must be trusted by the context and match the host name (RFC 6125), and the host name
 * is sent (SNI, RFC 6066).
 *
 * @param context whose keys and trusted certificates are used
 * @param verifyHostName whether a client compares the host name with the certificate
 * @param protocols the versions allowed, as in {@link javax.net.ssl.SSLParameters#getProtocols()}
 * @param ciphers the cipher suites allowed; empty for the context's own choice
 * @param clientAuth whether a server asks its clients for a certificate
 */
public record Tls(
    SSLContext context,
    boolean verifyHostName,
    List<String> protocols,
    List<String> ciphers,
    ClientAuth clientAuth) {
  /** Whether a server asks its clients for a certificate. */
  public enum ClientAuth {
    /** It does not. */
    NONE,
    /** It asks, and goes on without one. */
    WANTED,
    /** It asks, and fails the TLS handshake without one. */
    NEEDED
  }

  /** Copies the lists. */
  public Tls {
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(clientAuth, "clientAuth");
    protocols = List.copyOf(protocols);
    ciphers = List.copyOf(ciphers);
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("no TLS version is allowed: name at least one");
    }
  }

  /** The JVM's own trusted certificates, and no key: what a client needs for public servers. */
  public static Tls defaults() {
    try {
      return of(SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no TLS: " + e.getMessage(), e);
    }
  }

  /** The caller's keys and trusted certificates. */
  public static Tls of(SSLContext context) {
    return new Tls(context, true, List.of("TLSv1.3", "TLSv1.2"), List.of(), ClientAuth.NONE);
  }

  /**
   * Takes a trusted certificate for any host name: whoever holds one can then pose as the server.
   * For tests only.
   */
  public Tls withoutHostNameVerification() {
    return new Tls(context, false, protocols, ciphers, clientAuth);
  }

  /** Allows these versions only. */
  public Tls withProtocols(String... versions) {
    return new Tls(context, verifyHostName, List.of(versions), ciphers, clientAuth);
  }

  /** Allows these cipher suites only. */
  public Tls withCiphers(String... suites) {
    return new Tls(context, verifyHostName, protocols, List.of(suites), clientAuth);
  }

  /** Asks clients for a certificate, or not. */
  public Tls withClientAuth(ClientAuth auth) {
    return new Tls(context, verifyHostName, protocols, ciphers, auth);
  }
}
