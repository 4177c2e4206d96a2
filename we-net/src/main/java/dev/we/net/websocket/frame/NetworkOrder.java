package dev.we.net.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The numbers of a head as they stand in a buffer, whatever order that has: "a multibyte length
 * quantity is expressed in network byte order" (RFC 6455, section 5.2), and the first byte of a key
 * is on top.
 *
 * <p>Each takes a {@link ByteBuffer} and an index, at any alignment.
 */
final class NetworkOrder {
  static final VarHandle SHORT =
      MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private NetworkOrder() {}
}
