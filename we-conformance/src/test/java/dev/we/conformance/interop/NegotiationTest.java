package dev.we.conformance.interop;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.we.conformance.interop.InParallel.Case;
import dev.we.conformance.tls.Certificate;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.client.WebSocketClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * permessage-deflate agreed on with the two peers that know all its parameters: what is answered to
 * every offer and with every setting, and that both ends then mean the same by it.
 */
@ParameterizedClass
@MethodSource("peersAndSchemes")
class NegotiationTest {
  /** Between what is agreed on and how the connection ends at the first message all the same. */
  static final String BREAKS = ", then ";

  private static final Sequence BRIEF = Sequence.brief();
  private static final Sequence WHOLE = Sequence.whole();

  @Parameter(0)
  private ProcessPeer peer;

  @Parameter(1)
  private boolean secure;

  static Stream<Arguments> peersAndSchemes() {
    return Stream.of(Peers.WS, Peers.WEBSOCKETS)
        .flatMap(peer ->
            Stream.of(
                argumentSet(peer + ", ws", peer, false), argumentSet(peer + ", wss", peer, true)));
  }

  /**
   * Over {@code wss} nothing else is negotiated, so where time is short it is one offer for each
   * window, with takeover and without.
   */
  private boolean skips(Params offer) {
    if (ThoroughRun.ON || !secure || offer.equals(Params.USUAL)) {
      return false;
    }
    return !atEachWindow(offer) || offer.serverNoTakeover() != offer.clientNoTakeover();
  }

  /** Settings are fewer then over {@code ws}, too. */
  private boolean skipsSetting(Params setting) {
    return !ThoroughRun.ON && (skips(setting) || !atEachWindow(setting));
  }

  @BeforeEach
  void skipWhereItIsMissing() {
    peer.missing().ifPresent(why -> abort(peer + " is skipped: " + why));
  }

  // ---- Our client

  @Test
  void everyOfferOfOurs() throws Exception {
    List<Case> cases = new ArrayList<>();
    try (PeerProcess server = peer.startServer(secure);
        WebSocketClient client = client()) {
      String url = url(server);
      for (Params offer : Params.offers()) {
        if (!skips(offer)) {
          cases.add(asClient(client, url, offer, Params.NONE, sequence(offer)));
        }
      }
      InParallel.run(cases);
    }
  }

  @Test
  void everySettingOfItsServer() throws Exception {
    List<Case> cases = new ArrayList<>();
    try (PeerProcess server = peer.startServer(secure);
        WebSocketClient client = client()) {
      String url = url(server);
      for (Params setting : Params.answers()) {
        if (!skipsSetting(setting)) {
          cases.add(asClient(client, url, Params.USUAL, setting, BRIEF));
          cases.add(asClient(client, url, Params.NONE, setting, BRIEF));
        }
      }
      InParallel.run(cases);
    }
  }

  private static WebSocketClient client() {
    return WebSocketClient.builder().tls(Certificate.shared().tls()).build();
  }

  private String url(PeerProcess server) throws InterruptedException {
    return (secure ? "wss" : "ws") + "://localhost:" + server.port() + "/?";
  }

  private Case asClient(
      WebSocketClient client, String url, Params offer, Params setting, Sequence sequence) {
    String expected =
        peer.equals(Peers.WS)
            ? PeerAnswers.ws(offer, setting)
            : PeerAnswers.websockets(offer, setting);
    return new Case(
        "offer " + offer + ", its setting " + setting,
        expected,
        () -> {
          End end = new End();
          try {
            client
                .request(URI.create(url + setting.query()))
                .compression(offering(offer))
                .connect(end)
                .get();
          } catch (ExecutionException e) {
            HandshakeException failed = (HandshakeException) e.getCause();
            return "refused with " + failed.refusal().orElseThrow().status();
          }
          return conversation(end, sequence, expected.contains(BREAKS));
        });
  }

