package dev.we.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;

/**
 * A fresh key and a certificate for this machine's own names that vouches for itself: for trying
 * things out.
 *
 * <p>The JDK has no public API that makes a certificate, but every JDK and JRE has {@code keytool}.
 * The key store it writes lives in a folder of the user's own and is deleted before the key is
 * used.
 *
 * @param certificate what a client must trust
 * @param key what a server shows, and proves to own
 */
record SelfSigned(X509Certificate certificate, KeyManager key) {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  /** For {@code localhost}, both loopback addresses, and {@code host}. */
  static SelfSigned forHost(String host) throws IOException, InterruptedException {
    Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1", host));
    names.removeAll(Set.of("", "0.0.0.0", "::"));
    return forNames(names);
  }

  /** For these host names and addresses. */
  static SelfSigned forNames(Set<String> names) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("we-");
    Path file = folder.resolve("key.p12");
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    try {
      runKeytool(file, password, names);
      return read(file, password.toCharArray());
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private static void runKeytool(Path file, String password, Set<String> names)
      throws IOException, InterruptedException {
    String alternatives =
        names.stream()
            .map(name -> (ADDRESS.matcher(name).matches() ? "ip:" : "dns:") + name)
            .collect(Collectors.joining(","));
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-J-XX:TieredStopAtLevel=1",
            "-genkeypair",
            "-alias",
            "we",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=" + alternatives,
            "-validity",
            "30",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass:env", // other users see a process's arguments
            "WE_STOREPASS");
    keytool.environment().put("WE_STOREPASS", password);
    Process process = keytool.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    if (process.waitFor() != 0) {
      throw new IOException("keytool makes no certificate: " + output.strip());
    }
  }

  private static SelfSigned read(Path file, char[] password) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return new SelfSigned(
          (X509Certificate) store.getCertificate("we"), Certificates.keys(store, password)[0]);
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate made by keytool is of no use: " + e.getMessage(), e);
    }
  }
}
