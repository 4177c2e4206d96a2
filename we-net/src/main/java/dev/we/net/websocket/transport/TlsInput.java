package dev.we.net.websocket.transport;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a TLS connection: the socket's bytes to records to bytes. Loop thread only.
 *
 * <p>What several records of one read hold is gathered in the loop's plaintext buffer and delivered
 * at once. That buffer is empty before and after each read, so all connections share it.
 */
final class TlsInput {
  /**
   * Key updates in {@value #COUNTED_BYTES} bytes of input. Each costs us two derivations of keys, a
   * record and a write, and the peer 27 bytes: without a bound a single connection could keep its
   * loop from all others. A peer that means it updates after gigabytes (RFC 8446, section 5.5).
   */
  private static final int MOST_KEY_UPDATES = 32;

  private static final int COUNTED_BYTES = 256 << 10;

  private final SSLEngine engine;
  private final TcpTransport wire;
  private final TlsBuffers buffers;
  private TransportHandler handler;
  private final RecordAssembler records;

  private boolean ended;

  /** Input was delivered that no {@link TransportHandler#onInputBatchEnd} has followed. */
  private boolean batchOpen;

  private int keyUpdates;

  /** The input since {@link #keyUpdates} was last zero, up to what is counted together. */
  private int countedBytes;

  TlsInput(SSLEngine engine, TcpTransport wire, TlsBuffers buffers, TransportHandler handler) {
    this.engine = engine;
    this.wire = wire;
    this.buffers = buffers;
    this.handler = handler;
    records = new RecordAssembler(buffers.records());
  }

  /** Delivers to another handler from now on. */
  void setHandler(TransportHandler successor) {
    handler = successor;
  }

  /**
   * Begins with an empty plaintext buffer, whatever another connection's failure left in it.
   *
   * @param bytes how many were read
   */
  void begin(int bytes) {
    buffers.plaintext().clear();
    countedBytes += bytes;
    if (countedBytes >= COUNTED_BYTES) {
      countedBytes = 0;
      keyUpdates = 0;
    }
  }

  /** The peer has updated its keys and asked for ours (RFC 8446, section 4.6.3). */
  void keysUpdated() throws SSLException {
    if (++keyUpdates > MOST_KEY_UPDATES) {
      throw new SSLException("it asks for new keys again and again");
    }
  }

  /**
   * Decrypts one record.
   *
   * @return what the engine wants next, or null if no whole record is there
   */
  @Nullable HandshakeStatus unwrap(ByteBuffer in) throws SSLException {
    ByteBuffer record = records.next(in);
    if (record == null) {
      return null;
    }
    SSLEngineResult result = engine.unwrap(record, buffers.plaintext());
    if (result.getStatus() == Status.BUFFER_OVERFLOW && buffers.plaintext().position() > 0) {
      deliver(); // which makes room
      if (wire.isClosed()) {
        return null;
      }
      result = engine.unwrap(record, buffers.plaintext());
    }
    records.release();
    HandshakeStatus status = result.getHandshakeStatus();
    ended = result.getStatus() == Status.CLOSED || engine.isInboundDone();
    boolean waits = status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP;
    if (result.bytesConsumed() == 0 && !ended && !waits) {
      throw new SSLException("its TLS records lead nowhere"); // else we would try for ever
    }
    return status;
  }

  /** Whether the peer's close_notify was the last record. */
  boolean hasEnded() {
    return ended;
  }

  /** Hands on what was decrypted. */
  void deliver() {
    ByteBuffer plain = buffers.plaintext();
    try {
      if (plain.position() > 0 && !wire.isClosed()) {
        batchOpen = true;
        handler.onInput(plain.flip());
        if (plain.hasRemaining() && !wire.isClosed()) {
          throw new IllegalStateException(
              handler.getClass().getName() + " left " + plain.remaining() + " bytes of its input");
        }
      }
    } finally {
      plain.clear();
    }
  }

  void endBatch() {
    if (batchOpen && !wire.isClosed()) {
      batchOpen = false;
      handler.onInputBatchEnd();
    }
  }

  /** Gives back what is held of an incomplete record. */
  void discard() {
    records.discard();
  }
}
