package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.cli.SocketsOption.Sockets;
import dev.we.epoll.EpollProvider;
import java.nio.channels.spi.SelectorProvider;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SocketsOptionTest {
  private static final SelectorProvider JDK = SelectorProvider.provider();

  @Test
  void epollIsTakenWhereItCanBeHadUnlessTheJdkIsAskedFor() {
    Optional<String> nothing = EpollProvider.whyNot();
    assertThat(nothing).as("the tests run with native access").isEmpty();
    assertThat(SocketsOption.provider(Sockets.AUTO, nothing)).isSameAs(EpollProvider.batching());
    assertThat(SocketsOption.provider(Sockets.EPOLL, nothing)).isSameAs(EpollProvider.batching());
    assertThat(SocketsOption.provider(Sockets.JDK, nothing)).isSameAs(JDK);
  }

  @Test
  void whereEpollCannotBeHadOnlyWhoAsksForItIsRefused() {
    Optional<String> why = SocketsOption.whyNoEpoll(21);
    assertThat(why).hasValue("it needs Java 22 or later, and this is 21");
    assertThat(SocketsOption.provider(Sockets.AUTO, why)).isSameAs(JDK);
    assertThat(SocketsOption.provider(Sockets.JDK, why)).isSameAs(JDK);
    assertThatThrownBy(() -> SocketsOption.provider(Sockets.EPOLL, why))
        .isInstanceOf(UsageException.class)
        .hasMessage("--sockets epoll cannot be had: it needs Java 22 or later, and this is 21");
  }
}
