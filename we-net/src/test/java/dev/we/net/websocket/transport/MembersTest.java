package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MembersTest {
  private final Members members = new Members();
  private final LoopMember first = new IdleMember();
  private final LoopMember second = new IdleMember();
  private final LoopMember third = new IdleMember();

  @Test
  void members_are_told_in_the_order_in_which_they_came() {
    members.add(first);
    members.add(second);
    members.add(third);
    assertThat(members.snapshot()).containsExactly(first, second, third);
    members.remove(second);
    assertThat(members.snapshot()).containsExactly(first, third);
    members.add(second);
    members.remove(first);
    assertThat(members.snapshot()).containsExactly(third, second);
    members.remove(second);
    members.remove(third);
    assertThat(members.isEmpty()).isTrue();
  }

  @Test
  void one_that_never_joined_or_has_left_can_be_taken_out_all_the_same() {
    members.remove(first);
    members.add(second);
    members.remove(first);
    members.add(third);
    members.remove(second);
    members.remove(second);
    assertThat(members.snapshot()).containsExactly(third);
  }
}
