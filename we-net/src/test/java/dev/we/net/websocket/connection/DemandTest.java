package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemandTest {

  @Test
  void whatWhoTakesAddsAndWhatOthersAddIsTakenOnceEach() {
    Demand demand = Demand.of(1);
    demand.add(2);
    demand.addOwn(3);
    for (int i = 0; i < 6; i++) {
      assertThat(demand.isZero()).isFalse();
      assertThat(demand.takeOne()).isTrue();
    }
    assertThat(demand.isZero()).isTrue();
    assertThat(demand.takeOne()).isFalse();
    demand.addOwn(1);
    assertThat(demand.takeOne()).isTrue();
    assertThat(demand.isZero()).isTrue();
  }

  @Test
  void moreThanAnIntHoldsIsNotLostAndNotCutOff() {
    Demand demand = Demand.of(0);
    demand.addOwn(Integer.MAX_VALUE);
    demand.addOwn(1);
    demand.addOwn(Long.MAX_VALUE);
    demand.addOwn(Long.MAX_VALUE);
    demand.takeOne();
    assertThat(demand.isZero()).isFalse();
    demand.addOwn(1);
    assertThat(demand.takeOne()).isTrue();
  }

  @Test
  void demandWithoutEndIsOneObjectForAllThatNeverChanges() {
    Demand one = Demand.of(Delivery.UNLIMITED);
    Demand other = Demand.of(Delivery.UNLIMITED);
    assertThat(one).isSameAs(other);
    one.addOwn(5);
    one.add(5);
    for (int i = 0; i < 20; i++) {
      assertThat(other.takeOne()).isTrue();
    }
    assertThat(one.isZero()).isFalse();
    assertThat(one).hasFieldOrPropertyWithValue("own", 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void askingForNothingOrLessIsRefused(long messages) {
    Demand demand = Demand.of(0);
    assertThatThrownBy(() -> demand.add(messages))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> demand.addOwn(messages))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
    assertThat(demand.isZero()).isTrue();
  }
}
