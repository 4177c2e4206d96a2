package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.State;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 6455, sections 5.5.1 and 7. */
class CloseTest {
  @ParameterizedTest
  @EnumSource
  void all_65536_codes(Role role) {
    for (int code = 0; code < 65536; code++) {
      End end = End.of(role);
      end.receives(0x88, Bytes.close(code, ""));
      boolean legal =
          (code >= 1000 && code <= 1003)
              || (code >= 1007 && code <= 1014)
              || (code >= 3000 && code <= 4999);
      if (legal) {
        end.told("close " + code).assertFrameSent(0x88, Bytes.close(code, "")).assertNothingSent();
        boolean reported = end.protocol.closeReason().equals(new CloseReason(code, ""));
        assertThat(reported).isTrue();
      } else {
        end.told("violation CLOSE_CODE_NOT_ALLOWED");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void only_codes_that_may_stand_on_the_wire_are_sent(Role role) {
    for (int code = 0; code < 65536; code++) {
      End end = End.of(role);
      CloseReason reason = new CloseReason(code, "");
      if (code == 1005) {
        assertThat(end.protocol.close(reason, end.wire, Bytes.KEY, 0)).isTrue();
        end.assertFrameSent(0x88).assertNothingSent();
      } else if (dev.we.net.websocket.CloseCode.isLegalOnTheWire(code)) {
        assertThat(end.protocol.close(reason, end.wire, Bytes.KEY, 0)).isTrue();
        end.assertFrameSent(0x88, Bytes.close(code, "")).assertNothingSent();
      } else {
        assertThat(isRefused(end, reason)).as("code %d", code).isTrue();
        assertThat(end.protocol.state()).isEqualTo(State.OPEN);
        end.assertNothingSent();
      }
    }
  }

  private static boolean isRefused(End end, CloseReason reason) {
    try {
      end.protocol.close(reason, end.wire, Bytes.KEY, 0);
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_empty_close_is_answered_empty_and_reported_as_1005(Role role) {
    End end = End.of(role);
    end.receives(0x88).told("close 1005").assertFrameSent(0x88).assertNothingSent();
    assertThat(end.protocol.closeReason()).isEqualTo(CloseReason.NO_STATUS);
    assertThat(end.protocol.wasClean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void a_close_is_echoed_with_its_reason_in_every_split(Role role) {
    String reason = "ÿ€😀".repeat(13) + "123456";
    byte[] frame = Bytes.frame(role.peer(), 0x88, Bytes.close(4999, reason));
    for (int seed = 0; seed < 300; seed++) {
      End end = End.of(role).receivesInPieces(frame, new Random(seed), 1 + seed);
      end.told("close 4999 " + reason)
          .assertFrameSent(0x88, Bytes.close(4999, reason))
          .assertNothingSent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_comes_behind_a_close_is_counted_and_nothing_else(Role role) {
    End end = End.of(role);
    byte[] late = Bytes.concat(Bytes.frame(role.peer(), 0x81, (byte) 'x'), Bytes.hex("ffff"));
    end.receives(Bytes.concat(Bytes.frame(role.peer(), 0x88), late));
    end.told("close 1005").assertFrameSent(0x88);
    assertThat(end.protocol.discardedBytes()).isEqualTo(late.length);
    end.receives(late).told().assertNothingSent();
    end.receives(0x88).told().assertNothingSent();
    assertThat(end.protocol.discardedBytes()).isGreaterThan(2L * late.length);
  }

  @Test
  void the_server_ends_the_stream_first_and_the_client_waits_for_it() {
    End server = End.of(Role.SERVER);
    assertThat(server.protocol.shouldShutdownOutput()).isFalse();
    server.receives(0x88);
    assertThat(server.protocol.shouldShutdownOutput()).isTrue();
    assertThat(server.protocol.state()).isEqualTo(State.CLOSING);

    End client = End.of(Role.CLIENT);
    client.receives(0x88);
    assertThat(client.protocol.shouldShutdownOutput()).isFalse();
    client.receivesEof();
    assertThat(client.protocol.shouldShutdownOutput()).isTrue();
    assertThat(client.protocol.state()).isEqualTo(State.CLOSED);
  }

  @ParameterizedTest
  @EnumSource
  void simultaneous_closes_answer_each_other(Role role) {
    End end = End.of(role);
    assertThat(end.protocol.close(new CloseReason(1000, "ours"), end.wire, Bytes.KEY, 0)).isTrue();
    assertThat(end.protocol.closeSent()).isTrue();
    assertThat(end.protocol.closeReceived()).isFalse();
    end.receives(0x88, Bytes.close(1001, "theirs")).told("close 1001 theirs");
    end.assertFrameSent(0x88, Bytes.close(1000, "ours")).assertNothingSent();
    assertThat(end.protocol.closeReason()).isEqualTo(new CloseReason(1001, "theirs"));
    end.receivesEof();
    assertThat(end.protocol.wasClean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void there_is_one_close_whatever_follows(Role role) {
    End end = End.of(role);
    end.protocol.close(CloseReason.NORMAL, end.wire, Bytes.KEY, 0);
    assertThat(end.protocol.close(CloseReason.NORMAL, end.wire, Bytes.KEY, 0)).isFalse();
    end.receives(0x83).told("violation RESERVED_OPCODE");
    end.assertFrameSent(0x88, Bytes.close(1000, "")).assertNothingSent();
    assertThat(end.protocol.shouldShutdownOutput()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void nothing_is_sent_behind_our_close(Role role) {
    End end = End.of(role);
    end.protocol.close(CloseReason.NORMAL, end.wire, Bytes.KEY, 0);
    end.assertFrameSent(0x88, Bytes.close(1000, ""));
    ByteBuffer data = ByteBuffer.allocate(1);
    Protocol p = end.protocol;
    assertThat(p.sendText("x", Compress.WHERE_IT_PAYS, end.wire, () -> 1))
        .isEqualTo(Protocol.NOT_OPEN);
    assertThat(p.sendBinary(data, Compress.WHERE_IT_PAYS, end.wire, () -> 1))
        .isEqualTo(Protocol.NOT_OPEN);
    assertThat(p.sendTextPart("x", true, Compress.WHERE_IT_PAYS, end.wire, () -> 1))
        .isEqualTo(Protocol.NOT_OPEN);
    assertThat(p.sendBinaryPart(data, true, Compress.WHERE_IT_PAYS, end.wire, () -> 1))
        .isEqualTo(Protocol.NOT_OPEN);
    assertThat(p.sendPing(data, end.wire, 1)).isEqualTo(Protocol.NOT_OPEN);
    assertThat(p.sendPong(data, end.wire, 1)).isEqualTo(Protocol.NOT_OPEN);
    end.receives(0x89).told("ping ");
    assertThat(p.pongOwed()).isFalse();
    assertThat(p.takePong(end.wire, 1)).isFalse();
    end.assertNothingSent();
    end.receives(0x81, (byte) 'x').told("text x"); // the peer has not closed yet
  }

  @ParameterizedTest
  @EnumSource
  void an_end_without_close_is_1006_and_sends_nothing(Role role) {
    End end = End.of(role);
    end.receives(new byte[] {(byte) 0x81}).receivesEof().told().assertNothingSent();
    assertThat(end.protocol.state()).isEqualTo(State.CLOSED);
    assertThat(end.protocol.closeReason()).isEqualTo(CloseReason.ABNORMAL);
    assertThat(end.protocol.wasClean()).isFalse();
    assertThat(end.protocol.shouldShutdownOutput()).isTrue();
    assertThat(end.protocol.nextDeadline()).isEqualTo(Protocol.NO_DEADLINE);
    assertThat(end.protocol.sendText("x", Compress.WHERE_IT_PAYS, end.wire, () -> 1))
        .isEqualTo(Protocol.NOT_OPEN);
  }

  @Test
  void an_end_after_only_our_close_is_1006_too() {
    End end = End.of(Role.CLIENT);
    end.protocol.close(CloseReason.NORMAL, end.wire, Bytes.KEY, 0);
    end.receivesEof();
    assertThat(end.protocol.closeReason()).isEqualTo(CloseReason.ABNORMAL);
    assertThat(end.protocol.wasClean()).isFalse();
  }

  @Test
  void the_close_goes_out_inside_a_message_that_is_sent_in_parts() {
    End end = End.of(Role.SERVER);
    end.protocol.sendTextPart("a", false, Compress.WHERE_IT_PAYS, end.wire, () -> 0);
    end.protocol.close(CloseReason.NORMAL, end.wire, 0, 0);
    end.sent("01 01 61  88 02 03e8");
  }

  @Test
  void the_owner_may_fail_the_connection_with_a_reason_of_its_own() {
    End end = End.of(Role.SERVER);
    var failure = new Owed.Failure(new CloseReason(1011, "the listener threw"));
    end.protocol.settle(failure, end.wire, 0, 0);
    end.protocol.discardInput();
    end.assertFrameSent(0x88, Bytes.close(1011, "the listener threw")).assertNothingSent();
    assertThat(end.protocol.shouldShutdownOutput()).isTrue();
    end.receives(0x88, Bytes.close(1000, "")).told();
    assertThatIllegalArgumentException().isThrownBy(() -> new Owed.Failure(CloseReason.ABNORMAL));
  }

  @Test
  void a_callback_that_throws_ends_the_receiving() {
    End end = End.of(Role.SERVER);
    byte[] one = Bytes.frame(Role.CLIENT, 0x82, (byte) 1);
    ByteBuffer in = ByteBuffer.wrap(Bytes.concat(one, one));
    Sink throwing =
        new ForwardingSink(end) {
          @Override
          public void onBinary(ByteBuffer data) {
            throw new IllegalStateException("mine");
          }
        };
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> end.protocol.receive(in, throwing)))
        .hasMessage("mine");
    assertThat(in.hasRemaining()).isFalse();
    assertThat(end.protocol.discardedBytes()).isEqualTo(one.length);
    end.receives(one).told();
  }

  @Test
  void a_callback_may_stop_the_receiving() {
    End end = End.of(Role.SERVER);
    byte[] one = Bytes.frame(Role.CLIENT, 0x82, (byte) 1);
    Sink stopping =
        new ForwardingSink(end) {
          @Override
          public void onBinary(ByteBuffer data) {
            end.onBinary(data);
            end.protocol.discardInput();
          }
        };
    end.protocol.receive(ByteBuffer.wrap(Bytes.concat(one, one, one)), stopping);
    end.told("binary 01");
    assertThat(end.protocol.discardedBytes()).isEqualTo(2L * one.length);
  }

  @Test
  void when_a_close_is_told_the_answer_is_out_already() {
    End end = End.of(Role.SERVER);
    Sink closing =
        new ForwardingSink(end) {
          @Override
          public void onClose(CloseReason reason) {
            boolean sent = end.protocol.close(new CloseReason(4000, "mine"), end.wire, 0, 0);
            end.events.add("closed here " + sent);
          }
        };
    end.protocol.receive(ByteBuffer.wrap(Bytes.frame(Role.CLIENT, 0x88)), closing);
    end.told("closed here false").assertFrameSent(0x88).assertNothingSent();
  }
}
