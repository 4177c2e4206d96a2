package dev.we.conformance.differential;

/**
 * What the heads of a stream's frames say, read up to the first Close; all before it are legal.
 *
 * @param closesInsideAMessage whether the Close comes between fragments
 * @param goesOnBehindAClose whether anything comes behind the Close
 * @param endsInACloseOfOneByte whether the stream ends with the head of a Close whose payload of
 *     one byte has not come
 */
record Heads(
    boolean closesInsideAMessage, boolean goesOnBehindAClose, boolean endsInACloseOfOneByte) {
  private static final int CLOSE = 8;

  static Heads of(byte[] stream) {
    boolean inside = false;
    for (int at = 0; at + 1 < stream.length; ) {
      int opcode = stream[at] & 0xF;
      int form = stream[at + 1] & 0x7F;
      int next = at + 2 + 4 + length(stream, at + 2, form);
      if (opcode == CLOSE) {
        return new Heads(inside, next < stream.length, form == 1 && next > stream.length);
      }
      inside = opcode < CLOSE ? stream[at] >= 0 : inside;
      at = next;
    }
    return new Heads(false, false, false);
  }

  /** The payload and what the length needs besides the head's second byte. */
  private static int length(byte[] stream, int at, int form) {
    int bytes = form == 126 ? 2 : form == 127 ? 8 : 0;
    int length = bytes == 0 ? form : 0;
    for (int i = at; i < Math.min(at + bytes, stream.length); i++) {
      length = (length << 8) | (stream[i] & 0xFF);
    }
    return bytes + length;
  }
}
