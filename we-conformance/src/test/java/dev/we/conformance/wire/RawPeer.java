package dev.we.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One end of a stream that knows the form of frames and keeps no rule. */
public final class RawPeer implements Closeable {
  /** A read that takes longer has failed; long enough for a busy machine. */
  private static final int PATIENCE_MILLIS = 30_000;

  public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ=="; // the RFC's own (1.3)

  private final Socket socket;
  private final DataInputStream in;
  private final boolean masks;

  /** With {@code masks} the frames it writes are a client's. */
  public RawPeer(Socket socket, boolean masks) throws IOException {
    this.socket = socket;
    this.masks = masks;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 4096));
  }

  /** A client's end, before the opening handshake. */
  public static RawPeer connect(int port) throws IOException {
    return new RawPeer(new Socket(InetAddress.getLoopbackAddress(), port), true);
  }

  /** A client's end behind the opening handshake. */
  public static RawPeer open(int port) throws IOException {
    RawPeer peer = connect(port);
    peer.write(request("/"));
    peer.readAcceptance();
    return peer;
  }

  /** The smallest request that a server accepts. */
  public static byte[] request(String target) {
    return ascii(
        "GET "
            + target
            + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: "
            + KEY
            + "\r\nSec-WebSocket-Version: 13\r\n\r\n");
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  public static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Writes the parts in one go. */
  public void write(byte[]... parts) throws IOException {
    socket.getOutputStream().write(joined(parts));
  }

  public void send(Frame... frames) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Frame frame : frames) {
      all.writeBytes(frame.bytes(masks));
    }
    socket.getOutputStream().write(all.toByteArray());
  }

  /** Writes each byte on its own. */
  public void writeByteByByte(byte[] bytes) throws IOException {
    for (byte b : bytes) {
      socket.getOutputStream().write(b);
    }
  }

  /** The head of an HTTP message with its last empty line. */
  public String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the stream ended inside a head: " + head);
      }
      head.append((char) b);
    }
    return head.toString();
  }

  public void readAcceptance() throws IOException {
    String head = readHead();
    assertThat(head).startsWith("HTTP/1.1 101 ");
    assertThat(head)
        .containsIgnoringCase("\r\nSec-WebSocket-Accept: " + Rfc6455.accept(KEY) + "\r\n");
  }

  /** The next frame; it must be masked as its sender's role asks. */
  public Frame readFrame() throws IOException {
    Frame frame = Frame.read(in);
    assertThat(frame.masked()).as("mask bit of %s", frame).isEqualTo(!masks);
    return frame;
  }

  /** The next frame, which must be this one. */
  public void expect(Frame wanted) throws IOException {
    Frame frame = readFrame();
    if (frame.first() != wanted.first()
        || !java.util.Arrays.equals(frame.payload(), wanted.payload())) {
      throw new AssertionError("expected " + wanted + " but got " + frame);
    }
  }

  /** A Close with this code, whatever its reason, then the end of the stream. */
  public void expectCloseAndEnd(int code) throws IOException {
    expectClose(code);
    expectEnd();
  }

  public void expectClose(int code) throws IOException {
    Frame frame = readFrame();
    if (frame.first() != (Rfc6455.FIN | Rfc6455.CLOSE) || frame.closeCode() != code) {
      throw new AssertionError("expected Close(" + code + ") but got " + frame);
    }
  }

  /** The other side's end; then ours. */
  public void expectEnd() throws IOException {
    expectEndOfInput();
    socket.close();
  }

  /** The other side's end, and ours stays open. */
  public void expectEndOfInput() throws IOException {
    int next = in.read();
    if (next >= 0) {
      throw new AssertionError("expected the end of the stream but got byte " + next);
    }
  }

  /** The next bytes, whatever they are. */
  byte[] read(int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return bytes;
  }

  public byte[] readAll() throws IOException {
    return in.readAllBytes();
  }

  public Socket socket() {
    return socket;
  }

  /** Ends our side; the other goes on. */
  public void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends the connection with a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
