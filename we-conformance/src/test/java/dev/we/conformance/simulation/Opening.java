package dev.we.conformance.simulation;

import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.connection.HeadOutput;
import dev.we.net.websocket.connection.Timeouts;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.DeflateNegotiation;
import dev.we.net.websocket.handshake.ClientHandshake;
import dev.we.net.websocket.handshake.ClientOffer;
import dev.we.net.websocket.handshake.ServerHandshake;
import dev.we.net.websocket.handshake.WebSocketUri;
import dev.we.net.websocket.transport.Transport;
import dev.we.net.websocket.transport.TransportException;
import dev.we.net.websocket.transport.TransportHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An end whose opening handshake is under way, as {@code ClientOpening} and {@code ServerOpening}
 * have it, without the loop and the application behind those. It ends by handing the stream over to
 * a connection, or by closing it.
 */
abstract sealed class Opening implements TransportHandler {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  final Side side;
  final Transport transport;

  private Opening(Side side) {
    this.side = side;
    this.transport = side.transport();
  }

  @Override
  public void onConnected(Transport established) {
    long timeout = Timeouts.nanos(side.limits().handshakeTimeout());
    established.wakeAt(established.nanoTime() + timeout);
  }

  @Override
  public void onInputBatchEnd() {}

  @Override
  public void onInputEnd(boolean truncated) {
    transport.close();
  }

  @Override
  public void onWritable() {}

  @Override
  public void onTimer(long now) {
    transport.close();
  }

  @Override
  public void onFailed(TransportException why) {}

  @Override
  public void onClosed() {}

  /** The client's. */
  static final class OfClient extends Opening {
    private final ClientHandshake handshake;
    private @Nullable HeadOutput request;

    OfClient(Side side) {
      super(side);
      ClientOffer offer =
          new ClientOffer(
              WebSocketUri.parse("ws://example.com/"),
              List.of(),
              DeflateNegotiation.offers(side.compression()),
              Optional.empty(),
              Headers.of());
      this.handshake = new ClientHandshake(offer, new byte[16], side.limits());
    }

    @Override
    public void onConnected(Transport established) {
      super.onConnected(established);
      request = new HeadOutput(established, handshake.request());
      flush();
    }

    @Override
    public void onWritable() {
      flush();
    }

    private void flush() {
      try {
        if (request != null) {
          request.flush();
        }
      } catch (IOException e) {
        transport.close();
      }
    }

    @Override
    public void onInput(ByteBuffer in) {
      try {
        Optional<OpeningHandshake> agreed = handshake.receive(in);
        if (agreed.isPresent()) {
          open(agreed.get(), in);
        }
      } catch (HandshakeException | IllegalArgumentException refused) {
        in.position(in.limit());
        transport.close();
      }
    }

    private void open(OpeningHandshake agreed, ByteBuffer behindHead) {
      Optional<DeflateAgreement> deflate =
          DeflateNegotiation.agreed(side.compression(), agreed.extensions());
      side.open(agreed, deflate, NOTHING);
      side.connection().start();
      side.connection().onInput(behindHead);
    }
  }

  /** The server's. */
  static final class OfServer extends Opening {
    private final ServerHandshake handshake;

    OfServer(Side side) {
      super(side);
      this.handshake = new ServerHandshake(side.limits(), transport.remoteAddress(), false);
    }

    @Override
    public void onInput(ByteBuffer in) {
      switch (handshake.receive(in)) {
        case ServerHandshake.Outcome.Incomplete() -> {}
        case ServerHandshake.Outcome.Rejected rejected -> {
          in.position(in.limit());
          transport.close();
        }
        case ServerHandshake.Outcome.Asked asked -> {
          Optional<DeflateAgreement> deflate =
              DeflateNegotiation.answer(side.compression(), asked.extensionOffers());
          ServerHandshake.Accepted agreed =
              handshake.accept(
                  Optional.empty(),
                  deflate.map(DeflateAgreement::text).stream().toList(),
                  Headers.of());
          side.open(agreed.handshake(), deflate, agreed.response());
          side.connection().start();
          side.connection().onInput(in);
          side.connection().onInputBatchEnd();
        }
      }
    }
  }
}
