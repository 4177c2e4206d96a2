package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are numbers here: nobody waits. */
class DeadlinesTest {
  private static final Limits LIMITS =
      Limits.builder()
          .pingInterval(Duration.ofNanos(30))
          .idleTimeout(Duration.ofNanos(70))
          .writeTimeout(Duration.ofNanos(40))
          .closeTimeout(Duration.ofNanos(5))
          .build();

  private static final Expiry NOTHING = new Expiry.Nothing();
  private static final Expiry PING = new Expiry.SendPing();

  private static Expiry giveUp(Deadline deadline) {
    return new Expiry.GiveUp(deadline);
  }

  private static Protocol protocol(Limits limits, long now) {
    return new Protocol(Role.CLIENT, limits, null, new ReceiveScratch(), now);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1_000_000, Long.MAX_VALUE - 50, Long.MIN_VALUE, Long.MAX_VALUE - 30})
  void silence_is_answered_with_pings_and_then_given_up(long start) {
    Protocol p = protocol(LIMITS, start);
    assertThat(p.nextDeadline() - start).isBetween(29L, 30L);
    assertThat(p.onDeadline(start + 29)).isEqualTo(NOTHING);
    assertThat(p.onDeadline(start + 30)).isEqualTo(PING);
    assertThat(p.onDeadline(start + 30)).isEqualTo(NOTHING);
    assertThat(p.nextDeadline() - start).isBetween(59L, 60L);
    assertThat(p.onDeadline(start + 61)).isEqualTo(PING);
    assertThat(p.nextDeadline() - start).isBetween(69L, 70L);
    assertThat(p.onDeadline(start + 70)).isEqualTo(giveUp(Deadline.IDLE));
  }

  @Test
  void any_byte_ends_the_silence() {
    Protocol p = protocol(LIMITS, 0);
    p.received(29);
    assertThat(p.onDeadline(30)).isEqualTo(NOTHING);
    assertThat(p.nextDeadline()).isEqualTo(59);
    assertThat(p.onDeadline(59)).isEqualTo(PING);
    p.received(60);
    assertThat(p.onDeadline(89)).isEqualTo(NOTHING);
    assertThat(p.onDeadline(90)).isEqualTo(PING);
    assertThat(p.onDeadline(129)).isEqualTo(PING);
    assertThat(p.onDeadline(130)).isEqualTo(giveUp(Deadline.IDLE));
  }

  @Test
  void silence_does_not_count_while_the_owner_does_not_read() {
    Protocol p = protocol(LIMITS, 0);
    p.readingPaused(true, 10);
    assertThat(p.onDeadline(1000)).isEqualTo(PING);
    assertThat(p.onDeadline(1001)).isEqualTo(NOTHING);
    p.readingPaused(false, 2000);
    assertThat(p.nextDeadline()).isEqualTo(2030);
    assertThat(p.onDeadline(2029)).isEqualTo(NOTHING);
    p.readingPaused(false, 2029); // nothing changes
    assertThat(p.onDeadline(2030)).isEqualTo(PING);
  }

  @Test
  void pings_find_out_that_the_peer_is_gone_while_reading_is_paused() {
    Protocol p = protocol(LIMITS, 0);
    p.readingPaused(true, 10);
    assertThat(p.nextDeadline()).isEqualTo(30);
    assertThat(p.onDeadline(30)).isEqualTo(PING);
    assertThat(p.nextDeadline()).isEqualTo(60);
    assertThat(p.onDeadline(60)).isEqualTo(PING);
    assertThat(p.onDeadline(90)).isEqualTo(PING); // and is not given up at 70
  }

  @Test
  void output_that_nobody_takes_is_given_up_even_while_reading_is_paused() {
    Protocol p = protocol(LIMITS.toBuilder().pingInterval(Limits.NO_TIMEOUT).build(), 0);
    p.readingPaused(true, 0);
    p.writeBlocked(10);
    p.writeBlocked(20);
    assertThat(p.nextDeadline()).isEqualTo(50);
    assertThat(p.onDeadline(49)).isEqualTo(NOTHING);
    p.writeProgress(49);
    assertThat(p.onDeadline(50)).isEqualTo(NOTHING);
    assertThat(p.nextDeadline()).isEqualTo(Protocol.NO_DEADLINE);
    p.writeBlocked(60);
    assertThat(p.onDeadline(100)).isEqualTo(giveUp(Deadline.WRITE));
  }

  @Test
  void an_unanswered_close_is_given_up() {
    End end = End.of(Role.CLIENT, LIMITS);
    end.protocol.close(CloseReason.NORMAL, end.wire, 0, 3);
    assertThat(end.protocol.nextDeadline()).isEqualTo(8);
    assertThat(end.protocol.onDeadline(7)).isEqualTo(NOTHING);
    assertThat(end.protocol.onDeadline(8)).isEqualTo(giveUp(Deadline.CLOSE));
  }

  @Test
  void the_end_of_the_stream_is_awaited_after_both_closes_whatever_else_comes() {
    End end = End.of(Role.CLIENT, LIMITS);
    end.now = 0;
    end.protocol.close(CloseReason.NORMAL, end.wire, 0, 0);
    end.now = 4;
    end.receives(0x88);
    end.now = 8;
    end.receives(0x82);
    assertThat(end.protocol.nextDeadline()).isEqualTo(9);
    assertThat(end.protocol.onDeadline(8)).isEqualTo(NOTHING);
    assertThat(end.protocol.onDeadline(9)).isEqualTo(giveUp(Deadline.CLOSE));
    end.receivesEof();
    assertThat(end.protocol.nextDeadline()).isEqualTo(Protocol.NO_DEADLINE);
    assertThat(end.protocol.onDeadline(100)).isEqualTo(NOTHING);
  }

  @Test
  void a_failed_connection_is_given_up_too() {
    End end = End.of(Role.CLIENT, LIMITS);
    end.now = 100;
    end.receives(0x83);
    assertThat(end.protocol.onDeadline(104)).isEqualTo(NOTHING);
    assertThat(end.protocol.onDeadline(105)).isEqualTo(giveUp(Deadline.CLOSE));
  }

  @Test
  void the_wait_for_an_answer_counts_from_the_last_bytes_that_the_peer_took() {
    End end = End.of(Role.CLIENT, LIMITS);
    end.protocol.writeBlocked(0);
    end.protocol.close(CloseReason.NORMAL, end.wire, 0, 0);
    end.protocol.writeProgress(4);
    assertThat(end.protocol.onDeadline(8)).isEqualTo(NOTHING);
    assertThat(end.protocol.onDeadline(9)).isEqualTo(giveUp(Deadline.CLOSE));
  }

  @Test
  void no_timeout_is_no_deadline_and_neither_is_a_very_long_one() {
    for (Duration never :
        new Duration[] {
          Limits.NO_TIMEOUT, Duration.ofSeconds(Long.MAX_VALUE / 2), Duration.ofDays(90_000)
        }) {
      var limits =
          Limits.builder()
              .pingInterval(never)
              .idleTimeout(never)
              .writeTimeout(never)
              .closeTimeout(never)
              .build();
      End end = End.of(Role.SERVER, limits);
      end.protocol.writeBlocked(0);
      end.protocol.close(CloseReason.NORMAL, end.wire, 0, 0);
      assertThat(end.protocol.nextDeadline()).isEqualTo(Protocol.NO_DEADLINE);
      assertThat(end.protocol.onDeadline(Long.MAX_VALUE / 2)).isEqualTo(NOTHING);
    }
  }
}
