package dev.we.peers;

import java.nio.ByteBuffer;

/** What comes over one connection of a peer's client, on the peer's own threads, one at a time. */
public interface PeerListener {
  /** The opening handshake is done. */
  default void onOpen(PeerSocket socket) {}

  /** A whole text message. */
  void onText(PeerSocket socket, String text);

  /** A whole binary message, from position to limit; good until this call returns. */
  void onBinary(PeerSocket socket, ByteBuffer data);

  /** The connection has ended; the code is 1006 where there was no Close. Called once at most. */
  default void onClose(int code) {}

  /** Something went wrong; the connection is of no use any more. */
  default void onError(Throwable error) {}
}
