package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against files that OpenSSL wrote. */
class PemTest {
  @Test
  void olderFormOfAnRsaKeyIsTheSameKey() throws Exception {
    assertThat(key("RSA", "rsa-pkcs1.pem")).isEqualTo(key("RSA", "rsa-pkcs8.pem"));
  }

  @Test
  void olderFormOfAnEcKeyIsTheSameKey() throws Exception {
    assertThat(((ECPrivateKey) key("EC", "ec-sec1.pem")).getS())
        .isEqualTo(((ECPrivateKey) key("EC", "ec-pkcs8.pem")).getS());
  }

  private static PrivateKey key(String algorithm, String file) throws Exception {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Pem.privateKey(blocks(file)));
    return KeyFactory.getInstance(algorithm).generatePrivate(spec);
  }

  private static List<Pem.Block> blocks(String file) throws IOException {
    return Pem.parse(Files.readString(Path.of(TestFile.named(file))));
  }

  @ParameterizedTest
  @CsvSource({
    "rsa-cert.pem, rsa-pkcs1.pem",
    "rsa-cert.pem, rsa-pkcs8.pem",
    "ec-cert.pem, ec-sec1.pem",
    "ec-cert.pem, ec-pkcs8.pem",
    "ed25519-cert.pem, ed25519.pem",
  })
  void certificateAndKeyAreTakenTogether(String certificate, String key) {
    assertThat(Certificates.keys(path(certificate), path(key))).isNotEmpty();
  }

  @Test
  void keyOfAnotherCertificateIsToldApart() {
    assertThatThrownBy(() -> Certificates.keys(path("rsa-cert.pem"), path("ec-sec1.pem")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is not that of the certificate");
  }

  @Test
  void encryptedKeyIsRefusedWithAWayOut() {
    assertThatThrownBy(() -> Certificates.keys(path("ec-cert.pem"), path("encrypted.pem")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("openssl pkey");
  }

  @Test
  void certificateWhereAKeyBelongsAndTheOtherWayRound() {
    assertThatThrownBy(() -> Certificates.keys(path("ec-cert.pem"), path("ec-cert.pem")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no private key");
    assertThatThrownBy(() -> Certificates.trust(path("ec-sec1.pem")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no certificate");
  }

  @Test
  void everyKeyCutShortIsRefusedAndNothingWorse(@TempDir Path folder) throws IOException {
    for (String name : List.of("ec-sec1.pem", "rsa-pkcs1.pem", "ed25519.pem")) {
      Pem.Block whole = blocks(name).getLast();
      for (int length = 0; length < whole.base64().length(); length += 4) {
        Path file = folder.resolve("key.pem");
        Files.writeString(
            file,
            "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(whole.label(), whole.base64().substring(0, length)));
        assertThatThrownBy(() -> Certificates.keys(path("ec-cert.pem"), file))
            .as("%s, %d characters", name, length)
            .isInstanceOf(UsageException.class);
      }
    }
  }

  @Test
  void commentaryBetweenBlocksIsPassedOver() {
    assertThat(Pem.parse("# mine\r\n-----BEGIN A-----\r\nAQ==\r\n-----END A-----\r\nbye\n"))
        .singleElement()
        .satisfies(block -> assertThat(block.label()).isEqualTo("A"))
        .satisfies(block -> assertThat(block.der()).containsExactly(1));
  }

  @Test
  void damagedBlocksAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pem.parse("-----BEGIN A-----\nAQ==\n"))
        .withMessage("the block A does not end");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pem.parse("-----BEGIN A-----\n!\n-----END A-----").getFirst().der())
        .withMessage("the block A is not base64");
  }

  private static Path path(String name) {
    return Path.of(TestFile.named(name));
  }
}
