package dev.we.conformance.tls;

import dev.we.net.websocket.Tls;
import dev.we.peers.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for localhost and 127.0.0.1: as PEM files, and for Java's TLS. One
 * serves all tests of a JVM, and its files go with that.
 */
public final class Certificate {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;
  private final SSLContext context;
  private final Identity identity;

  private static final class Shared {
    static final Certificate INSTANCE = make();

    private static Certificate make() {
      try {
        return new Certificate();
      } catch (IOException | GeneralSecurityException e) {
        throw new IllegalStateException("no certificate: " + e.getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** The one that all share. */
  public static Certificate shared() {
    return Shared.INSTANCE;
  }

  private Certificate() throws IOException, GeneralSecurityException, InterruptedException {
    folder = Files.createTempDirectory("we-conformance-");
    Path file = folder.resolve("key.p12");
    for (Path made : List.of(folder, file, certificateFile(), keyFile())) {
      made.toFile().deleteOnExit(); // the last named goes first
    }
    Process keytool =
        new ProcessBuilder(
                (System.getProperty("java.home")
                        + "/bin/keytool -J-XX:TieredStopAtLevel=1 -genkeypair -alias we -keyalg EC"
                        + " -groupname secp256r1 -dname CN=localhost -validity 2 -storetype PKCS12"
                        + " -ext san=dns:localhost,ip:127.0.0.1 -storepass changeit -keystore "
                        + file)
                    .split(" "))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + output);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    write(certificateFile(), "CERTIFICATE", store.getCertificate("we").getEncoded());
    write(keyFile(), "PRIVATE KEY", store.getKey("we", PASSWORD).getEncoded());
    context = context(store);
    identity = new Identity(store, new String(PASSWORD));
  }

  private static void write(Path file, String kind, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
  }

  private static SSLContext context(KeyStore store) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try {
      trusted.load(null, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    trusted.setCertificateEntry("we", store.getCertificate("we"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** Holds the key, and trusts the certificate and no other. */
  public SSLContext context() {
    return context;
  }

  /** The same for our client and server. */
  public Tls tls() {
    return Tls.of(context);
  }

  /** The same for the libraries of others. */
  public Identity identity() {
    return identity;
  }

  /** The certificate, for whom is to trust it. */
  public Path certificateFile() {
    return folder.resolve("certificate.pem");
  }

  /** Its private key. */
  public Path keyFile() {
    return folder.resolve("key.pem");
  }

  /** The arguments with which a peer's server speaks TLS. */
  public List<String> serverArguments() {
    return List.of(certificateFile().toString(), keyFile().toString());
  }
}
