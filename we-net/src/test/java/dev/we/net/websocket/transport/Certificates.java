package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority, what it has issued, and a stranger; made once per JVM by the JDK's
 * keytool, the only public maker of certificates that the JDK has.
 */
public final class Certificates {

  /** Issued by the authority for the name localhost. */
  public static final String LOCALHOST = "localhost";

  /** The same, expired five days ago. */
  public static final String EXPIRED = "expired";

  /** Not issued by the authority. */
  public static final String STRANGER = "stranger";

  private static final String AUTHORITY = "authority";
  private static final String PASSWORD = "changeit";
  private static final KeyStore ALL = make();

  private Certificates() {}

  /** A context with the certificate of an alias, or none, that trusts the authority. */
  public static SSLContext context(@Nullable String alias) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (alias != null) {
      char[] password = PASSWORD.toCharArray();
      own.setKeyEntry(alias, ALL.getKey(alias, password), password, ALL.getCertificateChain(alias));
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(AUTHORITY, ALL.getCertificate(AUTHORITY));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore make() {
    try {
      Path folder = Files.createTempDirectory("we-net-certificates");
      try {
        Path file = folder.resolve("all.p12");
        generate(file, AUTHORITY, "-ext", "bc:critical=ca:true");
        generate(file, LOCALHOST, "-signer", AUTHORITY, "-ext", "san=dns:localhost");
        generate(
            file,
            EXPIRED,
            "-signer",
            AUTHORITY,
            "-ext",
            "san=dns:localhost",
            "-startdate",
            "-10d",
            "-validity",
            "5");
        generate(file, STRANGER, "-ext", "san=dns:localhost");
        return load(file);
      } finally {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(each);
          }
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException("cannot make certificates", e);
    }
  }

  private static KeyStore load(Path file) throws GeneralSecurityException, java.io.IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static void generate(Path file, String alias, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", alias));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + alias));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
