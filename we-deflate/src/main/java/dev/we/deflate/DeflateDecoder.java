package dev.we.deflate;

import dev.we.deflate.DeflateFormatException.Reason;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decodes raw DEFLATE (<a href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951</a>), in as many
 * pieces as the input comes in and as many as the output leaves room for. What comes out, and what
 * is refused and where, is the same for every way of cutting input and output.
 *
 * <p>The output's remaining room is a hard limit: not one byte more is written. {@link
 * Status#NEEDS_OUTPUT} means that at least one more byte is certain to come, so a message that fits
 * its limit exactly never shows it. Inside the room, the bytes behind the position at which the
 * output stops may be scribbled over.
 *
 * <p>A distance greater than the window, 2^windowBits, is refused wherever it stands. The window is
 * kept over blocks and calls, also behind a block with BFINAL set, until {@link #reset}.
 *
 * <p>Work is bounded by input and output: at most some 60 ns for a byte of input that produces
 * nothing (a row of the smallest dynamic blocks) on a machine that inflates 400 MB/s. Whoever
 * limits output should limit input as well.
 *
 * <p>Memory: some 300 bytes, a ring that grows with what was decoded up to 2^windowBits bytes, and
 * while it is suspended inside a dynamic block that block's tables, about 9 KiB ({@link
 * #retainedBytes} tells). No array or buffer of the caller's is held after a call.
 *
 * <p>(Not thread-safe: one thread at a time.)
 */
public final class DeflateDecoder {
  /** Why {@link #decode} came back. */
  public enum Status {
    /** All input was read. There may be nothing more to come: {@link #place} tells. */
    NEEDS_INPUT,
    /** The output is full, and at least one more byte is certain to come. */
    NEEDS_OUTPUT,
    /**
     * A block with BFINAL set ended, and the input stands at the byte behind it. A stream ends
     * here; where the format says that it may go on (RFC 7692 7.2.3.4), call again.
     */
    END_OF_FINAL_BLOCK
  }

  /** Where a decoder stands in the grammar. */
  public enum Place {
    /** Inside a block, or inside its head. */
    IN_BLOCK,
    /** Between two blocks, or before the first. */
    AT_BLOCK_BOUNDARY,
    /**
     * Between two blocks, at a byte boundary, and the last bytes read were the {@code 00 00 FF FF}
     * of a stored block without content: where a sync flush, and a message (RFC 7692 7.2.2), ends.
     */
    AFTER_EMPTY_STORED_BLOCK,
    /** Behind a block with BFINAL set, at a byte boundary. */
    AFTER_FINAL_BLOCK
  }

  private static final int BLOCK_HEADER = 0;
  private static final int STORED_LENGTHS = 1;
  private static final int STORED_BODY = 2;
  private static final int DYNAMIC_HEADER = 3;
  private static final int SYMBOLS = 4;

  private final BitReader reader = new BitReader();
  private final SlidingWindow window;
  private final SymbolDecoder symbols = new SymbolDecoder();
  private final DynamicHeader header = new DynamicHeader();
  private final ScratchPool.Borrower borrower = new ScratchPool.Borrower();
  private final ScratchPool.Borrower bridgeBorrower = new ScratchPool.Borrower();

  /** What the block's symbols are coded with, or will be when its head has been read. */
  private @Nullable DecodeTables tables;

  private int state = BLOCK_HEADER;
  private boolean finalBlock;
  private int storedLeft;
  private Place boundary = Place.AT_BLOCK_BOUNDARY;

  /** Whether the block that ended last was stored and without content. */
  private boolean emptyStored;

  private @Nullable DeflateFormatException failure;

  private int inputPosition;
  private int outputPosition;
  private long totalOut;

  /**
   * Makes a decoder at the beginning of a stream.
   *
   * @param windowBits 8 to 15: distances of more than 2^windowBits bytes are refused
   * @throws IllegalArgumentException if {@code windowBits} is out of that range
   */
  public DeflateDecoder(int windowBits) {
    this.window = new SlidingWindow(checkWindowBits(windowBits));
  }

  static int checkWindowBits(int windowBits) {
    if (windowBits < 8 || windowBits > 15) {
      throw new IllegalArgumentException("windowBits must be 8 to 15, not " + windowBits);
    }
    return windowBits;
  }

  /**
   * Decodes {@code input[inputFrom, inputTo)} into {@code output[outputFrom, outputTo)}. Where it
   * stopped is told by {@link #inputPosition} and {@link #outputPosition}; they hold after a
   * refusal as well.
   *
   * @return why it stopped
   * @throws DeflateFormatException if the input breaks a rule of RFC 1951
   * @throws IndexOutOfBoundsException if a range is not inside its array
   * @throws IllegalStateException if this decoder has refused its input and was not reset
   */
  public Status decode(
      byte[] input, int inputFrom, int inputTo, byte[] output, int outputFrom, int outputTo)
      throws DeflateFormatException {
    return decode(input, inputFrom, inputTo, output, outputFrom, outputTo, false);
  }

  /**
   * As {@link #decode(byte[], int, int, byte[], int, int)}, for input that ends what distances may
   * reach back to (a message without context takeover, RFC 7692 7.1.1): when all of it has been
   * decoded, the window is empty and holds no memory, which is cheaper than a {@link #reset}
   * afterwards. Where more room is needed nothing is forgotten yet: call again.
   */
  public Status decodeAndForget(
      byte[] input, int inputFrom, int inputTo, byte[] output, int outputFrom, int outputTo)
      throws DeflateFormatException {
    return decode(input, inputFrom, inputTo, output, outputFrom, outputTo, true);
  }

  /**
   * Decodes from one buffer's position on into the other's, up to their limits, and moves both
   * positions. Any kind of buffer will do; those with an accessible array are the fast ones.
   *
   * @return why it stopped
   * @throws DeflateFormatException if the input breaks a rule of RFC 1951
   * @throws java.nio.ReadOnlyBufferException if {@code output} is read-only
   * @throws IllegalStateException if this decoder has refused its input and was not reset
   */
  public Status decode(ByteBuffer input, ByteBuffer output) throws DeflateFormatException {
    return BufferBridge.decode(this, bridgeBorrower, input, output);
  }

  private Status decode(
      byte[] input, int inFrom, int inTo, byte[] output, int outFrom, int outTo, boolean forget)
      throws DeflateFormatException {
    Objects.checkFromToIndex(inFrom, inTo, input.length);
    Objects.checkFromToIndex(outFrom, outTo, output.length);
    inputPosition = inFrom;
    outputPosition = outFrom;
    if (failure != null) {
      throw new IllegalStateException(
          "this decoder refused its input (" + failure.getMessage() + "); reset it first", failure);
    }
    window.unpack();
    reader.attach(input, inFrom, inTo);
    window.attach(output, outFrom, outTo);
    Status status = null;
    try {
      status = run();
      return status;
    } catch (DeflateFormatException e) {
      failure = e;
      throw e;
    } finally {
      end(status, forget);
    }
  }

  private void end(@Nullable Status status, boolean forget) {
    if (status != Status.NEEDS_INPUT) {
      reader.unreadBytes();
    }
    inputPosition = reader.position;
    outputPosition = window.position;
    totalOut += window.position - window.start;
    boolean allRead = reader.position == reader.limit && status != Status.NEEDS_OUTPUT;
    reader.detach();
    // Before the ring, whose growth may find no memory.
    if (status == null || state <= STORED_BODY) {
      giveTablesBack();
    }
    if (status == null || (forget && allRead)) {
      window.forgetAndDetach();
    } else {
      window.keepAndDetach();
    }
  }

  private void giveTablesBack() {
    DecodeTables borrowed = tables;
    tables = null;
    if (borrowed != null && borrowed != DecodeTables.FIXED) {
      DecodeTables.POOL.give(borrower, borrowed);
    }
  }

  private Status run() throws DeflateFormatException {
    for (; ; ) {
      Status stop =
          switch (state) {
            case BLOCK_HEADER -> readBlockHeader();
            case STORED_LENGTHS -> readStoredLengths();
            case STORED_BODY -> copyStored();
            case DYNAMIC_HEADER -> readDynamicHeader();
            default -> decodeSymbols();
          };
      if (stop != null) {
        return stop;
      }
    }
  }

  /** BFINAL and BTYPE (RFC 1951 3.2.3). */
  private @Nullable Status readBlockHeader() throws DeflateFormatException {
    if (!reader.has(3)) {
      return Status.NEEDS_INPUT;
    }
    int type = reader.peek(3) >>> 1;
    if (type == 3) {
      throw new DeflateFormatException(Reason.RESERVED_BLOCK_TYPE, reader.bitOffset());
    }
    finalBlock = reader.peek(1) == 1;
    if (type == Alphabet.FIXED && reader.has(10) && reader.peek(10) <= 3) {
      // The end of block is seven zeros in the fixed code: a block without content, done at once,
      // because a stream may be nothing but these.
      reader.drop(10);
      return endBlock(Place.AT_BLOCK_BOUNDARY);
    }
    reader.drop(3);
    switch (type) {
      case Alphabet.STORED -> {
        // 3.2.4: "Any bits of input up to the next byte boundary are ignored."
        reader.alignToByte();
        state = STORED_LENGTHS;
      }
      case Alphabet.FIXED -> {
        giveTablesBack();
        tables = DecodeTables.FIXED;
        state = SYMBOLS;
      }
      default -> {
        header.begin();
        state = DYNAMIC_HEADER;
      }
    }
    return null;
  }

  /** LEN and NLEN (3.2.4). */
  private @Nullable Status readStoredLengths() throws DeflateFormatException {
    if (!reader.has(32)) {
      return Status.NEEDS_INPUT;
    }
    int lengths = reader.peek(32);
    if ((lengths & 0xFFFF) != (~lengths >>> 16)) {
      throw new DeflateFormatException(Reason.STORED_LENGTH_MISMATCH, reader.bitOffset());
    }
    reader.drop(32);
    storedLeft = lengths & 0xFFFF;
    if (storedLeft == 0) {
      return endBlock(Place.AFTER_EMPTY_STORED_BLOCK);
    }
    reader.unreadBytes();
    state = STORED_BODY;
    return null;
  }

  private @Nullable Status copyStored() {
    int available = reader.limit - reader.position;
    int now = Math.min(storedLeft, Math.min(available, window.room()));
    window.putAll(reader.input, reader.position, now);
    reader.position += now;
    storedLeft -= now;
    if (storedLeft == 0) {
      return endBlock(Place.AT_BLOCK_BOUNDARY);
    }
    // With neither input nor room it is room that is certain to be needed.
    return window.room() == 0 ? Status.NEEDS_OUTPUT : Status.NEEDS_INPUT;
  }

  private @Nullable Status readDynamicHeader() throws DeflateFormatException {
    DecodeTables borrowed = tables;
    if (borrowed == null || borrowed == DecodeTables.FIXED) {
      borrowed = DecodeTables.POOL.take(borrower);
      tables = borrowed;
    }
    if (!header.read(reader, borrowed)) {
      return Status.NEEDS_INPUT;
    }
    state = SYMBOLS;
    return null;
  }

  private @Nullable Status decodeSymbols() throws DeflateFormatException {
    return switch (symbols.decode(reader, window, Objects.requireNonNull(tables))) {
      case NEEDS_INPUT -> Status.NEEDS_INPUT;
      case NEEDS_OUTPUT -> Status.NEEDS_OUTPUT;
      case END_OF_BLOCK -> endBlock(Place.AT_BLOCK_BOUNDARY);
    };
  }

  private @Nullable Status endBlock(Place place) {
    state = BLOCK_HEADER;
    emptyStored = place == Place.AFTER_EMPTY_STORED_BLOCK;
    if (!finalBlock) {
      boundary = place;
      return null;
    }
    // RFC 7692 7.2.3.4: what follows begins at the next byte; the window stays.
    reader.alignToByte();
    boundary = Place.AFTER_FINAL_BLOCK;
    return Status.END_OF_FINAL_BLOCK;
  }

  /** The index in the input array at which the last call stopped. */
  public int inputPosition() {
    return inputPosition;
  }

  /** The index in the output array at which the last call stopped. */
  public int outputPosition() {
    return outputPosition;
  }

  /** How many bytes have come out since the last reset. */
  public long totalOutputBytes() {
    return totalOut;
  }

  /** Where this decoder stands. After a refusal: where it stood when it met what it refused. */
  public Place place() {
    return state == BLOCK_HEADER ? boundary : Place.IN_BLOCK;
  }

  /**
   * Whether the last bytes read were the {@code 00 00 FF FF} of a stored block without content, be
   * its BFINAL set ({@link Place#AFTER_FINAL_BLOCK}) or not ({@link
   * Place#AFTER_EMPTY_STORED_BLOCK}).
   */
  public boolean isAfterEmptyStoredBlock() {
    return state == BLOCK_HEADER && emptyStored;
  }

  /**
   * How many bytes of input have been taken since the last reset, those of a symbol that is not
   * complete yet included: where a truncated stream ends.
   */
  public long totalInputBytes() {
    return (reader.bitOffset() + reader.count) >>> 3;
  }

  /**
   * What to throw when the input is over and {@link #place} says that the stream is not.
   *
   * @return {@link Reason#TRUNCATED}, at the end of what was read
   */
  public DeflateFormatException truncated() {
    return new DeflateFormatException(Reason.TRUNCATED, totalInputBytes() * 8);
  }

  /**
   * Keeps the window deflated until the next call, which then takes some time more: for decoders
   * that are not used for a while. At any time between calls, and without any other effect.
   */
  public void pack() {
    EncodeScratch scratch = EncodeScratch.POOL.take(borrower);
    try {
      window.pack(scratch);
    } finally {
      EncodeScratch.POOL.give(borrower, scratch);
    }
  }

  /** The bytes of memory this decoder holds between calls, beyond some 300 of its own. */
  public long retainedBytes() {
    DecodeTables borrowed = tables;
    return window.retainedBytes()
        + (borrowed != null && borrowed != DecodeTables.FIXED ? DecodeTables.BYTES : 0);
  }

  /** Forgets everything, the window with its memory included: the beginning of a new stream. */
  public void reset() {
    giveTablesBack();
    reader.reset();
    window.forget();
    symbols.reset();
    state = BLOCK_HEADER;
    finalBlock = false;
    storedLeft = 0;
    boundary = Place.AT_BLOCK_BOUNDARY;
    emptyStored = false;
    failure = null;
    inputPosition = 0;
    outputPosition = 0;
    totalOut = 0;
  }
}
