package dev.we.conformance.leftovers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The counter sees what it is to count. */
class LeftoversTest {
  @Test
  void socketsAndSelectorsAreCounted() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no /proc here: nothing to count");
    int sockets = Leftovers.counts().get("socket");
    int selectors = Leftovers.counts().get("eventpoll");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Selector selector = Selector.open()) {
      assertThat(socket.isBound() && selector.isOpen()).isTrue();
      assertThat(Leftovers.counts())
          .containsEntry("socket", sockets + 1)
          .containsEntry("eventpoll", selectors + 1);
    }
    assertThat(Leftovers.counts())
        .containsEntry("socket", sockets)
        .containsEntry("eventpoll", selectors);
  }

  @Test
  void threadsOfBothKindsAreCountedByName() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread platform = Thread.ofPlatform().name("we-test").start(() -> await(end));
    Thread virtual = Thread.ofVirtual().name("we-test").start(() -> await(end));
    Eventually.holds(
        () -> Integer.valueOf(2).equals(Leftovers.counts().get("thread we-test")),
        () -> Leftovers.counts().toString());
    end.countDown();
    platform.join();
    virtual.join();
    assertThat(Leftovers.counts()).doesNotContainKey("thread we-test");
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
