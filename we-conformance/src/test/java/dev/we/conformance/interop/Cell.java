package dev.we.conformance.interop;

import dev.we.conformance.interop.InParallel.Case;
import dev.we.conformance.leftovers.Sockets;
import dev.we.conformance.tls.Certificate;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.client.WebSocketClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One cell of the matrix: a peer in one role, with or without TLS and compression.
 *
 * @param peer the other end
 * @param weAreClient our role
 * @param secure {@code wss}
 * @param compressed permessage-deflate
 */
record Cell(Peer peer, boolean weAreClient, boolean secure, boolean compressed) {
  private static final Limits LIMITS = Limits.defaults();

  /** How many questions may go wrong before the rest is not asked. */
  private static final int PATIENCE = 5;

  /**
   * What came of it.
   *
   * @param answers the names of the questions that were answered as they are to be
   * @param ways of those, the ones that the peer answers in its own way, with the answer
   * @param otherwise what went wrong, a line each
   */
  record Result(List<String> answers, List<String> ways, List<String> otherwise) {}

  /**
   * Asks all questions.
   *
   * @throws UnsupportedOperationException if the peer has nothing of this kind
   */
  Result ask() throws Exception {
    return weAreClient ? askServer() : askClient();
  }

  private Compression compression() {
    return compressed ? Compression.defaults() : Compression.off();
  }

  private Result askServer() throws Exception {
    try (Peer.Server server = peer.server(secure, compressed);
        WebSocketClient client =
            WebSocketClient.builder()
                .sockets(Sockets.usual())
                .tls(Certificate.shared().tls())
                .limits(LIMITS)
                .compression(compression())
                .build()) {
      URI uri = URI.create((secure ? "wss" : "ws") + "://localhost:" + server.port() + "/");
      boolean subprotocols = peer.traits(weAreClient).answers(Questions.SUBPROTOCOL, compressed);
      return ask(() -> {
        End end = new End();
        var request = client.request(uri);
        if (subprotocols) {
          request.subprotocols("other", "superchat");
        }
        request.connect(end).get();
        return end;
      });
    }
  }

  private Result askClient() throws Exception {
    Certificate certificate = secure && !peer.endsTls() ? Certificate.shared() : null;
    try (OurServer server = new OurServer(certificate, compression(), LIMITS);
        Peer.Client client = peer.client(secure, compressed)) {
      return ask(() -> {
        End end = new End();
        client.connect(server.url() + server.await(end));
        var _ = end.opened().get(30, TimeUnit.SECONDS);
        return end;
      });
    }
  }

  private Result ask(Questions.Meeting meeting) throws Exception {
    List<String> answers = new ArrayList<>();
    List<String> ways = new ArrayList<>();
    List<String> otherwise = new ArrayList<>();
    String agreed = agreed(meeting);
    if (agreed.isEmpty() == compressed) {
      otherwise.add("the extensions agreed on are [" + agreed + "]");
    }
    for (Case question : new Questions(meeting).of(peer.traits(weAreClient), compressed)) {
      String answer = answer(question);
      Optional<String> race = peer.traits(weAreClient).race(answer);
      if (race.isPresent()) {
        answers.add(question.name());
        ways.add("now and then: " + race.get());
        continue;
      }
      if (!answer.equals(question.expected())) {
        otherwise.add(question.name() + ": " + answer + ", not " + question.expected());
        if (otherwise.size() >= PATIENCE) {
          otherwise.add("and whatever was not asked any more");
          break;
        }
        continue;
      }
      answers.add(question.name());
      peer.traits(weAreClient)
          .wayName(question.name(), compressed)
          .ifPresent(name -> ways.add(name + ": " + answer));
    }
    return new Result(answers, ways, otherwise);
  }

  private static String agreed(Questions.Meeting meeting) throws Exception {
    End end = meeting.meet();
    end.socket().abort();
    return String.join(", ", end.socket().handshake().extensions());
  }

  private static String answer(Case question) throws InterruptedException {
    try {
      return question.run().call();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError e) {
      return e.toString();
    }
  }

  /** As a heading has it. */
  String column() {
    return (weAreClient ? "our client → its server" : "its client → our server")
        + (secure ? ", wss" : ", ws")
        + (compressed ? ", compressed" : ", plain");
  }

  @Override
  public String toString() {
    return peer.title() + ": " + column();
  }
}
