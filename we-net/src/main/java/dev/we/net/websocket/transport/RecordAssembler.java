package dev.we.net.websocket.transport;

import static dev.we.net.websocket.transport.TlsBuffers.MAX_RECORD_PAYLOAD_BYTES;
import static dev.we.net.websocket.transport.TlsBuffers.RECORD_HEADER_BYTES;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole TLS records of the pieces in which they arrive.
 *
 * <p>A record that lies in the input as a whole is used where it lies. Only one that is cut by the
 * end of the input is copied, into a borrowed buffer that goes back when the record is used up.
 */
final class RecordAssembler {

  // RFC 8446, section 5.1: change_cipher_spec(20), alert(21), handshake(22), application_data(23).
  private static final int FIRST_TYPE = 20;
  private static final int LAST_TYPE = 23;

  private final TlsBuffers.Pool pool;

  /** The beginning of a record whose end has not come, or that was not used up yet. */
  private @Nullable ByteBuffer partial;

  private boolean whole;

  RecordAssembler(TlsBuffers.Pool pool) {
    this.pool = pool;
  }

  /**
   * A buffer at whose position a whole record begins.
   *
   * @param in new input, from which as little is taken as makes one record
   * @return null if more input is needed; then all of {@code in} has been taken
   * @throws SSLException if these bytes cannot be TLS
   */
  @Nullable ByteBuffer next(ByteBuffer in) throws SSLException {
    ByteBuffer pieces = partial;
    if (pieces == null) {
      if (in.remaining() >= bytesOfRecord(in, in.position(), in.remaining())) {
        return in;
      }
      if (in.hasRemaining()) {
        partial = pool.take().put(in);
      }
      return null;
    }
    if (!whole) {
      move(in, pieces, RECORD_HEADER_BYTES);
      move(in, pieces, bytesOfRecord(pieces, 0, pieces.position()));
      if (pieces.position() < bytesOfRecord(pieces, 0, pieces.position())) {
        return null;
      }
      pieces.flip();
      whole = true;
    }
    return pieces;
  }

  /** Gives the buffer back if its record was used up. */
  void release() {
    if (whole && partial != null && !partial.hasRemaining()) {
      discard();
    }
  }

  /** Gives the buffer back with whatever is in it. */
  void discard() {
    if (partial != null) {
      pool.give(partial);
      partial = null;
    }
    whole = false;
  }

  /**
   * The length of the record that begins at an index, header included; as long as the header is not
   * complete, the header's.
   */
  private static int bytesOfRecord(ByteBuffer bytes, int index, int available) throws SSLException {
    if (available > 0) {
      int type = Byte.toUnsignedInt(bytes.get(index));
      if (type < FIRST_TYPE || type > LAST_TYPE) {
        throw new SSLException(
            "it does not speak TLS: a record begins with "
                + excerpt(bytes, index, Math.min(available, RECORD_HEADER_BYTES)));
      }
    }
    if (available < RECORD_HEADER_BYTES) {
      return RECORD_HEADER_BYTES;
    }
    int payload = Short.toUnsignedInt(bytes.getShort(index + 3));
    if (payload > MAX_RECORD_PAYLOAD_BYTES) {
      throw new SSLException(
          "it announces a TLS record of "
              + payload
              + " bytes, more than "
              + MAX_RECORD_PAYLOAD_BYTES);
    }
    return RECORD_HEADER_BYTES + payload;
  }

  /** The first bytes for a message: as text if they are text, which they mostly are. */
  private static String excerpt(ByteBuffer bytes, int index, int count) {
    StringBuilder text = new StringBuilder("\"");
    StringBuilder hex = new StringBuilder("0x");
    boolean readable = true;
    for (int i = 0; i < count; i++) {
      int value = Byte.toUnsignedInt(bytes.get(index + i));
      text.append((char) value);
      hex.append(Character.forDigit(value >> 4, 16)).append(Character.forDigit(value & 15, 16));
      readable &= value >= ' ' && value <= '~';
    }
    return readable ? text.append('"').toString() : hex.toString();
  }

  /** Moves bytes until the record has so many, or the input none. */
  private static void move(ByteBuffer in, ByteBuffer record, int upTo) {
    int count = Math.min(upTo - record.position(), in.remaining());
    if (count > 0) {
      int limit = in.limit();
      in.limit(in.position() + count);
      record.put(in);
      in.limit(limit);
    }
  }
}
