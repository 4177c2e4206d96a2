package dev.we.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A descriptor's number is somebody else's as soon as it is closed. */
class DescriptorTest {
  private static final int ROUNDS = 300;

  /** A socket of its own to play with. */
  private static int socket() {
    Scratch scratch = Scratch.borrow();
    int fd = LibC.socket(scratch, LibC.AF_INET);
    Scratch.giveBack(scratch);
    return fd;
  }

  private static boolean isOpen(int fd) {
    return Files.exists(Path.of("/proc/self/fd/" + fd), LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void itStaysOpenWhileSomebodyIsInsideAndNobodyGetsInAfterTheClose() {
    int fd = socket();
    Descriptor descriptor = new Descriptor(fd);
    assertThat(descriptor.enter()).isTrue();
    assertThat(descriptor.enter()).isTrue();
    descriptor.close();
    assertThat(isOpen(fd)).isTrue();
    assertThat(descriptor.enter()).isFalse();
    descriptor.leave();
    assertThat(isOpen(fd)).isTrue();
    descriptor.leave();
    assertThat(isOpen(fd)).isFalse();
  }

  @Test
  void itIsClosedOnceWhateverIsTriedAfterwards() {
    Descriptor descriptor = new Descriptor(socket());
    descriptor.close();
    int next = socket(); // has its number now
    descriptor.close();
    assertThat(descriptor.enter()).isFalse();
    assertThat(descriptor.enter()).isFalse();
    descriptor.close();
    assertThat(isOpen(next)).isTrue();
    new Descriptor(next).close();
  }

  /** Many threads come and go while one closes: the number must be free at the end, and once. */
  @Test
  void racingUsersAndCloseGiveItBackOnce() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      int fd = socket();
      Descriptor descriptor = new Descriptor(fd);
      AtomicInteger inside = new AtomicInteger();
      AtomicBoolean late = new AtomicBoolean();
      List<Thread> users = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        users.add(
            Thread.ofPlatform()
                .start(() -> {
                  while (descriptor.enter()) {
                    inside.incrementAndGet();
                    late.compareAndSet(false, !isOpen(fd));
                    inside.decrementAndGet();
                    descriptor.leave();
                  }
                }));
      }
      descriptor.close();
      for (Thread user : users) {
        user.join();
      }
      assertThat(late).as("round %d: closed while in use", round).isFalse();
      assertThat(isOpen(fd)).as("round %d: left open", round).isFalse();
    }
  }

  /**
   * A writer on another thread, and a loop that closes: what was written after the close must not
   * reach the connection that got the number.
   */
  @Test
  void aLateWriteDoesNotReachTheNextConnection() throws Exception {
    try (Selector selector = EpollProvider.instance().openSelector()) {
      selector.selectNow(); // the selector is this thread's
      for (int round = 0; round < ROUNDS; round++) {
        Ends old = Ends.connect();
        old.channel.register(selector, SelectionKey.OP_READ);
        selector.selectNow();
        Thread writer =
            Thread.ofPlatform()
                .start(() -> {
                  ByteBuffer byteOfOld = ByteBuffer.allocateDirect(1);
                  try {
                    while (true) {
                      byteOfOld.clear();
                      if (old.channel.write(byteOfOld) == 0) {
                        Thread.onSpinWait();
                      }
                    }
                  } catch (IOException closed) {
                    assertThat(closed).isInstanceOf(ClosedChannelException.class);
                  }
                });
        assertThat(old.peer.getInputStream().read()).isZero();
        old.channel.close();
        try (Ends next = Ends.connect()) {
          writer.join();
          next.channel.shutdownOutput();
          assertThat(next.peer.getInputStream().readAllBytes()).isEmpty();
        }
        old.close();
      }
    }
  }

  @Test
  void nothingStaysOpen() throws Exception {
    long before = descriptors();
    for (int i = 0; i < 50; i++) {
      try (Selector selector = EpollProvider.instance().openSelector();
          Ends ends = Ends.connect()) {
        ends.channel.register(selector, SelectionKey.OP_READ);
        selector.selectNow();
      }
    }
    assertThat(descriptors()).isLessThanOrEqualTo(before);
  }

  private static long descriptors() throws Exception {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(fd -> named(fd).matches("socket:.*|anon_inode:.*event.*")).count();
    }
  }

  private static String named(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString();
    } catch (IOException gone) {
      return "";
    }
  }

  @Test
  void aClosedChannelSaysSo() throws Exception {
    Ends ends = Ends.connect();
    ends.close();
    assertThatThrownBy(() -> ends.channel.write(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
  }
}
