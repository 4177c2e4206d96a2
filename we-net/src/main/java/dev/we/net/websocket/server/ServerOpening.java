package dev.we.net.websocket.server;

import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.HandshakeRequest;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.connection.Connection;
import dev.we.net.websocket.connection.HeadOutput;
import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.connection.Timeouts;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.ExtensionHeader;
import dev.we.net.websocket.handshake.ServerHandshake;
import dev.we.net.websocket.transport.Transport;
import dev.we.net.websocket.transport.TransportException;
import dev.we.net.websocket.transport.TransportHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One accepted stream while its handshake is under way (RFC 6455, section 4.2). It ends by handing
 * the transport over to a {@link Connection}, or with a response that refuses and the end of the
 * stream. On the loop, but for the application's answer where there is an executor.
 */
final class ServerOpening implements TransportHandler {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** What a refused client may still send before it is cut off. */
  private static final long MAX_DISCARDED_BYTES = 256 << 10;

  private final Reception reception;
  private final LoopShare share;
  private final Limits limits;
  private @Nullable Transport transport;
  private @Nullable ServerHandshake handshake;

  private List<ExtensionHeader.Entry> extensionOffers = List.of();

  /** Frames that came right behind the head, while the answer is being found. */
  private ByteBuffer early = NOTHING;

  private boolean deciding;

  /** The response that refuses; once it is written, our side of the stream ends. */
  private @Nullable HeadOutput refusal;

  private boolean outputEnded;
  private boolean inputEnded;
  private boolean closed;
  private long discardedBytes;

  ServerOpening(Reception reception, LoopShare share) {
    this.reception = reception;
    this.share = share;
    this.limits = reception.limits;
  }

  @Override
  public void onConnected(Transport established) {
    transport = established;
    handshake =
        new ServerHandshake(limits, established.remoteAddress(), established.tlsSession() != null);
    established.wakeAt(established.nanoTime() + Timeouts.nanos(limits.handshakeTimeout()));
  }

  @Override
  public void onInput(ByteBuffer in) {
    if (refusal != null) {
      discard(in);
    } else if (deciding) {
      keep(in);
    } else {
      read(in);
    }
  }

  private void read(ByteBuffer in) {
    ServerHandshake reader = handshake;
    if (reader == null) {
      throw new IllegalStateException("input before the connection");
    }
    switch (reader.receive(in)) {
      case ServerHandshake.Outcome.Incomplete() -> {}
      case ServerHandshake.Outcome.Rejected rejected -> {
        discard(in);
        refuse(rejected.response());
      }
      case ServerHandshake.Outcome.Asked asked -> {
        extensionOffers = asked.extensionOffers();
        decide(reader, asked.request(), in);
      }
    }
  }

  private void decide(ServerHandshake reader, HandshakeRequest request, ByteBuffer behindHead) {
    if (!reception.hasRoom()) {
      refuseForWantOfRoom(behindHead);
      return;
    }
    Executor executor = reception.executor;
    if (executor == null) {
      answer(reader, decision(request), behindHead);
      return;
    }
    deciding = true;
    keep(behindHead);
    Transport stream = established();
    stream.setReading(false);
    try {
      executor.execute(() -> {
        Routes.Decision decision = decision(request);
        stream.execute(() -> answerLater(reader, decision));
      });
    } catch (RejectedExecutionException e) {
      answerLater(reader, failed());
    }
  }

  private void refuseForWantOfRoom(ByteBuffer behindHead) {
    discard(behindHead);
    refuse(
        ServerHandshake.reject(503, "this server has all the connections it takes", Headers.of()));
  }

  /** The application's answer; its exceptions end here. Loop or executor. */
  private Routes.Decision decision(HandshakeRequest request) {
    try {
      return reception.decide(request);
    } catch (Throwable e) {
      reception.report(e);
      return failed();
    }
  }

  private static Routes.Decision failed() {
    return new Routes.Decision.Answered(HandshakeAnswer.refuse(500, "the server failed to answer"));
  }

