package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class OpenBatchesTest {

  /** The clock wraps soon after. */
  private final long noon = Long.parseLong("9223372036854775800");

  private final List<Member> ended = new ArrayList<>();

  /** How many batches had ended each time that somebody was told of the end. */
  private final List<Integer> told = new ArrayList<>();

  private final List<Throwable> thrown = new ArrayList<>();
  private final List<LoopMember> throwers = new ArrayList<>();

  private final OpenBatches batches =
      new OpenBatches(
          (what, member) -> {
            thrown.add(what);
            throwers.add(member);
          },
          () -> told.add(ended.size()));

  private class Member extends IdleMember {
    @Override
    void endBatch() {
      ended.add(this);
    }
  }

  @Test
  void batchesEndInTheirOrderAndOnce() {
    Member first = new Member();
    Member second = new Member();
    batches.add(first, noon);
    batches.add(second, noon);
    assertThat(ended).isEmpty();
    batches.end();
    batches.end();
    assertThat(ended).containsExactly(first, second);
    assertThat(told).as("once, behind all of them").containsExactly(2);
  }

  @Test
  void allEndWhenThereAreAsManyAsMayBeOpen() {
    for (int i = 1; i < OpenBatches.MOST; i++) {
      batches.add(new Member(), noon);
    }
    assertThat(ended).isEmpty();
    batches.add(new Member(), noon);
    assertThat(ended).hasSize(OpenBatches.MOST);
    batches.add(new Member(), noon);
    assertThat(ended).hasSize(OpenBatches.MOST);
    batches.end();
    assertThat(ended).hasSize(OpenBatches.MOST + 1);
  }

  @Test
  void allEndBeforeAReadThatBeginsTooLongAfterTheFirst() {
    batches.endIfOverdue(noon);
    batches.add(new Member(), noon);
    batches.add(new Member(), noon + OpenBatches.LONGEST_NANOS);
    batches.endIfOverdue(noon + OpenBatches.LONGEST_NANOS);
    assertThat(ended).isEmpty();
    batches.endIfOverdue(noon + OpenBatches.LONGEST_NANOS + 1);
    assertThat(ended).hasSize(2);
  }

  @Test
  void theTimeRunsFromTheFirstThatIsOpenNow() {
    batches.add(new Member(), noon);
    batches.end();
    long later = noon + 10 * OpenBatches.LONGEST_NANOS;
    batches.add(new Member(), later);
    batches.endIfOverdue(later + OpenBatches.LONGEST_NANOS);
    assertThat(ended).hasSize(1);
  }

  @Test
  void oneThatThrowsEndsForItselfAndTheOthersEndAll() {
    IllegalStateException bug = new IllegalStateException("a bug");
    Member before = new Member();
    Member broken =
        new Member() {
          @Override
          void endBatch() {
            throw bug;
          }
        };
    Member after = new Member();
    batches.add(before, noon);
    batches.add(broken, noon);
    batches.add(after, noon);
    batches.end();
    assertThat(ended).containsExactly(before, after);
    assertThat(thrown).containsExactly(bug);
    assertThat(throwers).containsExactly(broken);
  }

  @Test
  void oneThatEndedIsNotHeldAnyMore() {
    batches.add(new Member(), noon);
    batches.add(new Member(), noon);
    batches.end();
    assertThat(batches)
        .extracting("open")
        .asInstanceOf(InstanceOfAssertFactories.ARRAY)
        .containsOnlyNulls();
  }
}
