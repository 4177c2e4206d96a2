package dev.we.net.websocket.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A way to a destination that leads through a proxy: TCP connects to the proxy, and then something
 * is said there until it passes bytes on.
 *
 * @param host the proxy's name in ASCII, or its IP address
 * @param port 1 … 65535
 * @param passage a conversation for each connection
 */
public record Tunnel(String host, int port, Supplier<Passage> passage) {

  /** What is said to the proxy on one connection. Loop thread. */
  public interface Passage {
    /** What is to be sent now; each byte is given once. */
    ByteBuffer toSend();

    /**
     * Takes what the proxy sent.
     *
     * @return whether the way is open: what is left of the input is the destination's
     * @throws IOException if the proxy opens no way; the message says why
     */
    boolean receive(ByteBuffer in) throws IOException;
  }
}
