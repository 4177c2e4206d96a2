package dev.we.conformance.closing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.conformance.leftovers.Sockets;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sixty-four threads send on one connection while it ends. */
@ExtendWith(NothingIsLeft.class)
class ManySendersTest {
  /** Of each way to end, half of them in each role. */
  private static final int ROUNDS = 40;

  /** Small, so that some are refused. */
  private static final Limits LIMITS = Limits.builder().maxQueuedOutputBytes(256 << 10).build();

  enum Way {
    SENDER_CLOSES,
    RECEIVER_CLOSES,
    SENDER_ABORTS,
    RECEIVER_ABORTS;

    boolean isClean() {
      return this == SENDER_CLOSES || this == RECEIVER_CLOSES;
    }
  }

  @ParameterizedTest
  @EnumSource
  void noMessageIsTornAndNoneThatWasTakenIsLost(Way way) throws Exception {
    BlockingQueue<Party> accepted = new LinkedBlockingQueue<>();
    try (Senders senders = new Senders();
        WebSocketServer server =
            WebSocketServer.builder()
                .sockets(Sockets.usual())
                .limits(LIMITS)
                .path(
                    "/",
                    request -> {
                      Party party = new Party();
                      accepted.add(party);
                      return HandshakeAnswer.accept(party);
                    })
                .bind("127.0.0.1", 0);
        WebSocketClient client =
            WebSocketClient.builder().sockets(Sockets.usual()).limits(LIMITS).build()) {
      for (int round = 0; round < ROUNDS; round++) {
        Party ours = new Party();
        client.connect(server.uri("/"), ours).get(1, TimeUnit.MINUTES);
        Party theirs = accepted.take();
        if (round % 2 == 0) {
          play(senders, way, round, ours, theirs);
        } else {
          play(senders, way, round, theirs, ours);
        }
      }
    }
  }

  private static void play(Senders senders, Way way, int seed, Party sender, Party receiver)
      throws Exception {
    WebSocket from = sender.socket.get(1, TimeUnit.MINUTES);
    WebSocket to = receiver.socket.get(1, TimeUnit.MINUTES);
    Runnable end =
        switch (way) {
          case SENDER_CLOSES -> from::close;
          case RECEIVER_CLOSES -> to::close;
          case SENDER_ABORTS -> from::abort;
          case RECEIVER_ABORTS -> to::abort;
        };
    int[] taken = senders.send(from, seed, end);
    String told = sender.end.get(1, TimeUnit.MINUTES) + receiver.end.get(1, TimeUnit.MINUTES);
    assertThat(receiver.torn).as("round %d", seed).isEmpty();
    if (way.isClean()) {
      assertThat(told).as("round %d", seed).isEqualTo("cleanclean");
      assertThat(receiver.received).as("round %d", seed).isEqualTo(taken);
    } else {
      for (int i = 0; i < Senders.THREADS; i++) {
        assertThat(receiver.received[i])
            .as("round %d, thread %d", seed, i)
            .isLessThanOrEqualTo(taken[i]);
      }
    }
  }

  /** One end of the connection. */
  private static final class Party implements WebSocketListener {
    final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    final CompletableFuture<String> end = new CompletableFuture<>();
    final int[] received = new int[Senders.THREADS];
    private String torn = "";
    private String errors = "";

    @Override
    public void onOpen(WebSocket opened) {
      socket.complete(opened);
    }

    @Override
    public void onText(WebSocket from, String text) {
      try {
        Senders.check(text, received);
      } catch (AssertionError | RuntimeException e) {
        torn += e;
      }
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      errors += " " + error;
    }

    @Override
    public void onClose(WebSocket from, CloseReason reason, boolean wasClean) {
      String how = wasClean && errors.isEmpty() ? "clean" : "unclean" + errors;
      if (!end.complete(how)) {
        throw new IllegalStateException("onClose came twice");
      }
    }
  }
}
