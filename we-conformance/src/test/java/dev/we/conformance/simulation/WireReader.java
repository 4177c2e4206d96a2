package dev.we.conformance.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * One direction of a stream, read as RFC 6455 has it: the head of the opening handshake, then
 * frames. It shares no code with what it watches.
 */
final class WireReader {
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** Who is told of what passes. */
  interface Watcher {
    /** The head is whole: a response of this status, or a request, which has 0. */
    void head(int status);

    void control(int opcode, byte[] payload);

    void wrong(String what);
  }

  /** A message as it went over the wire. */
  static final class Message {
    final boolean text;
    final boolean compressed;
    int frames;
    long largestFrame;
    long bytes;

    Message(boolean text, boolean compressed) {
      this.text = text;
      this.compressed = compressed;
    }
  }

  private final boolean masked;
  private final Watcher watcher;
  private final List<Message> messages = new ArrayList<>();

  /** The beginning of the start line: enough for a status. */
  private final byte[] start = new byte[12];

  private int startBytes;

  /** How much of the blank line that ends the head has been seen: 4 is all. */
  private int headEnd;

  private int status;

  /** Whether what follows the head is no frame: the body of a response that refuses. */
  private boolean refused;

  private boolean compressionAgreed;
  private final byte[] head = new byte[14];
  private int headBytes;
  private int headSize = 2;
  private long payloadLeft = -1;
  private byte[] control = new byte[0];
  private int lastKey;
  private int frames;
  private int whole;
  private boolean insideMessage;
  private boolean closed;

  WireReader(boolean masked, Watcher watcher) {
    this.masked = masked;
    this.watcher = watcher;
  }

  void agreeOnCompression() {
    compressionAgreed = true;
  }

  boolean isCompressionAgreed() {
    return compressionAgreed;
  }

  /** The messages that have begun, the last perhaps not whole. */
  List<Message> messages() {
    return messages;
  }

  int wholeMessages() {
    return whole;
  }

  /** Whole frames. */
  int frames() {
    return frames;
  }

  boolean isInsideMessage() {
    return insideMessage;
  }

  boolean hasClosed() {
    return closed;
  }

  /** Whether the head of the opening handshake is over. */
  boolean isBehindHead() {
    return headEnd == 4;
  }

  /** What the response says, once its head is over; 0 for a request. */
  int status() {
    return status;
  }

  /** Whether the head is over and nothing of the next frame has come. */
  boolean isBetweenFrames() {
    return headEnd == 4 && headBytes == 0 && !refused;
  }

  /** Whether the head of a data frame has begun and is not whole. */
  boolean isInsideDataHead() {
    return headEnd == 4 && headBytes > 0 && headBytes < headSize && opcode() < CLOSE;
  }

  /** Takes bytes until a frame, or the head, is whole or they end; returns where that was. */
  int take(byte[] bytes, int from, int to) {
    int at = from;
    while (headEnd < 4 && at < to) {
      if (startBytes < start.length) {
        start[startBytes++] = bytes[at];
      }
      headEnd = bytes[at] == "\r\n\r\n".charAt(headEnd) ? headEnd + 1 : bytes[at] == '\r' ? 1 : 0;
      at++;
      if (headEnd == 4) {
        endHead();
        return at;
      }
    }
    if (refused) {
      return to;
    }
    while (at < to && headBytes < headSize) {
      head[headBytes++] = bytes[at++];
      if (headBytes == 2) {
        headSize = sizeOfHead();
      }
      if (headBytes == headSize) {
        beginPayload();
      }
    }
    if (headBytes < headSize || headEnd < 4) {
      return at;
    }
    int count = (int) Math.min(payloadLeft, to - at);
    if (opcode() >= CLOSE && payloadLeft <= control.length) {
      System.arraycopy(bytes, at, control, (int) (control.length - payloadLeft), count);
    }
    payloadLeft -= count;
    at += count;
    if (payloadLeft == 0) {
      endFrame();
    }
    return at;
  }

  /** RFC 9112, 4: status-line = HTTP-version SP status-code SP [ reason-phrase ]. */
  private void endHead() {
    boolean response = start[0] == 'H';
    status = response ? 100 * (start[9] - '0') + 10 * (start[10] - '0') + start[11] - '0' : 0;
    refused = response && status != 101;
    watcher.head(status);
  }

  private int opcode() {
    return head[0] & 0x0F;
  }

  private int sizeOfHead() {
    int length = head[1] & 0x7F;
    int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    return 2 + extended + ((head[1] & 0x80) != 0 ? 4 : 0);
  }

  private long length() {
    int length = head[1] & 0x7F;
    if (length < 126) {
      return length;
    }
    long extended = 0;
    for (int i = 2; i < (length == 126 ? 4 : 10); i++) {
      extended = extended << 8 | (head[i] & 0xFF);
    }
    return extended;
  }

  private void beginPayload() {
    payloadLeft = length();
    boolean fin = (head[0] & 0x80) != 0;
    int reserved = head[0] & 0x70;
    require(!closed, "a frame behind the Close");
    require(((head[1] & 0x80) != 0) == masked, masked ? "a frame not masked" : "a masked frame");
    require((head[0] & 0x30) == 0, "RSV2 or RSV3");
    boolean minimal =
        payloadLeft >= ((head[1] & 0x7F) == 126 ? 126 : (head[1] & 0x7F) == 127 ? 0x10000 : 0);
    require(minimal && payloadLeft >= 0, "a length that is not minimal");
    if (masked) {
      int key = key();
      require(key != lastKey || frames == 0, "a masking key used twice");
      lastKey = key;
    }
    if (opcode() >= CLOSE) {
      require(opcode() <= PONG, "an unknown opcode " + opcode());
      require(fin && payloadLeft <= 125 && reserved == 0, "a malformed control frame");
      control = new byte[(int) Math.min(125, payloadLeft)];
      return;
    }
    require(opcode() <= 2, "an unknown opcode " + opcode());
    require((opcode() == 0) == insideMessage, "a fragment out of place, opcode " + opcode());
    require(reserved == 0 || (opcode() != 0 && compressionAgreed), "RSV1 out of place");
    if (opcode() != 0 || messages.isEmpty()) {
      messages.add(new Message(opcode() == 1, reserved != 0));
    }
    Message message = messages.getLast();
    message.frames++;
    message.largestFrame = Math.max(message.largestFrame, payloadLeft);
    message.bytes += payloadLeft;
    insideMessage = true;
  }

  private int key() {
    int key = 0;
    for (int i = headSize - 4; i < headSize; i++) {
      key = key << 8 | (head[i] & 0xFF);
    }
    return key;
  }

  private void endFrame() {
    frames++;
    int opcode = opcode();
    if (opcode >= CLOSE) {
      for (int i = 0; masked && i < control.length; i++) {
        control[i] ^= head[headSize - 4 + (i & 3)];
      }
      closed |= opcode == CLOSE;
      watcher.control(opcode, control);
    } else if ((head[0] & 0x80) != 0) {
      insideMessage = false;
      whole++;
    }
    headBytes = 0;
    headSize = 2;
    payloadLeft = -1;
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      watcher.wrong(otherwise);
    }
  }
}
