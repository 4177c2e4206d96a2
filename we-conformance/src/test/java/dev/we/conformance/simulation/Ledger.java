package dev.we.conformance.simulation;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one end was promised to send, in the order in which the other must get them.
 *
 * <p>Each is entered before it is sent and struck out if it was not taken: what another thread
 * sends meanwhile comes behind it. One that is sent in fragments has its place from its beginning.
 */
final class Ledger {
  /** A message. */
  static final class Entry {
    final boolean text;
    private final StringBuilder characters = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private byte @Nullable [] content;

    /** Whether its last part was taken. */
    boolean whole;

    Entry(boolean text) {
      this.text = text;
    }

    void append(Object part) {
      if (part instanceof byte[] binary) {
        bytes.writeBytes(binary);
      } else {
        characters.append((CharSequence) part);
      }
      content = null;
    }

    /** Takes the last part back. */
    void strike(Object part) {
      if (part instanceof byte[] binary) {
        byte[] all = bytes.toByteArray();
        bytes.reset();
        bytes.write(all, 0, all.length - binary.length);
      } else {
        characters.setLength(characters.length() - ((CharSequence) part).length());
      }
      content = null;
    }

    /** What must arrive; as far as it has been sent. */
    byte[] content() {
      byte[] known = content;
      if (known == null) {
        // UTF-16 without lone surrogates: the JDK's encoder puts U+FFFD in their place.
        known =
            text
                ? new String(characters.toString().getBytes(UTF_16BE), UTF_16BE).getBytes(UTF_8)
                : bytes.toByteArray();
        content = known;
      }
      return known;
    }

    /** How a limit on what waits counts it: characters of text, bytes of anything else. */
    long size() {
      return text ? characters.length() : bytes.size();
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  /** How many the receiver was told of. */
  private int delivered;

  /** How large what the receiver was told of was, as a limit counts it. */
  private int firstUntold;

  Entry enter(boolean text) {
    Entry entry = new Entry(text);
    entries.add(entry);
    return entry;
  }

  void strike(Entry entry) {
    entries.remove(entry);
  }

  int size() {
    return entries.size();
  }

  Entry get(int index) {
    return entries.get(index);
  }

  int delivered() {
    return delivered;
  }

  /** The message that the receiver should be told of next; null if there is none. */
  @Nullable Entry next() {
    return delivered < entries.size() && entries.get(delivered).whole
        ? entries.get(delivered)
        : null;
  }

  void deliverNext() {
    delivered++;
  }

  /** How many can go out: those before the first that is not whole. */
  int sendable() {
    while (firstUntold < entries.size() && entries.get(firstUntold).whole) {
      firstUntold++;
    }
    while (firstUntold > entries.size()) {
      firstUntold--;
    }
    return firstUntold;
  }
}
