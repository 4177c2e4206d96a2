package dev.we.net.websocket.protocol;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.State;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.frame.FrameHeader;
import dev.we.net.websocket.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection after the opening handshake (RFC 6455, sections 5 to 8): bytes in, calls
 * and bytes out. It starts OPEN.
 *
 * <p>It has two halves that share nothing but values, so that one thread can receive while another
 * sends, without a lock on the receiving path:
 *
 * <ul>
 *   <li>the receiving half: {@link #receive}, {@link #receiveEof}, {@link #discardInput}, {@link
 *       #discardedBytes}, {@link #received}. One thread at a time.
 *   <li>the sending half: everything else. One thread at a time, which may be another one.
 *   <li>{@link #onDeadline} and {@link #readingPaused} belong to both: the receiving thread calls
 *       them while no other is in the sending half.
 * </ul>
 *
 * <p>What the receiving half finds out that concerns the sending half is an {@link Owed}, which the
 * owner carries to {@link #settle}.
 *
 * <p>Times are nanoseconds of a clock such as {@link System#nanoTime}, of which only differences
 * count. Masking keys come from a strong source, a fresh one for every frame (section 10.3), and
 * are used in the CLIENT role only; 0 is as good as any. Bytes to send are put into a {@link
 * ByteSink} at once, in their order; a frame is never split by another.
 */
public final class Protocol {
  /** What a send method returns when the connection is not OPEN and nothing was sent. */
  public static final long NOT_OPEN = -1;

  /** What {@link #nextDeadline} returns when nothing is waited for. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  private final ReceivingHalf receiving;
  private final MessageSender sender;
  private final Packing packing;
  private final ClosingHandshake closing;
  private final Deadlines deadlines;

  private final int maxPendingPongs;

  /**
   * The payloads of the pings that await their pongs, the oldest first; null while there are none.
   * The sending half's.
   */
  private @Nullable Queue<ByteBuffer> pongs;

  /**
   * A connection that was just opened.
   *
   * @param role which end this is
   * @param limits the sizes and times to keep
   * @param extension the extension agreed on, if any
   * @param scratch working memory, which connections that are read by the same thread may share
   * @param now the time at which the handshake ended
   */
  public Protocol(
      Role role, Limits limits, @Nullable Extension extension, ReceiveScratch scratch, long now) {
    this(new ProtocolSettings(role, limits), extension, scratch, now);
  }

  /** The same for one of many connections that have their settings in common. */
  public Protocol(
      ProtocolSettings settings, @Nullable Extension extension, ReceiveScratch scratch, long now) {
    this.packing = Packing.of(extension);
    this.receiving = new ReceivingHalf(settings.headerRules(), extension, packing, scratch);
    this.sender = new MessageSender(settings.role(), extension, packing);
    this.closing = new ClosingHandshake(settings.role());
    this.maxPendingPongs = settings.limits().maxPendingPongs();
    this.deadlines = new Deadlines(settings.timeouts(), now);
  }

  // ---- The receiving half

  /**
   * Takes bytes from the peer, all from position to limit unless the sink {@linkplain
   * Sink#wantsMore wants no more}. They may be changed where they lie (unmasked), and their
   * segmentation has no meaning.
   */
  public void receive(ByteBuffer in, Sink sink) {
    receiving.receive(in, sink);
  }

  /** The peer's stream has ended in good order; without a Close before, that is code 1006. */
  public void receiveEof(Sink sink) {
    receiving.receiveEof(sink);
  }

  /** From here on all input is counted and discarded, as after a Close or a violation. */
  public void discardInput() {
    receiving.discard();
  }

  /** How many bytes were discarded after a Close, a violation or {@link #discardInput}. */
  public long discardedBytes() {
    return receiving.discardedBytes();
  }

  /** Something came from the peer, whatever it was: the silence is over. Once per read. */
  public void received(long now) {
    deadlines.received(now);
  }

  // ---- The sending half: messages

  /**
   * Sends a text message, in one frame unless it is long and compressed. A surrogate without its
   * partner goes out as U+FFFD.
   *
   * @param wish whether an extension that compresses gets it
   * @param keys gives a fresh masking key for each frame
   * @return the bytes of the message as UTF-8, or {@link #NOT_OPEN}
   * @throws IllegalStateException inside a message that is sent in parts
   */
  public long sendText(CharSequence text, Compress wish, ByteSink out, IntSupplier keys) {
    return closing.isOpen() ? sender.text(text, wish, out, keys) : NOT_OPEN;
  }

  /**
   * Sends the bytes from {@code data}'s position to its limit, which it leaves untouched, as a
   * binary message, in one frame unless it is long and compressed.
   *
   * @return the bytes of the message, or {@link #NOT_OPEN}
   * @throws IllegalStateException inside a message that is sent in parts
   */
  public long sendBinary(ByteBuffer data, Compress wish, ByteSink out, IntSupplier keys) {
    return closing.isOpen() ? sender.binary(data, wish, out, keys) : NOT_OPEN;
  }

  /**
   * Sends a message that others send as well, in one frame: into {@link ByteSink#putShared} in the
   * SERVER role, masked in the CLIENT role.
   *
   * @return the bytes of the message, or {@link #NOT_OPEN}
   * @throws IllegalStateException inside a message that is sent in parts
   */
  public long sendPrepared(PreparedMessage message, ByteSink out, IntSupplier keys) {
    return closing.isOpen() ? sender.prepared(message, out, keys) : NOT_OPEN;
  }

  /** How long a prepared message is, text as UTF-8. Any thread. */
  public static int preparedBytes(PreparedMessage message) {
    return message.in(PreparedFrame.PLAIN).payloadBytes();
  }

  /**
   * Sends the next part of a text message as a frame of its own (5.4); the first part begins the
   * message. A high surrogate at the end of a part waits for its partner in the next.
   *
   * @param last whether the message is whole with this part
   * @param wish counts with the first part
   * @return the bytes of the part as sent in UTF-8, or {@link #NOT_OPEN}
   * @throws IllegalStateException inside a binary message that is sent in parts
   */
  public long sendTextPart(
      CharSequence part, boolean last, Compress wish, ByteSink out, IntSupplier keys) {
    return closing.isOpen() ? sender.textPart(part, last, wish, out, keys) : NOT_OPEN;
  }

  /** The same as {@link #sendTextPart}, for a binary message. */
  public long sendBinaryPart(
      ByteBuffer part, boolean last, Compress wish, ByteSink out, IntSupplier keys) {
    return closing.isOpen() ? sender.binaryPart(part, last, wish, out, keys) : NOT_OPEN;
  }

  /**
   * Whether a message failed after some of it was put into the output, or into an extension that
   * remembers it: the connection has to be failed then.
   */
  public boolean hasBrokenOff() {
    return sender.hasBrokenOff() && closing.isOpen();
  }

  // ---- The sending half: control frames

  /**
   * Sends a ping (5.5.2).
   *
   * @return the payload's bytes, or {@link #NOT_OPEN}
   * @throws IllegalArgumentException if the payload has more than 125 bytes
   */
  public long sendPing(ByteBuffer payload, ByteSink out, int key) {
    return sendControl(Opcode.PING, payload, out, key);
  }

  /**
   * Sends a pong that answers no ping (5.5.3).
   *
   * @return the payload's bytes, or {@link #NOT_OPEN}
   * @throws IllegalArgumentException if the payload has more than 125 bytes
   */
  public long sendPong(ByteBuffer payload, ByteSink out, int key) {
    return sendControl(Opcode.PONG, payload, out, key);
  }

  /**
   * Starts the closing handshake (7.1.2): a Close, and nothing after it. A pong that is still owed
   * is not sent any more; {@link #takePong} comes first where it should be.
   *
   * @param reason {@link CloseReason#NO_STATUS} sends an empty Close
   * @return whether it was sent: false if the connection was not OPEN any more
   * @throws IllegalArgumentException if the code must not be sent; nothing has happened then
   */
  public boolean close(CloseReason reason, ByteSink out, int key, long now) {
    CloseFrame.requireSendable(reason);
    return sendClose(reason, out, key, now);
  }

  /**
   * Does what the receiving half found to be owed. A pong is only noted, see {@link #takePong}; a
   * Close is put into {@code out}, if none went out before.
   */
  public void settle(Owed owed, ByteSink out, int key, long now) {
    switch (owed) {
      case Owed.Pong pong -> notePong(pong.payload());
      case Owed.CloseReply reply -> {
        closing.closeReceived(reply.reason());
        // 5.5.1: "When sending a Close frame in response, the endpoint typically echos the status
        // code it received."
        sendClose(reply.reason(), out, key, now);
        deadlines.closing(now); // now the end of the stream is waited for
      }
      case Owed.Failure failure -> {
        sendClose(failure.reason(), out, key, now);
        closing.failed();
      }
      case Owed.End end -> streamEnded();
    }
  }

  /** Whether a ping awaits its pong. */
  public boolean pongOwed() {
    return pongs != null;
  }

  /**
   * Sends the oldest pong that is owed. The writer asks for it between frames, until there is none.
   *
   * <p>Pings are answered each, as long as the pongs can be sent; of those that wait only the
   * newest are kept, {@link Limits#maxPendingPongs()} of them: "If an endpoint receives a Ping
   * frame and has not yet sent Pong frame(s) in response to previous Ping frame(s), the endpoint
   * MAY elect to send a Pong frame for only the most recently processed Ping frame" (5.5.3).
   *
   * @return whether one was owed
   */
  public boolean takePong(ByteSink out, int key) {
    Queue<ByteBuffer> owed = pongs;
    if (owed == null) {
      return false;
    }
    ByteBuffer payload = owed.remove();
    if (owed.isEmpty()) {
      pongs = null;
    }
    sender.control(Opcode.PONG, payload, out, key);
    return true;
  }

  private void notePong(ByteBuffer payload) {
    if (!closing.isOpen()) {
      return;
    }
    if (pongs == null) {
      pongs = new ArrayDeque<>(1);
    } else if (pongs.size() == maxPendingPongs) {
      pongs.remove();
    }
    pongs.add(payload);
  }

  private long sendControl(Opcode opcode, ByteBuffer payload, ByteSink out, int key) {
    int length = payload.remaining();
    if (length > FrameHeader.MAX_SHORT_LENGTH) {
      throw new IllegalArgumentException(
          "the payload of a ping or pong has at most 125 bytes, not " + length);
    }
    if (!closing.isOpen()) {
      return NOT_OPEN;
    }
    sender.control(opcode, payload, out, key);
    return length;
  }

  private boolean sendClose(CloseReason reason, ByteSink out, int key, long now) {
    if (!closing.isOpen()) {
      return false;
    }
    sender.control(Opcode.CLOSE, CloseFrame.encode(reason), out, key);
    closing.closeSent();
    sender.release();
    deadlines.closing(now);
    pongs = null;
    return true;
  }

  // ---- The sending half: the end

  /** The stream is gone: lost, reset, given up or aborted. */
  public void streamEnded() {
    closing.streamEnded();
    sender.release();
    deadlines.ended();
    pongs = null;
  }

  /** OPEN, CLOSING or CLOSED. */
  public State state() {
    return closing.state();
  }

  /** Whether a Close of ours was put into the output. */
  public boolean closeSent() {
    return closing.isCloseSent();
  }

  /** Whether the peer's Close came. */
  public boolean closeReceived() {
    return closing.isCloseReceived();
  }

  /** Whether both Closes passed (7.1.4). */
  public boolean wasClean() {
    return closing.wasClean();
  }

  /** What is reported to the application (7.1.5, 7.1.6): the peer's reason, or ABNORMAL. */
  public CloseReason closeReason() {
    return closing.reason();
  }

  /**
   * Whether our side of the stream should be ended as soon as all output is flushed: by the server
   * once both Closes passed ("the server MUST close the connection immediately", 7.1.1), by either
   * end that fails the connection or whose peer has ended its side. A client waits instead.
   */
  public boolean shouldShutdownOutput() {
    return closing.shouldShutdownOutput();
  }

  // ---- Deadlines

  /** Output waits and the peer takes none of it. Tells again is harmless. */
  public void writeBlocked(long now) {
    deadlines.writeBlocked(now);
  }

  /**
   * The peer took some of the output that waited, or all. If the rest is stuck again, {@link
   * #writeBlocked} follows.
   */
  public void writeProgress(long now) {
    deadlines.writeProgress(now);
  }

  /** While the owner does not read, the peer's silence does not count. */
  public void readingPaused(boolean paused, long now) {
    deadlines.readingPaused(paused, now);
  }

  /**
   * When {@link #onDeadline} should be called next, or {@link #NO_DEADLINE}. It may be early, never
   * late: bytes that arrive need no new timer, while {@link #close}, {@link #settle}, {@link
   * #writeBlocked} and the end of a pause can bring it forward, and messages where {@link
   * #deadlineMoved} says so.
   */
  public long nextDeadline() {
    packing.begin(deadlines.lastReceived());
    long next = deadlines.next();
    long look = packing.nextLook();
    if (look == NO_DEADLINE || !closing.isOpen()) {
      return next;
    }
    return next == NO_DEADLINE || look - next < 0 ? look : next;
  }

  /**
   * Whether {@link #nextDeadline} has come forward because of what was received or sent. To be
   * asked behind messages of either direction, by whichever thread has them; tells once.
   */
  public boolean deadlineMoved() {
    return closing.isOpen() && packing.begin(deadlines.lastReceived());
  }

  /** What the time {@code now} wants done. */
  public Expiry onDeadline(long now) {
    packing.look(now);
    return deadlines.expire(now);
  }
}