  private void answerLater(ServerHandshake reader, Routes.Decision decision) {
    deciding = false;
    if (closed) {
      return;
    }
    established().setReading(true);
    ByteBuffer frames = early;
    early = NOTHING;
    answer(reader, decision, frames);
  }

  private void answer(ServerHandshake reader, Routes.Decision decision, ByteBuffer behindHead) {
    switch (decision) {
      case Routes.Decision.Answered(HandshakeAnswer.Accepted accepted) ->
          accept(reader, accepted, null, behindHead);
      case Routes.Decision.Served served ->
          accept(reader, Routes.acceptance(served.subprotocol()), served.handler(), behindHead);
      case Routes.Decision.Answered(HandshakeAnswer.Refused refused) -> {
        discard(behindHead);
        refuse(ServerHandshake.reject(refused.status(), refused.why(), refused.headers()));
      }
    }
  }

  private void accept(
      ServerHandshake reader,
      HandshakeAnswer.Accepted accepted,
      @Nullable BlockingHandler handler,
      ByteBuffer behindHead) {
    Optional<DeflateAgreement> deflate = reception.compression(extensionOffers);
    List<String> extensions = deflate.map(DeflateAgreement::text).stream().toList();
    ServerHandshake.Accepted agreed;
    try {
      agreed = reader.accept(accepted.subprotocol(), extensions, accepted.headers());
    } catch (IllegalArgumentException e) {
      // The application's answer cannot be sent, such as a subprotocol that nobody offered.
      reception.report(e);
      discard(behindHead);
      refuse(ServerHandshake.reject(500, "the server failed to answer", Headers.of()));
      return;
    }
    if (!reception.takePlace()) { // others were accepted while the application thought about this
      refuseForWantOfRoom(behindHead);
      return;
    }
    Connection connection =
        reception.admit(established(), share, agreed, deflate, accepted, handler);
    connection.start();
    connection.onInput(behindHead);
    connection.onInputBatchEnd();
  }

  private void refuse(ByteBuffer response) {
    Transport stream = established();
    refusal = new HeadOutput(stream, response);
    // Our end first, then the client's: closed at once, a reset could destroy the response.
    stream.wakeAt(stream.nanoTime() + Timeouts.nanos(limits.closeTimeout()));
    flushRefusal();
  }

  private void flushRefusal() {
    HeadOutput output = refusal;
    if (output == null || outputEnded) {
      return;
    }
    try {
      if (output.flush()) {
        outputEnded = true;
        established().shutdownOutput();
        if (inputEnded) {
          giveUp();
        }
      }
    } catch (IOException e) {
      giveUp();
    }
  }

  private void keep(ByteBuffer in) {
    ByteBuffer kept = ByteBuffer.allocate(early.remaining() + in.remaining());
    early = kept.put(early).put(in).flip();
  }

  private void discard(ByteBuffer in) {
    discardedBytes += in.remaining();
    in.position(in.limit());
    if (discardedBytes > MAX_DISCARDED_BYTES) {
      giveUp();
    }
  }

  /** From now on nobody is let in any more, though the application may just have decided so. */
  private void giveUp() {
    closed = true;
    established().close();
  }

  private Transport established() {
    if (transport == null) {
      throw new IllegalStateException("not connected yet");
    }
    return transport;
  }

  @Override
  public void onInputBatchEnd() {}

  @Override
  public void onInputEnd(boolean truncated) {
    inputEnded = true;
    if (refusal == null || outputEnded) {
      giveUp();
    }
  }

  @Override
  public void onWritable() {
    flushRefusal();
  }

  @Override
  public void onTimer(long now) {
    if (refusal == null && handshake != null && handshake.started() && !deciding) {
      refuse(ServerHandshake.reject(408, "the request did not come in time", Headers.of()));
    } else {
      giveUp();
    }
  }

  @Override
  public void onFailed(TransportException why) {
    // Nobody is there who would want to know: the application has not heard of this client yet.
  }

  @Override
  public void onClosed() {
    closed = true;
  }
}
