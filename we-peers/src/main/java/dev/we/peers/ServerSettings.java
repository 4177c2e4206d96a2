package dev.we.peers;

import org.jspecify.annotations.Nullable;

/**
 * How an echo server is set up.
 *
 * @param identity the key and certificate with which it speaks wss; null for ws
 * @param compression whether it agrees to permessage-deflate with context takeover; without it, no
 *     extension is agreed to
 * @param io how it waits for its sockets
 * @param port the port to listen on; 0 for any free one
 */
public record ServerSettings(@Nullable Identity identity, boolean compression, Io io, int port) {
  /** The largest message that every server and client is set up to take. */
  public static final int MAX_MESSAGE_BYTES = 16 << 20;

  /** Plain ws, nothing compressed, on a free port. */
  public static ServerSettings plain() {
    return new ServerSettings(null, false, Io.NIO, 0);
  }

  /** The same with wss. */
  public ServerSettings withIdentity(Identity key) {
    return new ServerSettings(key, compression, io, port);
  }

  /** The same with compression. */
  public ServerSettings withCompression() {
    return new ServerSettings(identity, true, io, port);
  }

  /** The same with another way to wait. */
  public ServerSettings withIo(Io other) {
    return new ServerSettings(identity, compression, other, port);
  }

  /** The same on this port. */
  public ServerSettings withPort(int number) {
    return new ServerSettings(identity, compression, io, number);
  }
}
