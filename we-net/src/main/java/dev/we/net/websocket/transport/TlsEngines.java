package dev.we.net.websocket.transport;

import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** Makes the JDK's TLS engines as {@link TlsSettings} want them. */
final class TlsEngines {

  private TlsEngines() {}

  /** An engine for the side that connects. */
  static SSLEngine forClient(TlsSettings settings, Destination to) {
    String host = withoutRootDot(to.host());
    // Host and port also find the session to resume.
    SSLEngine engine = settings.context().createSSLEngine(host, to.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = parametersOf(engine, settings);
    if (settings.verifyHostName()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 9110, section 4.3.4
    }
    parameters.setServerNames(isAddress(to) ? List.of() : announced(host));
    engine.setSSLParameters(parameters);
    return engine;
  }

  /**
   * What the server is told of the host. RFC 6066, section 3: "Literal IPv4 and IPv6 addresses are
   * not permitted in "HostName"." The JDK by itself leaves out names without a dot, too.
   */
  private static List<SNIServerName> announced(String host) {
    try {
      return List.of(new SNIHostName(host.getBytes(StandardCharsets.US_ASCII)));
    } catch (IllegalArgumentException e) {
      // A name that is no "fully qualified DNS hostname", such as one with an underscore, goes
      // unsaid: whether it can be found, and whose certificate is for it, is seen later.
      return List.of();
    }
  }

  /** An engine for the side that accepts. */
  static SSLEngine forServer(TlsSettings settings) {
    SSLEngine engine = settings.context().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = parametersOf(engine, settings);
    switch (settings.clientAuthentication()) {
      case NONE -> parameters.setNeedClientAuth(false);
      case WANT -> parameters.setWantClientAuth(true);
      case NEED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static SSLParameters parametersOf(SSLEngine engine, TlsSettings settings) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(settings.protocols().toArray(String[]::new));
    if (!settings.cipherSuites().isEmpty()) {
      parameters.setCipherSuites(settings.cipherSuites().toArray(String[]::new));
    }
    parameters.setApplicationProtocols(settings.applicationProtocols().toArray(String[]::new));
    return parameters;
  }

  private static boolean isAddress(Destination to) {
    try {
      return to.literalAddress() != null;
    } catch (UnknownHostException e) {
      return true; // has a colon: no name in any case
    }
  }

  /** RFC 6066, section 3: the host name goes "without a trailing dot". */
  private static String withoutRootDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
