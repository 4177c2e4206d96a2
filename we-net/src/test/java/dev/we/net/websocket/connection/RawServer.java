package dev.we.net.websocket.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.we.crypto.Sha1;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;

/** A server that does what a test tells it to, byte by byte. */
final class RawServer implements AutoCloseable {
  /** What the server does with one connection, after which it is closed. */
  @FunctionalInterface
  interface Script {
    void run(Socket socket) throws Exception;
  }

  private final ServerSocket listening;

  RawServer(Script script) {
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual()
        .start(() -> {
          while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
              script.run(socket);
            } catch (Exception e) {
              // The client has gone, or the test is over.
            }
          }
        });
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/");
  }

  /** Reads the request and accepts it. */
  static void accept(Socket socket) throws IOException {
    accept(socket, "");
  }

  /** The same with further header lines, each with its end. */
  static void accept(Socket socket, String more) throws IOException {
    String request = readHead(socket);
    String key = request.replaceAll("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1");
    byte[] digest =
        Sha1.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
    send(
        socket,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + Base64.getEncoder().encodeToString(digest)
            + "\r\n"
            + more
            + "\r\n");
  }

  static String readHead(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client has gone");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  static void send(Socket socket, String latin1) throws IOException {
    socket.getOutputStream().write(latin1.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Sends bytes given in hex. */
  static void sendHex(Socket socket, String hex) throws IOException {
    socket.getOutputStream().write(java.util.HexFormat.of().parseHex(hex.replace(" ", "")));
    socket.getOutputStream().flush();
  }

  /** Reads until the client ends the stream. */
  static void drain(Socket socket) throws IOException {
    socket.getInputStream().readAllBytes();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
