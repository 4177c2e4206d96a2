package dev.we.cli;

import dev.we.net.websocket.Tls;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom a client trusts and how it proves who it is, as in curl. */
final class TlsOptions {
  @Option(
      names = "--cacert",
      paramLabel = "PEM",
      description = "Trust what these certificates have signed, and nobody else.")
  private @Nullable Path authorities;

  @Option(
      names = {"-k", "--insecure"},
      description = "Trust any certificate for any host name: anybody can then pose as the server.")
  private boolean insecure;

  @Option(
      names = "--cert",
      paramLabel = "PEM",
      description = "The client's own certificate chain, for servers that ask for one.")
  private @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "PEM", description = "Private key of that certificate.")
  private @Nullable Path key;

  @Option(
      names = "--tls-version",
      paramLabel = "1.2|1.3",
      description = "Speak this version of TLS only (default: 1.3, or 1.2 if the server must).")
  private @Nullable String version;

  /** The settings; says on stderr if they are insecure. */
  Tls tls(Streams streams) throws IOException {
    if (authorities != null && insecure) {
      throw new UsageException("--insecure trusts everybody: --cacert has no meaning with it");
    }
    TrustManager @Nullable [] trust = null;
    if (insecure) {
      streams.err().println("we: insecure: the server's certificate and host name are not checked");
      trust = Certificates.trustEverybody();
    } else if (authorities != null) {
      trust = Certificates.trust(authorities);
    }
    KeyManager @Nullable [] keys = keys();
    Tls tls =
        trust == null && keys == null ? Tls.defaults() : Tls.of(Certificates.context(keys, trust));
    if (version != null) {
      tls = tls.withProtocols(protocol(version));
    }
    return insecure ? tls.withoutHostNameVerification() : tls;
  }

  private KeyManager @Nullable [] keys() {
    if (certificate != null && key != null) {
      return Certificates.keys(certificate, key);
    }
    if (certificate != null || key != null) {
      throw new UsageException("--cert and --key go together");
    }
    return null;
  }

  private static String protocol(String version) {
    return switch (version) {
      case "1.2", "1.3" -> "TLSv" + version;
      default -> throw new UsageException("--tls-version is 1.2 or 1.3, not " + version);
    };
  }
}
