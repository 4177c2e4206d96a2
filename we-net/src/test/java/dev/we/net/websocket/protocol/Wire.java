package dev.we.net.websocket.protocol;

import dev.we.net.websocket.frame.ByteSink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Collects what is sent; gives as little room as it may, or as much as the test says. */
final class Wire implements ByteSink {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final int roomBytes;
  private final boolean direct;
  private ByteBuffer room = ByteBuffer.allocate(0);

  Wire(int roomBytes, boolean direct) {
    this.roomBytes = roomBytes;
    this.direct = direct;
  }

  @Override
  public ByteBuffer room(int atLeast) {
    assert atLeast >= 1 && atLeast <= MAX_ROOM : atLeast;
    if (room.remaining() < atLeast) {
      collect();
      int capacity = Math.max(atLeast, roomBytes);
      room = direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
    }
    return room;
  }

  private void collect() {
    room.flip();
    byte[] bytes = new byte[room.remaining()];
    room.get(bytes);
    sent.writeBytes(bytes);
    room = ByteBuffer.allocate(0);
  }

  /** All that was sent since the last call. */
  byte[] drain() {
    collect();
    byte[] bytes = sent.toByteArray();
    sent.reset();
    return bytes;
  }
}
