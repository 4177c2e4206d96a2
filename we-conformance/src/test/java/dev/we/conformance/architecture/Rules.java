package dev.we.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.spi.SelectorProvider;
import java.time.Clock;
import java.util.Random;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;

/** The rules themselves. A package is named by the end of its name, so that planted ones match. */
final class Rules {
  private static final String API = "..net.websocket";
  private static final String FRAME = "..websocket.frame";
  private static final String EXTENSION = "..websocket.extension";
  private static final String PROTOCOL = "..websocket.protocol";
  private static final String HANDSHAKE = "..websocket.handshake";
  private static final String TRANSPORT = "..websocket.transport";
  private static final String CONNECTION = "..websocket.connection";
  private static final String CLIENT = "..websocket.client";
  private static final String SERVER = "..websocket.server";
  private static final String CRYPTO = "..we.crypto";
  private static final String DEFLATE = "..we.deflate";
  private static final String DEFLATE_IO = "..we.deflate.io";
  private static final String EPOLL = "..we.epoll";

  private static final String[] PURE = {CRYPTO, DEFLATE, FRAME, EXTENSION, PROTOCOL, HANDSHAKE};

  private static final DescribedPredicate<JavaClass> OURS =
      resideInAnyPackage("dev.we..").as("ours");

  private Rules() {}

  // ---- Who knows whom

  static ArchRule cryptoKnowsNoneOfUs() {
    return knowsOnly(CRYPTO);
  }

  static ArchRule deflateKnowsNoneOfUs() {
    return knowsOnly(DEFLATE);
  }

  /** What joins it with the others is an interface of the JDK's. */
  static ArchRule epollKnowsNoneOfUs() {
    return knowsOnly(EPOLL);
  }

  static ArchRule apiKnowsNoneOfOurPackages() {
    return knowsOnly(API);
  }

  static ArchRule frameKnowsNoneOfUs() {
    return knowsOnly(FRAME);
  }

  static ArchRule transportKnowsNoneOfUs() {
    return knowsOnly(TRANSPORT);
  }

  static ArchRule extensionKnowsFramesAndDeflate() {
    return knowsOnly(EXTENSION, API, FRAME, DEFLATE);
  }

  static ArchRule protocolKnowsFramesAndExtensions() {
    return knowsOnly(PROTOCOL, API, FRAME, EXTENSION);
  }

  static ArchRule handshakeKnowsExtensionsAndSha1() {
    return knowsOnly(HANDSHAKE, API, EXTENSION, CRYPTO);
  }

  static ArchRule connectionJoinsProtocolAndTransport() {
    return knowsOnly(CONNECTION, API, PROTOCOL, FRAME, TRANSPORT, EXTENSION);
  }

  static ArchRule clientOpensConnections() {
    return knowsOnly(CLIENT, API, CONNECTION, HANDSHAKE, TRANSPORT, EXTENSION, PROTOCOL);
  }

  static ArchRule serverOpensConnections() {
    return knowsOnly(SERVER, API, CONNECTION, HANDSHAKE, TRANSPORT, EXTENSION, PROTOCOL);
  }

