package dev.we.conformance.differential;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.protocol.Owed;
import dev.we.net.websocket.protocol.Protocol;
import dev.we.net.websocket.protocol.ReceiveScratch;
import dev.we.net.websocket.protocol.Sink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Ours. */
final class OurProtocol implements Implementation {
  private static final Limits LIMITS =
      Limits.builder().maxFrameBytes(MOST_BYTES).maxMessageBytes(MOST_BYTES).build();

  @Override
  public String name() {
    return "we-net";
  }

  @Override
  public Outcome receive(List<byte[]> pieces) {
    Events events = new Events();
    Protocol protocol = new Protocol(Role.SERVER, LIMITS, null, new ReceiveScratch(), 0);
    for (byte[] piece : pieces) {
      protocol.receive(ByteBuffer.wrap(piece.clone()), events);
    }
    return new Outcome(List.copyOf(events.told), events.end, events.cause);
  }

  /** The pieces up to the one that broke a rule; all if none did. */
  static List<byte[]> untilTheViolation(List<byte[]> pieces) {
    Events events = new Events();
    Protocol protocol = new Protocol(Role.SERVER, LIMITS, null, new ReceiveScratch(), 0);
    for (int i = 0; i < pieces.size(); i++) {
      protocol.receive(ByteBuffer.wrap(pieces.get(i).clone()), events);
      if (!events.cause.isEmpty()) {
        return pieces.subList(0, i + 1);
      }
    }
    return pieces;
  }

  private static final class Events implements Sink {
    final List<String> told = new ArrayList<>();
    String end = Outcome.OPEN;
    String cause = "";

    private void tell(String kind, ByteBuffer data) {
      byte[] bytes = new byte[data.remaining()];
      data.get(data.position(), bytes);
      told.add(Outcome.event(kind, bytes));
    }

    @Override
    public void onText(String text) {
      told.add(Outcome.event("text", text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void onBinary(ByteBuffer data) {
      tell("binary", data);
    }

    @Override
    public void onPing(ByteBuffer payload) {
      tell("ping", payload);
    }

    @Override
    public void onPong(ByteBuffer payload) {
      tell("pong", payload);
    }

    @Override
    public void onClose(CloseReason reason) {
      end = "closed " + reason.code();
    }

    @Override
    public void onViolation(ProtocolException violation) {
      end = "failed " + violation.violation().closeCode();
      cause = violation.violation().name();
    }

    @Override
    public void onOwed(Owed owed) {} // what is sent in answer is tested elsewhere
  }
}
