package dev.we.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of plain bytes, which breaks the rules that the library's own client keeps. */
final class RawPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;

  private final Socket socket;

  /** Connects and does the opening handshake with RFC 6455's own example key. */
  RawPeer(int port, String path) throws IOException {
    this(port, path, "");
  }

  /** The same with further header lines, each with its end. */
  RawPeer(int port, String path, String more) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + more
            + "\r\n";
    send(request.getBytes(StandardCharsets.US_ASCII));
    String head = readHead();
    if (!head.startsWith("HTTP/1.1 101 ") || !head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) {
      socket.close();
      throw new IOException("not the answer of RFC 6455, section 1.3: " + head);
    }
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** What the server sends behind its handshake. */
  InputStream input() throws IOException {
    return socket.getInputStream();
  }

  /** The code of the Close frame that must be all that still comes; then the stream must end. */
  int readClose() throws IOException {
    byte[] rest = socket.getInputStream().readAllBytes();
    boolean isClose = rest.length >= 4 && rest[0] == (byte) 0x88 && rest[1] == rest.length - 2;
    if (!isClose) {
      throw new IOException("not one Close frame with a code, but " + rest.length + " bytes");
    }
    return (rest[2] & 0xFF) << 8 | (rest[3] & 0xFF);
  }

  private String readHead() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
