package dev.we.cli;

import dev.we.net.websocket.WebSocket;
import java.io.PrintStream;
import java.nio.ByteBuffer;

/** For pipes: each message as it is and a line end; nothing else. Errors are told on stderr. */
final class PlainPrinter implements EventPrinter {
  private final PrintStream out;
  private final BinaryFormat format;

  PlainPrinter(PrintStream out, BinaryFormat format) {
    this.out = out;
    this.format = format;
  }

  @Override
  public void opened(WebSocket socket) {}

  @Override
  public void text(String text) {
    out.print(text + "\n"); // println's line end depends on the machine
    out.flush();
  }

  @Override
  public void binary(ByteBuffer data) {
    byte[] line = format.encode(BinaryFormat.bytes(data));
    out.write(line, 0, line.length);
    out.write('\n');
    out.flush();
  }

  @Override
  public void ping(ByteBuffer payload) {}

  @Override
  public void pong(ByteBuffer payload) {}

  @Override
  public void failed(Throwable error) {}

  @Override
  public void closed(Ending ending) {}
}
