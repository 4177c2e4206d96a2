package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveConnectionsTest {
  private static final String TEXT = "81 01 61";

  private final LiveConnections live = new LiveConnections();
  private final MemoryTransport transport = new MemoryTransport();
  private final Recorder receiver = new Recorder();

  /** A connection to which a message has come that its listener did not ask for. */
  private void letAMessageWait(@Nullable Executor executor) {
    transport.role = Role.CLIENT;
    transport.onEnd = live::remove;
    Connection connection = transport.connection("", receiver, Limits.defaults(), executor, 0);
    live.add(connection);
    connection.start();
    transport.receive(TEXT);
  }

  private void endOfTheLoop() {
    transport.close();
    transport.runTasks();
  }

  @Test
  void who_opens_when_all_were_aborted_hears_of_its_end_though_a_message_waits() {
    live.abortAll();
    letAMessageWait(null);
    endOfTheLoop();
    assertThat(receiver.seen())
        .containsExactly("open", "error ConnectionLostException", "close 1006 unclean");
  }

  @Test
  void on_an_executor_it_does_too() {
    live.abortAll();
    letAMessageWait(Runnable::run);
    endOfTheLoop();
    assertThat(receiver.seen())
        .containsExactly("open", "error ConnectionLostException", "close 1006 unclean");
  }

  @Test
  void who_has_ended_before_hears_of_it_when_all_are_aborted() {
    letAMessageWait(null);
    endOfTheLoop();
    assertThat(receiver.seen()).containsExactly("open");
    live.abortAll();
    transport.runTasks();
    assertThat(receiver.seen())
        .containsExactly("open", "error ConnectionLostException", "close 1006 unclean");
    assertThat(live.count()).isZero();
  }
}
