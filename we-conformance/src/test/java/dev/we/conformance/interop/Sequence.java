package dev.we.conformance.interop;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Messages that show whether both ends hold the same history: repeated ones, which refer to earlier
 * ones where there is context takeover; others between them that are not compressed, do not shrink
 * or are empty; messages in fragments; and at the sizes of windows and lengths.
 */
final class Sequence {
  private static final List<Compress> WISHES =
      List.of(Compress.WHERE_IT_PAYS, Compress.ALWAYS, Compress.NEVER);

  /** Texts and arrays of bytes. */
  private final List<Object> messages = new ArrayList<>();

  private Sequence() {}

  /** A dozen short messages, and one that is wider than the smallest windows. */
  static Sequence brief() {
    Sequence brief = new Sequence();
    String json = json(7);
    brief.add(json, "", "x", noise(300, 1), json, "please say " + json, noise(300, 1), json);
    brief.add(words(3000, 1), new byte[0], json, words(3000, 1), new byte[] {'x'});
    return brief;
  }

  /** The same with messages that are wider than any window. */
  static Sequence whole() {
    Sequence whole = brief();
    whole.add(words(70_000, 2), noise(70_000, 3), words(70_000, 2), json(8));
    whole.add(noise(40_000, 5), noise(40_000, 5), "é€😀x".repeat(7000), json(8));
    return whole;
  }

  private void add(Object... more) {
    messages.addAll(Arrays.asList(more));
  }

  /** A message of the kind that compression is for. */
  private static String json(int id) {
    return "{\"id\":%d,\"name\":\"Ada €\",\"tags\":[\"one\",\"two\",\"one\",\"two\"],\"at\":%d}"
        .formatted(id, id * 1_000_003L)
        .repeat(3);
  }

  static byte[] noise(int size, int seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Words of few letters, half of which can be saved, with repeats at all distances. */
  static byte[] words(int size, int seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[size];
    for (int at = 0; at < size; ) {
      int back = 1 << random.nextInt(16);
      int length = Math.min(size - at, 4 + random.nextInt(40));
      if (back <= at && random.nextBoolean()) {
        for (int i = 0; i < length; i++, at++) {
          bytes[at] = bytes[at - back];
        }
      } else {
        for (int i = 0; i < length; i++, at++) {
          bytes[at] = (byte) ('a' + random.nextInt(16));
        }
      }
    }
    return bytes;
  }

  /** Sends them all, the third of each three in fragments, and takes what comes back. */
  void exchange(End end) throws InterruptedException {
    for (int i = 0; i < messages.size(); i++) {
      send(end.socket(), messages.get(i), i);
    }
    for (Object message : messages) {
      if (message instanceof String text) {
        end.hears(
            text, text.startsWith("please say ") ? text.substring("please say ".length()) : text);
      } else {
        end.hears((byte[]) message);
      }
    }
  }

  private static void send(WebSocket socket, Object message, int index) {
    Compress wish = WISHES.get(index % WISHES.size());
    if (index % 3 == 2) {
      sendInParts(socket, message, wish);
    } else if (message instanceof String text) {
      socket.sendText(text, wish);
    } else {
      socket.sendBinary(ByteBuffer.wrap((byte[]) message), wish);
    }
  }

  private static void sendInParts(WebSocket socket, Object message, Compress wish) {
    if (message instanceof String text) {
      int cut = Math.ceilDiv(text.length(), 3);
      MessageWriter<CharSequence> writer = socket.startText(wish);
      writer.write(text.substring(0, cut));
      writer.write("");
      writer.finish(text.substring(cut));
    } else {
      byte[] data = (byte[]) message;
      int cut = Math.ceilDiv(data.length, 3);
      MessageWriter<ByteBuffer> writer = socket.startBinary(wish);
      writer.write(ByteBuffer.wrap(data, 0, cut));
      writer.finish(ByteBuffer.wrap(data, cut, data.length - cut));
    }
  }
}
