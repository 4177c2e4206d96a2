package dev.we.peers;

import java.nio.ByteBuffer;

/** One connection of a peer's client. Any thread may send. */
public interface PeerSocket {
  /** Sends a text message. */
  void sendText(String text);

  /**
   * Sends a binary message: what is between position and limit, both left as they are. The caller
   * may send the same buffer again at any time, and changes its bytes only when nothing of it is on
   * its way any more.
   */
  void sendBinary(ByteBuffer data);

  /** Starts the closing handshake. */
  void close(int code, String reason);
}
