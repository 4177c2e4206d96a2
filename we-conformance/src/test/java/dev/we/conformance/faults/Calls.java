package dev.we.conformance.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * Stands between the transport and its channels and selectors. What is named like a method of
 * theirs is called in its place; {@link #before} is called in front of the others.
 */
public final class Calls {
  /** The message of every planted exception. */
  static final String PLANTED = "planted";

  private static volatile Plan plan = new Plan(Fault.FAILS, 0);

  private Calls() {}

  static void follow(Plan next) {
    plan = next;
  }

  public static void before(String call) throws IOException {
    if (plan.strikes(Fault.FAILS, call)) {
      throw call.equals("register") ? new ClosedChannelException() : new IOException(PLANTED);
    }
  }

  private static boolean blocks(String call) {
    return plan.strikes(Fault.WOULD_BLOCK, call);
  }

  public static int read(SocketChannel channel, ByteBuffer to) throws IOException {
    before("read");
    if (blocks("read")) {
      return 0;
    }
    int limit = to.limit();
    if (plan.strikes(Fault.IS_SHORT, "read")) {
      to.limit(to.position() + 1);
    }
    try {
      return channel.read(to);
    } finally {
      to.limit(limit);
    }
  }

  public static int write(SocketChannel channel, ByteBuffer from) throws IOException {
    return (int) write(channel, new ByteBuffer[] {from}, 0, 1);
  }

  public static long write(SocketChannel channel, ByteBuffer[] from, int offset, int length)
      throws IOException {
    before("write");
    if (blocks("write")) {
      return 0;
    }
    if (!plan.strikes(Fault.IS_SHORT, "write")) {
      return channel.write(from, offset, length);
    }
    ByteBuffer first = from[offset];
    int limit = first.limit();
    first.limit(first.position() + 1);
    try {
      return channel.write(first);
    } finally {
      first.limit(limit);
    }
  }

  public static boolean finishConnect(SocketChannel channel) throws IOException {
    before("finishConnect");
    return !blocks("finishConnect") && channel.finishConnect();
  }

  public static SocketChannel accept(ServerSocketChannel channel) throws IOException {
    before("accept");
    return blocks("accept") ? null : channel.accept();
  }

  public static int select(Selector selector, Consumer<SelectionKey> action) throws IOException {
    before("select");
    return blocks("select") ? 0 : selector.select(action);
  }

  public static int select(Selector selector, Consumer<SelectionKey> action, long millis)
      throws IOException {
    before("select");
    return blocks("select") ? 0 : selector.select(action, millis);
  }

  public static int selectNow(Selector selector, Consumer<SelectionKey> action) throws IOException {
    before("selectNow");
    return blocks("selectNow") ? 0 : selector.selectNow(action);
  }

  /** As close(2) does: the descriptor is gone even if it fails. */
  public static void close(SocketChannel channel) throws IOException {
    channel.close();
    before("close");
  }

  public static void close(ServerSocketChannel channel) throws IOException {
    channel.close();
    before("close the listening socket");
  }

  public static void close(Selector selector) throws IOException {
    selector.close();
    before("close the selector");
  }
}
