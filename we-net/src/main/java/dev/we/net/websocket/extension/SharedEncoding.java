package dev.we.net.websocket.extension;

import dev.we.net.websocket.frame.ByteSink;

/**
 * A way to encode messages that many connections send alike, each by itself: what comes out refers
 * to no other message, and every connection whose {@link Extension#sharedEncoding} named it, or its
 * equal, may send it. Immutable.
 */
public interface SharedEncoding {
  /**
   * Encodes a message.
   *
   * @param bytes holds the message
   * @param out takes what is sent, with room on the heap
   * @return the bits to set on the message's frame; 0 sends it as it is: what was put into {@code
   *     out} is forgotten
   */
  int encode(byte[] bytes, int from, int to, ByteSink out);
}
