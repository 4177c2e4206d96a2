package dev.we.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.we.crypto.Sha1;
import dev.we.deflate.DeflateDecoder;
import dev.we.epoll.EpollProvider;
import dev.we.net.websocket.WebSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule holds for what is published, and is broken by the class that was planted for it. */
class ArchitectureTest {
  private static final JavaClasses PUBLISHED =
      new ClassFileImporter()
          .importUrls(
              Stream.of(Sha1.class, DeflateDecoder.class, WebSocket.class, EpollProvider.class)
                  .map(c -> c.getProtectionDomain().getCodeSource().getLocation())
                  .toList());

  private static final String PLACE = "dev.we.conformance.architecture.planted";

  private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(PLACE);

  static Stream<Arguments> rules() {
    return Stream.of(
        rule("crypto", Rules.cryptoKnowsNoneOfUs(), "we.crypto.KnowsTheApi"),
        rule("deflate", Rules.deflateKnowsNoneOfUs(), "we.deflate.KnowsFrames"),
        rule("epoll", Rules.epollKnowsNoneOfUs(), "we.epoll.KnowsTheTransport"),
        rule("native", Rules.nativeCallsAreMadeByEpoll(), "net.websocket.transport.CallsTheSystem"),
        rule("api", Rules.apiKnowsNoneOfOurPackages(), "net.websocket.KnowsTheProtocol"),
        rule("frame", Rules.frameKnowsNoneOfUs(), "net.websocket.frame.KnowsTheApi"),
        rule("transport", Rules.transportKnowsNoneOfUs(), "net.websocket.transport.KnowsTheApi"),
        rule(
            "extension",
            Rules.extensionKnowsFramesAndDeflate(),
            "net.websocket.extension.KnowsTheProtocol"),
        rule(
            "protocol",
            Rules.protocolKnowsFramesAndExtensions(),
            "net.websocket.protocol.KnowsTheTransport"),
        rule(
            "handshake",
            Rules.handshakeKnowsExtensionsAndSha1(),
            "net.websocket.handshake.KnowsTheProtocol"),
        rule(
            "connection",
            Rules.connectionJoinsProtocolAndTransport(),
            "net.websocket.connection.KnowsTheHandshake"),
        rule("client", Rules.clientOpensConnections(), "net.websocket.client.KnowsTheServer"),
        rule("server", Rules.serverOpensConnections(), "net.websocket.server.KnowsTheClient"),
        rule(
            "client and server",
            Rules.clientAndServerLeaveTheProtocolAlone(),
            "net.websocket.server.KnowsTheProtocol"),
        rule("no network", Rules.pureZoneHasNoNetwork(), "net.websocket.protocol.OpensASocket"),
        rule(
            "no addresses",
            Rules.onlyTheHandshakeNamesAddresses(),
            "net.websocket.protocol.NamesAnAddress"),
        rule("no look-ups", Rules.pureZoneLooksUpNoNames(), "net.websocket.handshake.LooksANameUp"),
        rule("no threads", Rules.pureZoneHasNoThreadsOrLocks(), "net.websocket.frame.TakesALock"),
        rule("clocks", Rules.clocksAreReadInTransport(), "net.websocket.connection.ReadsTheClock"),
        rule("no random", Rules.pureZoneHasNoRandomSource(), "net.websocket.frame.DrawsAKey"),
        rule("sockets", Rules.socketsLiveInTransport(), "net.websocket.connection.OpensAChannel"),
        rule(
            "threads",
            Rules.threadsAreStartedInTransport(),
            "net.websocket.connection.StartsAThread"),
        rule(
            "virtual threads",
            Rules.theServersOwnThreadsAreVirtual(),
            "net.websocket.server.StartsAPlatformThread"),
        rule("locks", Rules.locksLiveInConnectionAndTransport(), "net.websocket.client.TakesALock"),
        rule("names", Rules.namesSayWhatThingsAre(), "net.websocket.FrameManager"),
        rule(
            "dependencies", Rules.publishedModulesNeedOnlyTheJdk(), "net.websocket.NeedsALibrary"));
  }

  private static Arguments rule(String name, ArchRule rule, String planted) {
    return argumentSet(name, rule, planted);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holdsForWhatIsPublished(ArchRule rule, String planted) {
    rule.check(PUBLISHED);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void isBrokenByThePlantedClass(ArchRule rule, String planted) {
    assertThatThrownBy(() -> rule.check(PLANTED))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("<" + PLACE + "." + planted);
  }

  /** A rule whose packages were renamed would hold for nothing. */
  @Test
  void everyPackageThatTheRulesNameIsThere() {
    assertThat(PUBLISHED.stream().map(JavaClass::getPackageName).distinct())
        .contains(
            "dev.we.crypto",
            "dev.we.deflate",
            "dev.we.epoll",
            "dev.we.net.websocket",
            "dev.we.net.websocket.client",
            "dev.we.net.websocket.connection",
            "dev.we.net.websocket.extension",
            "dev.we.net.websocket.frame",
            "dev.we.net.websocket.handshake",
            "dev.we.net.websocket.protocol",
            "dev.we.net.websocket.server",
            "dev.we.net.websocket.transport");
  }
}
