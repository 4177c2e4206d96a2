package dev.we.conformance.faults;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A proxy that no fault happens to: it answers any CONNECT and passes bytes on to one port. Its
 * threads are platform threads, as the JDK opens descriptors for blocked virtual ones that it
 * keeps.
 */
public final class PassingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int to;

  /** Leads to this port of the loopback address. */
  public PassingProxy(int to) throws IOException {
    this.to = to;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** Where it listens, on the loopback address. */
  public int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Thread.ofPlatform().daemon().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), to)) {
      if (hasAsked(client.getInputStream())) {
        client
            .getOutputStream()
            .write("HTTP/1.1 200 So be it\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Thread back = Thread.ofPlatform().daemon().start(() -> pass(server, client));
        pass(client, server);
        back.join();
      }
    } catch (IOException | InterruptedException e) {
      // One of the two has gone.
    }
  }

  private static boolean hasAsked(InputStream in) throws IOException {
    int ends = 0; // of lines, one after the other
    while (ends < 2) {
      switch (in.read()) {
        case -1 -> {
          return false;
        }
        case '\n' -> ends++;
        case '\r' -> {}
        default -> ends = 0;
      }
    }
    return true;
  }

  /** Until one of the two ends; a reset of the one becomes the end of both. */
  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      try (from;
          to) {
        // So that the other direction ends, too.
      } catch (IOException alreadyClosed) {
        // Then it does.
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
