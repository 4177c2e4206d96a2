package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLoopGroupTest extends LoopTest {
  private static final int LOOPS = 3;

  private EventLoopGroup group = new EventLoopGroup("unused", 1, Sockets.JDK.provider());

  @BeforeEach
  void startGroup() {
    group.close();
    group = new EventLoopGroup("group", LOOPS, sockets.provider());
  }

  @AfterEach
  void closeGroup() {
    group.close();
  }

  private static long threadsOf(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name + "-"))
        .count();
  }

  @Test
  void accepted_connections_are_shared_out_evenly_and_each_is_served_by_its_own_loop()
      throws Exception {
    ConcurrentLinkedQueue<EventLoop> chosen = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> astray = new ConcurrentLinkedQueue<>();
    EventLoopGroup closed = group;
    try (closed) {
      Listener listener =
          group.listen(
              ANY_PORT,
              50,
              null,
              its -> {
                chosen.add(its);
                if (!its.inLoop()) {
                  astray.add(Thread.currentThread().getName());
                }
                return new EchoHandler();
              });
      for (int i = 0; i < 4 * LOOPS; i++) {
        Recorder client = connect(to(listener));
        client.expect("connected");
        client.transport().write(new ByteBuffer[] {ByteBuffer.wrap(new byte[5])}, 0, 1);
        assertThat(client.input(5)).hasSize(5);
      }
      Map<EventLoop, Integer> counts = new HashMap<>();
      chosen.forEach(its -> counts.merge(its, 1, Integer::sum));
      assertThat(counts.values()).containsExactly(4, 4, 4);
      assertThat(astray).isEmpty();
    }
    assertThat(threadsOf("group")).isZero();
  }

  @Test
  void one_connection_after_the_other_needs_one_thread_only() throws Exception {
    EventLoopGroup clients = new EventLoopGroup("clients", LOOPS, sockets.provider());
    try (clients) {
      Listener listener = listen(null, EchoHandler::new);
      EventLoop first = clients.next();
      for (int i = 0; i < 3; i++) {
        Recorder client = new Recorder();
        assertThat(clients.next()).isSameAs(first);
        clients.next().connect(to(listener), client);
        client.expect("connected").transport().close();
        client.expect("closed");
      }
      assertThat(threadsOf("clients")).isEqualTo(1);
    }
  }

  @Test
  void connections_that_are_asked_for_at_once_go_to_different_loops() throws Exception {
    List<EventLoop> chosen = new ArrayList<>();
    List<Recorder> clients = new ArrayList<>();
    Listener listener = listen(null, EchoHandler::new);
    EventLoopGroup closed = group;
    try (closed) {
      for (int i = 0; i < 2 * LOOPS; i++) {
        EventLoop its = group.next();
        chosen.add(its);
        Recorder client = new Recorder();
        clients.add(client);
        its.connect(to(listener), client);
      }
      assertThat(chosen.subList(0, LOOPS)).doesNotHaveDuplicates();
      assertThat(chosen.subList(LOOPS, 2 * LOOPS)).doesNotHaveDuplicates();
    }
    for (Recorder client : clients) {
      assertThat(client.events).endsWith("closed");
    }
  }

  @Test
  void closing_the_group_on_one_of_its_own_threads_does_not_wait_for_itself() throws Exception {
    EventLoop one = group.next();
    Recorder busy = new Recorder();
    one.connect(to(listen(null, EchoHandler::new)), busy);
    EventLoop other = group.next();
    assertThat(other).isNotSameAs(one);
    CountDownLatch closed = new CountDownLatch(1);
    one.execute(() -> {
      group.close();
      closed.countDown();
    });
    assertThat(closed.await(Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    group.close();
    assertThat(busy.events).endsWith("closed");
    assertThat(threadsOf("group")).isZero();
  }

  @Test
  void a_closed_group_refuses() {
    group.close();
    assertThatThrownBy(group::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the event loops of group are closed");
    assertThatThrownBy(() -> new EventLoopGroup("none", 0, sockets.provider()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a group has 1 loop or more, not 0");
  }
}
