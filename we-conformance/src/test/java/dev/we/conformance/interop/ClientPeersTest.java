package dev.we.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.tls.Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our server against clients that others wrote, each of which plays all its scenarios. */
class ClientPeersTest {
  @ParameterizedTest
  @EnumSource
  void everyScenarioPassesOverWs(Peer peer) throws Exception {
    try (OurServer server = new OurServer(null)) {
      assertAllPass(peer, List.of(server.url()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyScenarioPassesOverWss(Peer peer) throws Exception {
    Certificate certificate = Certificate.shared();
    try (OurServer server = new OurServer(certificate)) {
      assertAllPass(peer, List.of(server.url(), certificate.certificateFile().toString()));
    }
  }

  private static void assertAllPass(Peer peer, List<String> arguments) throws Exception {
    List<String> lines = new ArrayList<>();
    try (PeerProcess client = peer.start("client", arguments)) {
      for (String line = client.line(); !line.equals("done"); line = client.line()) {
        lines.add(line);
      }
    }
    assertThat(lines).hasSizeGreaterThanOrEqualTo(10).allMatch(line -> line.startsWith("ok "));
  }
}
