package dev.we.deflate;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Encodes to raw DEFLATE (<a href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951</a>), in as
 * many pieces as the input comes in and as many as the output leaves room for.
 *
 * <p>No distance is longer than the window, 2^windowBits, and 2^8 is really that. Each block is
 * stored, fixed or dynamic, whichever is shortest. The encoder may know less of the past than the
 * window allows, which only its peer's ratio shows: its history can be limited ({@link
 * #limitHistory}), dropped at any time ({@link #dropHistory}), and taken back to before the last
 * message ({@link #rollback}) when sending that message as it is turned out cheaper.
 *
 * <p>To send one compressed message to many, encode it once with an encoder that ends each message
 * with {@link Flush#MESSAGE_AND_FORGET} and has the smallest window of all receivers; any receiver
 * understands it. Then tell each receiver's own encoder with {@link #append}, or let it {@link
 * #dropHistory}.
 *
 * <p>Memory between calls: some 250 bytes; the history, up to an eighth more than its limit; and
 * for histories of more than 2 KiB hash tables. Those of {@link Level#FAST} take 16 KiB at most;
 * those of {@link Level#BALANCED} and {@link Level#BEST} 21 KiB beside 8 KiB of history, 41 KiB
 * beside 16 KiB, 98 KiB beside 32 KiB. All of it grows with use ({@link #retainedBytes} tells).
 * Input that comes in small pieces without a flush is gathered, up to 64 KiB. No array or buffer of
 * the caller's is held after a call.
 *
 * <p>(Not thread-safe: one thread at a time.)
 */
public final class DeflateEncoder {
  /** What the end of a call's input means. */
  public enum Flush {
    /** Nothing: more will follow. Output may come now or later. */
    NONE,
    /** All input so far is to be decodable: an empty stored block, {@code 00 00 FF FF}, follows. */
    SYNC,
    /**
     * The end of a message (RFC 7692 7.2.1): like {@link #SYNC}, without those last four bytes. An
     * empty message is the single byte 00.
     */
    MESSAGE,
    /** The end of a message to which nothing later refers ("no context takeover", 7.1.1). */
    MESSAGE_AND_FORGET,
    /** The end of the stream: the last block has BFINAL set, and the last byte is filled up. */
    FINISH
  }

  /** Why {@link #encode} came back. */
  public enum Status {
    /** All input was taken, and what the flush promises is in the output. */
    DONE,
    /** The output is full: call again with the rest of the input and the same flush. */
    NEEDS_OUTPUT
  }

  /** So much input is worked on at once. */
  private static final int PIECE = 64 * 1024;

  private static final byte[] NOTHING = {};

  private final Level level;
  private final EncoderContext context;
  private final BitWriter writer = new BitWriter();
  private final ScratchPool.Borrower borrower = new ScratchPool.Borrower();

  /** Input that has been taken but not worked on. */
  private byte[] gathered = NOTHING;

  private int gatheredLength;

  /** Output that found no room. */
  private byte[] pending = NOTHING;

  private int pendingFrom;
  private int pendingTo;

  /** A flush has been written, but is partly pending. */
  private boolean flushPending;

  private boolean finished;
  private boolean messageEnded = true;

  /** Bytes of the present message, or of the last one if it has ended. */
  private long messageBytes;

  private int inputPosition;
  private int outputPosition;

  /**
   * Makes an encoder with level {@link Level#BALANCED}.
   *
   * @param windowBits 8 to 15: no distance is more than 2^windowBits bytes
   * @throws IllegalArgumentException if {@code windowBits} is out of that range
   */
  public DeflateEncoder(int windowBits) {
    this(windowBits, Level.BALANCED);
  }

  /**
   * Makes an encoder.
   *
   * @param windowBits 8 to 15: no distance is more than 2^windowBits bytes
   * @param level how much work to put in
   * @throws IllegalArgumentException if {@code windowBits} is out of that range
   */
  public DeflateEncoder(int windowBits, Level level) {
    int window = 1 << DeflateDecoder.checkWindowBits(windowBits);
    this.level = level;
    this.context = new EncoderContext(window, level);
  }

  /**
   * An output of so many bytes takes whatever becomes of so many bytes of input, at once.
   *
   * @throws ArithmeticException if that is more than an {@code int} can say
   */
  public static int maxEncodedBytes(int inputBytes) {
    return Math.addExact(BlockWriter.bound(inputBytes), 5 * (inputBytes / PIECE));
  }

  /**
   * Encodes {@code input[inputFrom, inputTo)} into {@code output[outputFrom, outputTo)}. Where it
   * stopped is told by {@link #inputPosition} and {@link #outputPosition}. Bytes of the output's
   * room behind that may be scribbled over.
   *
   * <p>With {@link Status#NEEDS_OUTPUT}, call again with what is left of the input (perhaps
   * nothing) and the same flush; the flush is not repeated.
   *
   * @throws IndexOutOfBoundsException if a range is not inside its array
   * @throws IllegalStateException if the stream is finished and this encoder was not reset
   */
  public Status encode(
      byte[] input,
      int inputFrom,
      int inputTo,
      byte[] output,
      int outputFrom,
      int outputTo,
      Flush flush) {
    Objects.checkFromToIndex(inputFrom, inputTo, input.length);
    Objects.checkFromToIndex(outputFrom, outputTo, output.length);
    inputPosition = inputFrom;
    outputPosition = outputFrom;
    if (finished && inputFrom < inputTo) {
      throw new IllegalStateException("the stream is finished; reset this encoder first");
    }
    if (!drain(output, outputTo)) {
      return Status.NEEDS_OUTPUT;
    }
    if (finished || (flushPending && inputFrom == inputTo)) {
      flushPending = false;
      gathered = NOTHING;
      return Status.DONE;
    }
    flushPending = false;
    return encodePieces(input, inputTo, output, outputTo, flush);
  }

  /**
   * Encodes from one buffer's position on into the other's, up to their limits, and moves both
   * positions. Any kind of buffer will do; those with an accessible array are the fast ones.
   *
   * @throws java.nio.ReadOnlyBufferException if {@code output} is read-only
   * @throws IllegalStateException if the stream is finished and this encoder was not reset
   */
  public Status encode(ByteBuffer input, ByteBuffer output, Flush flush) {
    return BufferBridge.encode(this, borrower, input, output, flush);
  }

  private Status encodePieces(byte[] input, int inputTo, byte[] output, int outputTo, Flush flush) {
    if (messageEnded) {
      // A call without input or flush begins no message, but settles the last one: whoever gives a
      // message up that has no bytes yet must not take back the one before.
      messageEnded = inputPosition == inputTo && flush == Flush.NONE;
      messageBytes = 0;
    }
    do {
      int left = inputTo - inputPosition;
      if (flush == Flush.NONE && gatheredLength + left < PIECE) {
        gather(input, inputTo);
        return Status.DONE;
      }
      byte[] source = input;
      int from = inputPosition;
      int to = from + Math.min(left, PIECE);
      if (gatheredLength > 0) {
        gather(input, from + Math.min(left, PIECE - gatheredLength));
        source = gathered;
        from = 0;
        to = gatheredLength;
        gatheredLength = 0;
      } else {
        inputPosition = to;
      }
      Flush now = inputPosition == inputTo ? flush : Flush.NONE;
      if (!encodePiece(source, from, to, output, outputTo, now)) {
        flushPending = now != Flush.NONE;
        return Status.NEEDS_OUTPUT;
      }
    } while (inputPosition < inputTo);
    if (flush != Flush.NONE) {
      // Between messages nothing is gathered, so nothing needs the room.
      gathered = NOTHING;
    }
    return Status.DONE;
  }

  private void gather(byte[] input, int to) {
    int n = to - inputPosition;
    if (gatheredLength + n > gathered.length) {
      int wanted = Math.max(512, Integer.highestOneBit(gatheredLength + n) << 1);
      gathered = Arrays.copyOf(gathered, Math.min(PIECE, wanted));
    }
    System.arraycopy(input, inputPosition, gathered, gatheredLength, n);
    gatheredLength += n;
    inputPosition = to;
  }

  /** Encodes a piece and its flush; false if not all of what came out found room. */
  private boolean encodePiece(
      byte[] source, int from, int to, byte[] output, int outputTo, Flush flush) {
    EncodeScratch scratch = EncodeScratch.POOL.take(borrower);
    try {
      int bound = BlockWriter.bound(to - from);
      boolean direct = outputTo - outputPosition >= bound;
      byte[] target = direct ? output : scratch.output(bound);
      int start = direct ? outputPosition : 0;
      writer.attach(target, start);
      writePiece(source, from, to, flush, scratch);
      writeFlush(flush);
      messageBytes += to - from;
      int end = writer.position;
      writer.detach();
      if (direct) {
        outputPosition = end;
        return true;
      }
      return handOut(target, end, output, outputTo);
    } finally {
      EncodeScratch.POOL.give(borrower, scratch);
    }
  }

  private boolean handOut(byte[] made, int length, byte[] output, int outputTo) {
    int now = Math.min(length, outputTo - outputPosition);
    System.arraycopy(made, 0, output, outputPosition, now);
    outputPosition += now;
    if (now < length) {
      pending = Arrays.copyOfRange(made, now, length);
      pendingFrom = 0;
      pendingTo = pending.length;
    }
    return now == length;
  }

  private boolean drain(byte[] output, int outputTo) {
    int now = Math.min(pendingTo - pendingFrom, outputTo - outputPosition);
    System.arraycopy(pending, pendingFrom, output, outputPosition, now);
    outputPosition += now;
    pendingFrom += now;
    if (pendingFrom < pendingTo) {
      return false;
    }
    pending = NOTHING;
    pendingFrom = 0;
    pendingTo = 0;
    return true;
  }

  private void writePiece(byte[] source, int from, int to, Flush flush, EncodeScratch scratch) {
    boolean isFinal = flush == Flush.FINISH;
    if (from == to) {
      if (isFinal) {
        BlockWriter.writeEmptyFinal(writer);
      }
      return;
    }
    switch (level) {
      case STORED -> BlockWriter.writeStored(source, from, to, isFinal, writer);
      case HUFFMAN_ONLY -> {
        scratch.sequences.clear();
        scratch.sequences.addLiterals(to - from);
        scratch.blocks.write(source, from, to, scratch.sequences, isFinal, writer);
      }
      default -> {
        boolean keep = !isFinal && flush != Flush.MESSAGE_AND_FORGET;
        context.write(source, from, to, isFinal, keep, scratch, writer);
      }
    }
  }

  private void writeFlush(Flush flush) {
    switch (flush) {
      case NONE -> {}
      case SYNC -> {
        // An empty stored block (RFC 1951 3.2.4): it ends at a byte boundary.
        writer.write(0, 3);
        writer.alignToByte();
        writer.write(0xFFFF_0000, 32);
      }
      case MESSAGE, MESSAGE_AND_FORGET -> {
        // RFC 7692 7.2.1: "Remove 4 octets (that are 0x00 0x00 0xff 0xff) from the tail end."
        writer.write(0, 3);
        writer.alignToByte();
        messageEnded = true;
        if (flush == Flush.MESSAGE_AND_FORGET) {
          dropHistory();
        }
      }
      case FINISH -> {
        writer.alignToByte();
        finished = true;
      }
    }
  }

  /** The index in the input array at which the last call stopped. */
  public int inputPosition() {
    return inputPosition;
  }

  /** The index in the output array at which the last call stopped. */
  public int outputPosition() {
    return outputPosition;
  }

  /**
   * Takes the last message back, or what there is of one that has not ended: as if it had not been
   * encoded. What came out of it must not be sent, not even in part. The history is what it was, or
   * less of it if the message was so long that older bytes had to go. A message is settled, and
   * cannot be taken back, once {@link #encode} is called for what comes after it.
   */
  public void rollback() {
    context.takeBack(messageBytes);
    forgetWork();
  }

  private void forgetWork() {
    writer.reset();
    gathered = NOTHING;
    gatheredLength = 0;
    pending = NOTHING;
    pendingFrom = 0;
    pendingTo = 0;
    flushPending = false;
    finished = false;
    messageEnded = true;
    messageBytes = 0;
  }

  /**
   * Tells that the peer's decoder has produced these bytes from a message that somebody else
   * encoded, so that later messages may refer to them. Only between messages.
   *
   * @throws IllegalStateException inside a message
   */
  public void append(byte[] plain, int from, int to) {
    Objects.checkFromToIndex(from, to, plain.length);
    if (!messageEnded || flushPending) {
      throw new IllegalStateException("history can be appended to between messages only");
    }
    messageBytes = 0;
    context.append(plain, from, to);
  }

  /**
   * Keeps at most so many bytes of history from now on, at the cost of ratio.
   *
   * @param bytes 0 to 2^windowBits; more is the same as 2^windowBits
   * @throws IllegalArgumentException if negative
   */
  public void limitHistory(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must not be negative: " + bytes);
    }
    context.limit(bytes);
  }

  /** Forgets the history and gives its memory back; at any time, and without telling the peer. */
  public void dropHistory() {
    context.drop();
  }

  /**
   * Keeps the history deflated, and no tables, until it is next needed, which then takes some time:
   * for encoders that are not used for a while. At any time, and without any effect on what comes
   * out but for the eighth of the history that is beyond its limit.
   */
  public void pack() {
    EncodeScratch scratch = EncodeScratch.POOL.take(borrower);
    try {
      context.pack(scratch);
    } finally {
      EncodeScratch.POOL.give(borrower, scratch);
    }
  }

  /** The bytes of memory this encoder holds between calls, beyond some 250 of its own. */
  public long retainedBytes() {
    return context.retainedBytes() + gathered.length + pending.length;
  }

  /** Forgets everything: the beginning of a new stream. */
  public void reset() {
    dropHistory();
    forgetWork();
  }
}
