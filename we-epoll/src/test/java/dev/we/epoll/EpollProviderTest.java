package dev.we.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.spi.SelectorProvider;
import org.junit.jupiter.api.Test;

class EpollProviderTest {
  private static final Module OURS = EpollProvider.class.getModule();

  @Test
  void whatIsMissingIsSaidWithTheRemedy() {
    assertThat(EpollProvider.whyNot("Linux", "amd64", OURS)).isEmpty();
    assertThat(EpollProvider.whyNot("Linux", "aarch64", OURS)).isEmpty();
    assertThat(EpollProvider.whyNot("Mac OS X", "aarch64", OURS))
        .hasValue("epoll is Linux's, and this is Mac OS X");
    assertThat(EpollProvider.whyNot("Linux", "s390x", OURS))
        .hasValue("epoll is used on amd64 and aarch64 only, and this is s390x");
    Module without = Test.class.getModule();
    assertThat(without.isNativeAccessEnabled()).isFalse();
    assertThat(EpollProvider.whyNot("Linux", "amd64", without))
        .hasValueSatisfying(why -> assertThat(why).contains("--enable-native-access="));
  }

  @Test
  void datagramsAndPipesAreNotThere() {
    SelectorProvider provider = EpollProvider.instance();
    assertThatThrownBy(provider::openDatagramChannel)
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(provider::openPipe).isInstanceOf(UnsupportedOperationException.class);
  }
}
