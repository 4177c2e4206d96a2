package dev.we.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A server's key and self-signed certificate.
 *
 * @param store holds the key and its certificate, alone
 * @param password that of the store and the key
 */
public record Identity(KeyStore store, String password) {
  private static final String PASSWORD = "changeit";

  /** Reads a PKCS #12 file. */
  public static Identity read(Path file, String password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password.toCharArray());
    }
    return new Identity(store, password);
  }

  /**
   * Makes a fresh one (EC, P-256) for localhost and 127.0.0.1 with the JDK's keytool, since the JDK
   * has no public API for it.
   */
  public static Identity selfSigned() throws IOException, GeneralSecurityException {
    Path folder = Files.createTempDirectory("we-peers-");
    Path file = folder.resolve("key.p12");
    try {
      selfSigned(file);
      return read(file, PASSWORD);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /** Makes one as {@link #selfSigned()} does, in a PKCS #12 file with the password changeit. */
  public static void selfSigned(Path file) throws IOException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                (keytool
                        + " -J-XX:TieredStopAtLevel=1 -genkeypair -alias we -keyalg EC -groupname"
                        + " secp256r1 -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1"
                        + " -validity 30 -storetype PKCS12 -storepass "
                        + PASSWORD
                        + " -keystore "
                        + file)
                    .split(" "))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool makes no certificate: " + said.strip());
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool ran", e);
    }
  }

  /** What a server shows, and proves to own. */
  public KeyManagerFactory keys() {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password.toCharArray());
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot be used: " + e.getMessage(), e);
    }
  }

  /** Trusts this certificate, and nobody else. */
  public X509TrustManager trust() {
    try {
      String alias = store.aliases().nextElement();
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(alias, store.getCertificate(alias));
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return (X509TrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the certificate cannot be used: " + e.getMessage(), e);
    }
  }

  /** TLS by the JDK's own provider for a server with this key. */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys().getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no TLS: " + e.getMessage(), e);
    }
  }

  /** TLS by the JDK's own provider for a client that trusts what {@code manager} trusts. */
  public static SSLContext trusting(X509TrustManager manager) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {manager}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no TLS: " + e.getMessage(), e);
    }
  }
}