  /** Client and server make the scratch memory that their connections share, and no more. */
  static ArchRule clientAndServerLeaveTheProtocolAlone() {
    return noClasses()
        .that()
        .resideInAnyPackage(CLIENT, SERVER)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(PROTOCOL)
                .and(not(nameMatching(".*\\.ReceiveScratch")))
                .as("are the protocol's, but for its ReceiveScratch"));
  }

  private static ArchRule knowsOnly(String one, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = one;
    System.arraycopy(others, 0, allowed, 1, others.length);
    return classes()
        .that()
        .resideInAnyPackage(one)
        .should()
        .onlyDependOnClassesThat(
            not(OURS)
                .or(resideInAnyPackage(allowed))
                .as("are not ours, or in " + String.join(", ", allowed)));
  }

  // ---- The pure zone: bytes in, calls and bytes out

  /** Of {@code java.net} only what is a value; an address only where the handshake reports it. */
  static ArchRule pureZoneHasNoNetwork() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.net..", "javax.net..", "java.nio.channels..", "java.nio.file..")
                .and(
                    not(
                        belongToAnyOf(
                            IDN.class,
                            URI.class,
                            URISyntaxException.class,
                            InetSocketAddress.class,
                            InetAddress.class)))
                .as("are sockets, channels, files or name services"));
  }

  static ArchRule onlyTheHandshakeNamesAddresses() {
    return noClasses()
        .that()
        .resideInAnyPackage(CRYPTO, DEFLATE, FRAME, EXTENSION, PROTOCOL)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(InetSocketAddress.class, InetAddress.class);
  }

  /** An {@code InetSocketAddress} may be held and handed on, but a look-up is I/O. */
  static ArchRule pureZoneLooksUpNoNames() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .callCodeUnitWhere(
            called(
                "look a name up",
                target ->
                    (target.getOwner().isEquivalentTo(InetAddress.class)
                            && !target.getName().equals("getByAddress"))
                        || (target.getOwner().isEquivalentTo(InetSocketAddress.class)
                            && (target.getName().equals("<init>")
                                || target.getName().equals("getHostName")))));
  }

  static ArchRule pureZoneHasNoThreadsOrLocks() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat(
            // The codec's pool of work space is slots that are swapped: no thread waits for
            // another.
            resideInAnyPackage("java.util.concurrent..")
                .and(not(belongToAnyOf(AtomicReferenceArray.class)))
                .or(
                    belongToAnyOf(
                        Thread.class,
                        ThreadLocal.class,
                        ThreadGroup.class,
                        Timer.class,
                        TimerTask.class))
                .as("are threads, locks or executors"))
        .orShould()
        .callCodeUnitWhere(
            called(
                "wait or notify",
                target ->
                    target.getOwner().isEquivalentTo(Object.class)
                        && target.getName().matches("wait|notify|notifyAll")));
  }

  static ArchRule pureZoneHasNoRandomSource() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.assignableTo(Random.class)
                .or(JavaClass.Predicates.assignableTo(RandomGenerator.class))
                .as("are random sources"))
        .orShould()
        .callCodeUnitWhere(
            called(
                "draw random values",
                target ->
                    (target.getOwner().isEquivalentTo(Math.class)
                            || target.getOwner().isEquivalentTo(StrictMath.class)
                            || target.getOwner().isEquivalentTo(UUID.class))
                        && target.getName().matches("random|randomUUID")));
  }

  // ---- What lives only in one place

  static ArchRule socketsLiveInTransport() {
    return noClasses()
        // The adapters of we-deflate stand in front of a channel of the caller's, whatever that is.
        .that(
            resideInAnyPackage("dev.we..")
                .and(not(resideInAnyPackage(TRANSPORT, EPOLL, DEFLATE_IO))))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.nio.channels..")
                .or(
                    nameMatching(
                        "java\\.net\\.(Socket|ServerSocket|DatagramSocket|MulticastSocket)"))
                .or(nameMatching("javax\\.net\\.ssl\\.(SSLSocket|SSLServerSocket|SSLEngine).*"))
                // Builders hand the caller's on; the transport alone asks it for anything.
                .and(not(belongToAnyOf(SelectorProvider.class)))
                .as("are sockets, channels, selectors or TLS engines"));
  }

  /**
   * A thread may be asked who it is or interrupted everywhere; made it is only in the transport.
   */
  static ArchRule threadsAreStartedInTransport() {
    return noClasses()
        .that(
            resideInAnyPackage("dev.we..")
                .and(not(resideInAnyPackage(TRANSPORT)))
                // The one exception: the server starts a virtual thread for each blocking handler.
                .and(not(nameMatching(".*websocket\\.server\\.WebSocketServer"))))
        .should()
        .callCodeUnitWhere(startsThreads(alwaysTrue()));
  }

  static ArchRule theServersOwnThreadsAreVirtual() {
    return noClasses()
        .that()
        .resideInAnyPackage(SERVER)
        .should()
        .callCodeUnitWhere(
            startsThreads(
                DescribedPredicate.describe(
                    "other than virtual ones",
                    target ->
                        !target.getFullName().matches(".*(ofVirtual|Thread\\$Builder.*)\\(.*"))));
  }

  /** Who has a transport asks it for the time, so that a simulation can have that in its hands. */
  static ArchRule clocksAreReadInTransport() {
    return noClasses()
        .that(resideInAnyPackage("dev.we..").and(not(resideInAnyPackage(TRANSPORT))))
        .should()
        .dependOnClassesThat(
            belongToAnyOf(Clock.class, java.util.Date.class, java.util.Calendar.class)
                .as("are clocks"))
        .orShould()
        .callCodeUnitWhere(
            called(
                "read a clock",
                target ->
                    (target.getOwner().isEquivalentTo(System.class)
                            && target.getName().matches("nanoTime|currentTimeMillis"))
                        || (target.getOwner().getPackageName().startsWith("java.time")
                            && target.getName().equals("now"))));
  }

  static ArchRule locksLiveInConnectionAndTransport() {
    return noClasses()
        .that(
            resideInAnyPackage("dev.we..")
                .and(not(resideInAnyPackage(TRANSPORT, CONNECTION, EPOLL))))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.util.concurrent.locks..")
                .or(
                    nameMatching(
                        "java\\.util\\.concurrent\\.(CountDownLatch|CyclicBarrier|Exchanger|Phaser|Semaphore|.*Queue|.*Deque)"))
                .as("are locks"));
  }

  /** Who calls the system past the JDK can crash the JVM: one small module does. */
  static ArchRule nativeCallsAreMadeByEpoll() {
    return noClasses()
        .that(resideInAnyPackage("dev.we..").and(not(resideInAnyPackage(EPOLL))))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.lang.foreign..", "sun.misc..", "jdk.internal..")
                .as("are the foreign-function interface or the JDK's inside"));
  }

  // ---- Names and dependencies

  static ArchRule namesSayWhatThingsAre() {
    return noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)(\\$.*)?");
  }

  static ArchRule publishedModulesNeedOnlyTheJdk() {
    return classes()
        .that()
        .resideInAnyPackage("dev.we..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.we..", "java..", "javax..", "org.jspecify.annotations..");
  }

  // ---- The words of the rules

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaCall<?>> startsThreads(
      DescribedPredicate<CodeUnitCallTarget> which) {
    return called(
        "start threads",
        target ->
            which.test(target)
                && ((target.getOwner().isAssignableTo(Thread.class)
                        && target
                            .getName()
                            .matches("<init>|start|startVirtualThread|ofVirtual|ofPlatform"))
                    || target.getOwner().isAssignableTo(Thread.Builder.class)
                    || target.getOwner().isEquivalentTo(java.util.concurrent.Executors.class)
                    || target.getOwner().isEquivalentTo(Timer.class)
                    || (target
                            .getOwner()
                            .getFullName()
                            .matches(".*(ThreadPoolExecutor|ForkJoinPool)")
                        && target.getName().matches("<init>|commonPool"))));
  }

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaCall<?>> called(
      String what, java.util.function.Predicate<CodeUnitCallTarget> target) {
    return DescribedPredicate.describe(what, call -> target.test(call.getTarget()));
  }
}
