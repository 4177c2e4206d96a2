package dev.we.net.websocket.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Sends everything back, and reads no more while the peer does not read. */
final class EchoHandler implements TransportHandler {

  private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
  private @Nullable Transport transport;
  private boolean ended;
  private boolean shut;

  @Override
  public void onConnected(Transport connected) {
    transport = connected;
  }

  @Override
  public void onInput(ByteBuffer in) {
    queue.add(ByteBuffer.allocate(in.remaining()).put(in).flip());
  }

  @Override
  public void onInputBatchEnd() {
    flush();
  }

  @Override
  public void onInputEnd(boolean truncated) {
    ended = true;
    flush();
  }

  @Override
  public void onWritable() {
    flush();
  }

  private void flush() {
    Transport to = transport;
    if (to == null) {
      return;
    }
    try {
      ByteBuffer[] all = queue.toArray(ByteBuffer[]::new);
      to.write(all, 0, all.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    while (!queue.isEmpty() && !queue.element().hasRemaining()) {
      queue.remove();
    }
    to.setReading(queue.isEmpty());
    if (!queue.isEmpty()) {
      to.awaitWritable();
    } else if (ended && !shut) {
      shut = true;
      to.shutdownOutput();
      to.close();
    }
  }

  @Override
  public void onTimer(long now) {}

  @Override
  public void onFailed(TransportException why) {}

  @Override
  public void onClosed() {}
}