  /** Settings that come to the offer; some only the list of offers can express. */
  private static Compression offering(Params offer) {
    Compression.Builder settings = Compression.builder();
    boolean usual = offer.clientBits() != Params.ABSENT && offer.clientBits() != 15;
    if (!usual || offer.serverBits() == 15) {
      return settings.offers(offer.text()).build();
    }
    return settings
        .receiveTakeover(!offer.serverNoTakeover())
        .sendTakeover(!offer.clientNoTakeover())
        .receiveWindowBits(offer.serverBits() == Params.ABSENT ? 15 : offer.serverBits())
        .sendWindowBits(offer.clientBits() == Params.NO_VALUE ? 15 : offer.clientBits())
        .build();
  }

  // ---- Our server

  @Test
  void everyOfferOfIts() throws Exception {
    Params setting = new Params(false, false, 15, 15);
    try (OurServer server = server(setting);
        PeerProcess client = peer.startClient(secure)) {
      List<Case> cases = new ArrayList<>();
      for (Params offer : Params.offers()) {
        if (!skips(offer)) {
          cases.add(asServer(server, client, offer, setting, sequence(offer)));
        }
      }
      InParallel.run(cases);
    }
  }

  @Test
  void everySettingOfOurServer() throws Exception {
    List<Case> cases = new ArrayList<>();
    List<OurServer> servers = new ArrayList<>();
    try (PeerProcess client = peer.startClient(secure)) {
      for (Params setting : Params.answers()) {
        if (setting.serverBits() > 0 && setting.clientBits() > 0 && !skipsSetting(setting)) {
          OurServer server = server(setting);
          servers.add(server);
          cases.add(asServer(server, client, Params.USUAL, setting, BRIEF));
          cases.add(asServer(server, client, Params.NONE, setting, BRIEF));
        }
      }
      InParallel.run(cases);
    } finally {
      servers.forEach(OurServer::close);
    }
  }

  private OurServer server(Params setting) throws Exception {
    Compression compression =
        Compression.builder()
            .sendTakeover(!setting.serverNoTakeover())
            .receiveTakeover(!setting.clientNoTakeover())
            .sendWindowBits(setting.serverBits())
            .receiveWindowBits(setting.clientBits())
            .build();
    return new OurServer(secure ? Certificate.shared() : null, compression, Limits.defaults());
  }

  private Case asServer(
      OurServer server, PeerProcess client, Params offer, Params setting, Sequence sequence) {
    String answer = PeerAnswers.ours(offer, setting);
    String expected = peer.equals(Peers.WS) ? answer : PeerAnswers.websocketsTakes(answer, offer);
    return new Case(
        "its offer " + offer + ", our setting " + setting,
        expected,
        () -> {
          End end = new End();
          String path = server.await(end);
          client.say(server.url() + path + " " + offer.query());
          String line = client.line("open " + path + " ", "failed " + path + " ");
          if (line.startsWith("failed ")) {
            return "failed with " + line.replaceFirst("failed \\S+ (\\S+).*", "$1");
          }
          return conversation(end, sequence, expected.contains(BREAKS));
        });
  }

  // ---- Both

  /** Each window of each direction once, with each way of takeover. */
  private static boolean atEachWindow(Params params) {
    return params.serverBits() > 0 && params.clientBits() == 23 - params.serverBits();
  }

  /** The long one where it tells something new, or where there is time. */
  private static Sequence sequence(Params offer) {
    boolean whole = ThoroughRun.ON || !(offer.serverNoTakeover() || offer.clientNoTakeover());
    return whole && (atEachWindow(offer) || offer.equals(Params.USUAL)) ? WHOLE : BRIEF;
  }

  private static String conversation(End end, Sequence sequence, boolean breaks) throws Exception {
    String agreed = Params.read(end.socket().handshake().extensions().getFirst()).text();
    if (breaks) {
      end.socket().sendText("to be echoed");
      return agreed + BREAKS + end.next().replaceFirst(" (un)?clean", "");
    }
    sequence.exchange(end);
    end.closes();
    return agreed;
  }
}
