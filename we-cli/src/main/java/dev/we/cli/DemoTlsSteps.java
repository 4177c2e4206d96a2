package dev.we.cli;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.ConnectFailedException;
import dev.we.net.websocket.ConnectFailedException.Stage;
import dev.we.net.websocket.client.WebSocketClient;

/**
 * What is shown of TLS: whom a client does not trust, it does not talk to.
 *
 * @param trusting a client that trusts the certificates of both servers
 * @param stranger a client that trusts the JVM's certificates alone
 * @param server one whose certificate names this machine
 * @param wrong one whose certificate names another
 * @param teller where the steps are told
 */
record DemoTlsSteps(
    WebSocketClient trusting,
    WebSocketClient stranger,
    DemoServer server,
    DemoServer wrong,
    Demo.Teller teller) {

  void run() throws InterruptedException {
    teller.step("certificate not trusted", () -> refused(stranger, server));
    teller.step("wrong host name", () -> refused(trusting, wrong));
    teller.step("shutting down", this::shutDown);
  }

  private static String refused(WebSocketClient client, DemoServer server) throws Exception {
    try (BlockingWebSocket socket = client.open(server.uri("/echo"))) {
      throw new FailureException("accepted: " + socket);
    } catch (ConnectFailedException e) {
      DemoSteps.check(e.stage() == Stage.TLS, "failed otherwise: " + We.inOneLine(e));
      return We.inOneLine(e);
    }
  }

  private String shutDown() throws Exception {
    EchoConnection connection = new EchoConnection();
    trusting.connect(server.uri("/echo"), connection).get();
    server.close();
    Ending ending = connection.ending().get();
    DemoSteps.check(ending.clean() && ending.reason().code() == 1001, ending.toString());
    return "the server " + ending;
  }
}
