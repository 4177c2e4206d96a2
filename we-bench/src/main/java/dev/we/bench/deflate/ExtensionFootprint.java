package dev.we.bench.deflate;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Compression.Effort;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.Extension.Flush;
import dev.we.net.websocket.extension.PerMessageDeflate;
import dev.we.net.websocket.extension.SharedMemory;
import dev.we.net.websocket.frame.ByteSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What permessage-deflate adds to the memory of one connection, for each window: heap growth over
 * many, agreed on, after both sides have sent, and after what they keep was packed.
 */
public final class ExtensionFootprint {
  private static final int CONNECTIONS = 400;
  private static final int TAIL_BYTES = 4;
  private static final int[] WINDOWS = {15, 13, 12, 11, 10, 9, 8};

  /** Everything that is measured, held until the heap has been looked at. */
  private static final List<PerMessageDeflate> CONNECTED = new ArrayList<>();

  private ExtensionFootprint() {}

  /** Takes what is written; the next message begins at its beginning. */
  private static final class Room implements ByteSink {
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 17);

    @Override
    public ByteBuffer room(int atLeast) {
      return bytes;
    }
  }

  private static final class Uncounted implements SharedMemory {
    @Override
    public void add(long bytes) {}

    @Override
    public long bytes() {
      return 0;
    }
  }

  /** Prints the tables in Markdown. */
  public static void main(String[] args) throws Exception {
    List<byte[]> corpus = Corpus.messages("json512");
    List<byte[]> messages = corpus.subList(0, 150);
    List<byte[]> many = corpus.subList(0, 1000);
    int kept = Compression.defaults().retainedHistoryBytes();
    row(15, Effort.BALANCED, kept, messages); // classes are loaded, shared tables made
    System.out.println("| window bits, effort, history kept | agreed | in use | idle | sent |");
    System.out.println("|---|---|---|---|---|");
    for (Effort effort : new Effort[] {Effort.BALANCED, Effort.FAST}) {
      for (int windowBits : WINDOWS) {
        System.out.println(row(windowBits, effort, kept, messages));
      }
    }
    System.out.println("after " + many.size() + " messages:");
    for (Effort effort : new Effort[] {Effort.BALANCED, Effort.FAST}) {
      for (int bytes : new int[] {7 << 10, 1 << 13, 1 << 14, 1 << 15}) {
        System.out.println(row(15, effort, bytes, many));
      }
      System.out.println(row(13, effort, kept, many));
      System.out.println(row(12, effort, kept, many));
    }
    System.out.println("after " + messages.size() + " messages:");
    for (Effort effort : new Effort[] {Effort.BALANCED, Effort.FAST}) {
      for (int bytes : new int[] {1 << 12, 1 << 14, 1 << 15}) {
        System.out.println(row(15, effort, bytes, messages));
      }
    }
  }

  private static String row(int windowBits, Effort effort, int history, List<byte[]> messages)
      throws Exception {
    var agreement = new DeflateAgreement("", windowBits, windowBits, true, true);
    Compression settings =
        Compression.builder().effort(effort).retainedHistoryBytes(history).build();
    Room room = new Room();
    PerMessageDeflate peer = new PerMessageDeflate(agreement, settings, new Uncounted());
    List<byte[]> compressed = new ArrayList<>();
    long plain = 0;
    long sent = 0;
    for (byte[] message : messages) {
      room.bytes.clear();
      peer.encode(message, 0, message.length, Flush.MESSAGE_END, Compress.ALWAYS, room);
      // The tail that RFC 7692 has appended is put into the array behind the message.
      compressed.add(Arrays.copyOf(room.bytes.array(), room.bytes.position() + TAIL_BYTES));
      plain += message.length;
      sent += room.bytes.position();
    }
    CONNECTED.clear();
    long before = used();
    for (int i = 0; i < CONNECTIONS; i++) {
      CONNECTED.add(new PerMessageDeflate(agreement, settings, new Uncounted()));
    }
    long agreed = used();
    for (PerMessageDeflate one : CONNECTED) {
      for (int i = 0; i < messages.size(); i++) {
        byte[] message = messages.get(i);
        byte[] received = compressed.get(i);
        room.bytes.clear();
        one.encode(message, 0, message.length, Flush.MESSAGE_END, Compress.ALWAYS, room);
        room.bytes.clear();
        one.decode(received, 0, received.length - TAIL_BYTES, true, room);
      }
    }
    long inUse = used();
    CONNECTED.forEach(PerMessageDeflate::pack);
    long idle = used();
    return String.format(
        Locale.ROOT,
        "| %d, %s, %d | %d | %d | %d | %.3f |",
        windowBits,
        effort,
        history,
        (agreed - before) / CONNECTIONS,
        (inUse - before) / CONNECTIONS,
        (idle - before) / CONNECTIONS,
        (double) sent / plain);
  }

  /** The serial collector leaves some dead objects where they are, but not in every fourth run. */
  private static long used() {
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
