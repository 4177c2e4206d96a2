package dev.we.peers;

import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How a client is set up.
 *
 * @param trust who vouches for wss servers; null where only ws is spoken
 * @param compression whether it offers permessage-deflate with context takeover
 */
public record ClientSettings(@Nullable X509TrustManager trust, boolean compression) {
  /** Plain ws, nothing compressed. */
  public static ClientSettings plain() {
    return new ClientSettings(null, false);
  }

  /** The same, trusting what {@code manager} trusts. */
  public ClientSettings withTrust(X509TrustManager manager) {
    return new ClientSettings(manager, compression);
  }

  /** The same, offering compression. */
  public ClientSettings withCompression() {
    return new ClientSettings(trust, true);
  }
}
