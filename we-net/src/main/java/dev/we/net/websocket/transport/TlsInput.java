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

  private final SSLEngine engine;
  private final TcpTransport wire;
  private final TlsBuffers buffers;
  private TransportHandler handler;
  private final RecordAssembler records;

  private boolean ended;

  /** Input was delivered that no {@link TransportHandler#onInputBatchEnd} has followed. */
  private boolean batchOpen;

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

  /** Begins with an empty plaintext buffer, whatever another connection's failure left in it. */
  void begin() {
    buffers.plaintext().clear();
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
