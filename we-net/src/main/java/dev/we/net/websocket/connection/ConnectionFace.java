package dev.we.net.websocket.connection;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Compress;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.State;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.protocol.Protocol;
import dev.we.net.websocket.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * A connection as callers' threads see it: each call goes to the half that it concerns. Any thread.
 *
 * <p>A superclass and not an object of its own, as that would cost every idle connection memory.
 */
public abstract sealed class ConnectionFace implements WebSocket permits Connection {
  final Transport transport;

  /** The opening handshake, {@linkplain KeptHandshake packed}. */
  private final byte[] handshake;

  /** Whether {@link #abort} was called: the lost connection is no error then. */
  private volatile boolean aborted;

  ConnectionFace(Transport transport, OpeningHandshake handshake) {
    this.transport = transport;
    this.handshake = KeptHandshake.pack(handshake);
  }

  /** Where what is sent goes. */
  abstract Outgoing outgoing();

  /** How what arrives is told. */
  abstract Delivery delivery();

  // These two do not go by way of those with a wish: from a callback, the way of a message is so
  // deep that its end is only just inlined.

  @Override
  public SendResult sendText(CharSequence text) {
    return outgoing().sendText(text, Compress.WHERE_IT_PAYS);
  }

  @Override
  public SendResult sendBinary(ByteBuffer data) {
    return outgoing().sendBinary(data, Compress.WHERE_IT_PAYS);
  }

  @Override
  public SendResult sendText(CharSequence text, Compress wish) {
    return outgoing().sendText(text, wish);
  }

  @Override
  public SendResult sendBinary(ByteBuffer data, Compress wish) {
    return outgoing().sendBinary(data, wish);
  }

  @Override
  public SendResult send(PreparedMessage message) {
    return outgoing().send(message);
  }

  @Override
  public MessageWriter<CharSequence> startText(Compress wish) {
    return outgoing().startText(wish);
  }

  @Override
  public MessageWriter<ByteBuffer> startBinary(Compress wish) {
    return outgoing().startBinary(wish);
  }

  @Override
  public SendResult sendPing(ByteBuffer payload) {
    return outgoing().sendControl(ControlFrame.of(true, payload));
  }

  @Override
  public SendResult sendPong(ByteBuffer payload) {
    return outgoing().sendControl(ControlFrame.of(false, payload));
  }

  @Override
  public void close(int code, String reason) {
    outgoing().close(code, reason);
  }

  @Override
  public void abort() {
    aborted = true;
    delivery().dropMessages();
    transport.close();
  }

  /** Whether our side wanted the connection to be lost. */
  boolean wasAborted() {
    return aborted;
  }

  @Override
  public long bufferedAmount() {
    return outgoing().bufferedAmount();
  }

  @Override
  public void request(long messages) {
    delivery().request(messages);
  }

  @Override
  public State state() {
    return outgoing().ask(Protocol::state);
  }

  /** What the peer's Close said so far, or ABNORMAL. */
  CloseReason closeReason() {
    return outgoing().ask(Protocol::closeReason);
  }

  @Override
  public OpeningHandshake handshake() {
    return KeptHandshake.unpack(handshake);
  }

  @Override
  public Optional<String> subprotocol() {
    return KeptHandshake.subprotocol(handshake);
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return transport.remoteAddress();
  }

  @Override
  public Optional<SSLSession> tlsSession() {
    return Optional.ofNullable(transport.tlsSession());
  }
}
