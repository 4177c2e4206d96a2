package dev.we.net.websocket.connection;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that nobody can foretell, faster than {@link SecureRandom} brings them: the keystream of
 * AES-128 in counter mode (NIST SP 800-38A, section 6.5), its key and first counter from a {@link
 * SecureRandom}.
 *
 * <p>RFC 6455, 5.3: "the masking key MUST be derived from a strong source of entropy, and the
 * masking key for a given frame MUST NOT make it simple for a server/proxy to predict the masking
 * key for a subsequent frame." Who could tell from some of this stream what follows could tell
 * AES's output from chance. And who comes to read this memory learns at most what was made since
 * the last change of key, which comes every {@value #BYTES_PER_KEY} bytes.
 *
 * <p>The first bytes come straight from the {@link SecureRandom}, and so do all where there is no
 * such cipher: a program that sends little never loads one. Thread-safe.
 */
final class KeyStream {
  private static final int AES_BLOCK_BYTES = 16;
  private static final int BYTES_PER_KEY = 1 << 20;

  private final SecureRandom random;
  private final ReentrantLock lock = new ReentrantLock();

  // All below under the lock.
  private boolean begun;
  private @Nullable Cipher cipher;
  private boolean withoutCipher;
  private int leftOfKey;

  KeyStream(SecureRandom random) {
    this.random = random;
  }

  /** Fills an array that holds zeros. */
  void fill(byte[] zeros) {
    lock.lock();
    try {
      if (!begun || withoutCipher) {
        begun = true;
        random.nextBytes(zeros);
        return;
      }
      if (cipher == null || leftOfKey < zeros.length) {
        cipher = withFreshKey();
        leftOfKey = BYTES_PER_KEY;
      }
      leftOfKey -= zeros.length;
      // In counter mode: XOR with the keystream.
      if (cipher.update(zeros, 0, zeros.length, zeros, 0) != zeros.length) {
        throw new GeneralSecurityException("a stream cipher that holds bytes back");
      }
    } catch (GeneralSecurityException | ProviderException noSuchCipher) {
      withoutCipher = true;
      random.nextBytes(zeros);
    } finally {
      lock.unlock();
    }
  }

  private Cipher withFreshKey() throws GeneralSecurityException {
    byte[] key = new byte[AES_BLOCK_BYTES];
    byte[] counter = new byte[AES_BLOCK_BYTES];
    random.nextBytes(key);
    random.nextBytes(counter);
    Cipher fresh = Cipher.getInstance("AES/CTR/NoPadding");
    fresh.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
    return fresh;
  }
}
