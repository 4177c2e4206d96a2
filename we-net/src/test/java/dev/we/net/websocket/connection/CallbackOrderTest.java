package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.WebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a listener is told what, step by step on a stream in memory. */
class CallbackOrderTest {
  private static final String TEXT_A = "81 81 00000000 61 ";
  private static final String TEXT_B = "81 81 00000000 62 ";
  private static final String PING = "89 80 00000000 ";
  private static final String CLOSE = "88 82 00000000 03e8 ";

  private final MemoryTransport transport = new MemoryTransport();

  private Connection start(Recorder listener, @Nullable Executor executor, long demand) {
    return start(listener, executor, demand, Limits.defaults());
  }

  private Connection start(
      Recorder listener, @Nullable Executor executor, long demand, Limits limits) {
    Connection connection = transport.connection("", listener, limits, executor, demand);
    connection.start();
    transport.runTasks();
    return connection;
  }

  /** Aborts as soon as it gets a text. */
  private static final class AbortsAtText extends Recorder {
    @Override
    public void onText(WebSocket socket, String text) {
      super.onText(socket, text);
      socket.abort();
    }
  }

  @Test
  void who_gets_the_connection_before_it_starts_sends_behind_the_handshakes_response() {
    Connection connection =
        transport.connection("H", new Recorder(), Limits.defaults(), null, Long.MAX_VALUE);
    connection.sendText("a"); // as another thread may that found it among the server's connections
    connection.start();
    assertThat(transport.sentHex()).isEqualTo("48810161");
  }

  @Test
  void nothing_is_delivered_after_an_abort_although_more_was_read() {
    Recorder listener = new AbortsAtText();
    start(listener, null, Long.MAX_VALUE);
    transport.receive(TEXT_A + TEXT_B + PING);
    assertThat(listener.next()).isEqualTo("open");
    assertThat(listener.next()).isEqualTo("text a");
    assertThat(listener.next()).isEqualTo("close 1006 unclean");
    assertThat(listener.isExhausted()).isTrue();
  }

  @Test
  void nothing_is_delivered_after_an_abort_on_an_executor_either() {
    Queue<Runnable> executor = new ArrayDeque<>();
    Recorder listener = new AbortsAtText();
    start(listener, executor::add, Long.MAX_VALUE);
    transport.receive(TEXT_A + TEXT_B + PING);
    for (Runnable task = executor.poll(); task != null; task = executor.poll()) {
      task.run();
      transport.runTasks();
    }
    assertThat(listener.next()).isEqualTo("open");
    assertThat(listener.next()).isEqualTo("ping ");
    assertThat(listener.next()).isEqualTo("text a");
    assertThat(listener.next()).isEqualTo("close 1006 unclean");
    assertThat(listener.isExhausted()).isTrue();
  }

  @Test
  void an_abort_while_output_waits_is_no_error() {
    Recorder listener = new Recorder();
    Connection connection = start(listener, null, Long.MAX_VALUE);
    transport.beforeWrite = connection::abort;
    connection.sendText("lost");
    transport.runTasks();
    assertThat(listener.next()).isEqualTo("open");
    assertThat(listener.next()).isEqualTo("close 1006 unclean");
    assertThat(listener.isExhausted()).isTrue();
  }

  @Test
  void a_close_that_cannot_be_answered_any_more_is_clean_and_no_error() {
    Recorder listener = new Recorder();
    start(listener, null, Long.MAX_VALUE);
    transport.beforeWrite =
        () -> {
          throw new IOException("reset");
        };
    transport.receive(CLOSE);
    transport.receiveEnd();
    transport.takeMore(Long.MAX_VALUE);
    assertThat(listener.next()).isEqualTo("open");
    assertThat(listener.next()).isEqualTo("close 1000 clean");
    assertThat(listener.isExhausted()).isTrue();
  }

  @Test
  void a_message_asked_for_in_a_ping_callback_comes_after_it_not_inside() {
    Recorder listener =
        new Recorder() {
          @Override
          public void onPing(WebSocket socket, ByteBuffer payload) {
            socket.request(1);
            super.onPing(socket, payload);
          }
        };
    start(listener, null, 0);
    transport.receive(TEXT_A + PING);
    assertThat(listener.next()).isEqualTo("open");
    assertThat(listener.next()).isEqualTo("ping ");
    assertThat(listener.next()).isEqualTo("text a");
  }

  @Test
  void a_ping_does_not_wait_for_demand_even_if_it_came_before_onOpen_ran() {
    Queue<Runnable> executor = new ArrayDeque<>();
    Recorder listener = new Recorder();
    start(listener, executor::add, 0);
    transport.receive(TEXT_A + PING);
    executor.remove().run();
    assertThat(listener.next()).isEqualTo("open");
    assertThat(listener.next()).isEqualTo("ping ");
    assertThat(listener.isExhausted()).isTrue();
  }

  @Test
  void an_executor_that_is_full_for_a_while_still_hears_of_the_end() {
    hearsOfTheEndThough(() -> {
      throw new RejectedExecutionException("full");
    });
  }

  @Test
  void an_executor_that_has_no_memory_for_a_thread_for_a_while_still_hears_of_the_end() {
    hearsOfTheEndThough(() -> {
      throw new OutOfMemoryError("unable to create native thread");
    });
  }

  private void hearsOfTheEndThough(Runnable refusal) {
    Queue<Runnable> queue = new ArrayDeque<>();
    boolean[] exhausted = {false};
    Executor executor =
        task -> {
          if (exhausted[0]) {
            refusal.run();
          }
          queue.add(task);
        };
    Recorder listener = new Recorder();
    start(listener, executor, Long.MAX_VALUE);
    queue.remove().run();
    exhausted[0] = true;
    transport.execute(() -> exhausted[0] = false);
    transport.receive(TEXT_A);
    assertThat(transport.isClosed()).isTrue();
    for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
      task.run();
    }
    assertThat(listener.next()).isEqualTo("open");
    assertThat(listener.next()).isEqualTo("close 1006 unclean");
    assertThat(listener.isExhausted()).isTrue();
  }

  @Test
  void a_close_behind_messages_that_wait_is_answered_when_they_are_taken() {
    Recorder listener = new Recorder();
    Limits limits = Limits.builder().maxQueuedInputBytes(1).build();
    Connection connection = start(listener, null, 0, limits);
    transport.receive(TEXT_A + CLOSE);
    assertThat(transport.reading).isFalse();
    assertThat(transport.sentHex()).isEmpty();
    connection.request(1);
    transport.runTasks();
    assertThat(transport.sentHex()).isEqualTo("880203e8");
    assertThat(transport.outputEnded).isTrue();
    assertThat(transport.reading).isTrue();
    transport.receiveEnd();
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.isClosed()).isTrue();
    assertThat(listener.next()).isEqualTo("open");
    assertThat(listener.next()).isEqualTo("text a");
    assertThat(listener.next()).isEqualTo("close 1000 clean");
  }

  @Test
  void what_the_last_callbacks_throw_is_made_known() {
    Recorder listener =
        new Recorder() {
          @Override
          public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
            throw new IllegalStateException("thrown by onClose");
          }
        };
    start(listener, null, Long.MAX_VALUE);
    List<Throwable> uncaught = new ArrayList<>();
    Thread loop = Thread.currentThread();
    loop.setUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
    try {
      transport.receive(CLOSE);
      transport.receiveEnd();
      transport.takeMore(Long.MAX_VALUE);
    } finally {
      loop.setUncaughtExceptionHandler(null);
    }
    assertThat(uncaught)
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo("thrown by onClose");
  }
}
