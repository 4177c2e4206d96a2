package dev.we.net.websocket.transport;

import static dev.we.net.websocket.transport.Certificates.LOCALHOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.epoll.EpollProvider;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLoopTest extends LoopTest {

  /** What handlers threw, which a loop hands to its thread's uncaught-exception handler. */
  private LinkedBlockingQueue<Throwable> reported() throws Exception {
    LinkedBlockingQueue<Throwable> reports = new LinkedBlockingQueue<>();
    CountDownLatch set = new CountDownLatch(1);
    loop.execute(() -> {
      Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> reports.add(e));
      set.countDown();
    });
    assertThat(set.await(20, TimeUnit.SECONDS)).isTrue();
    return reports;
  }

  @ParameterizedTest
  @ValueSource(strings = {"connected", "input", "batch", "end", "timer", "writable", "task"})
  void handlerThatThrowsIsClosedAndTheLoopGoesOn(String where) throws Exception {
    LinkedBlockingQueue<Throwable> reports = reported();
    IllegalStateException bug = new IllegalStateException("a bug in " + where);
    Recorder broken =
        new Recorder() {
          private void perhaps(String here) {
            if (here.equals(where)) {
              throw bug;
            }
          }

          @Override
          public void onConnected(Transport connected) {
            super.onConnected(connected);
            perhaps("connected");
          }

          @Override
          public void onInput(ByteBuffer in) {
            super.onInput(in);
            perhaps("input");
          }

          @Override
          public void onInputBatchEnd() {
            super.onInputBatchEnd();
            perhaps("batch");
          }

          @Override
          public void onInputEnd(boolean truncated) {
            perhaps("end");
          }

          @Override
          public void onTimer(long now) {
            perhaps("timer");
          }

          @Override
          public void onWritable() {
            perhaps("writable");
          }
        };
    try (ServerSocket peer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      loop.connect(Destination.of("localhost", peer.getLocalPort()), broken);
      try (Socket server = peer.accept()) {
        broken.expect("connected");
        switch (where) {
          case "input", "batch" -> server.getOutputStream().write(1);
          case "end" -> server.shutdownOutput();
          case "timer" -> broken.transport().execute(() -> broken.transport().wakeAt(loop.now()));
          case "writable" -> broken.transport().awaitWritable();
          case "task" ->
              broken
                  .transport()
                  .execute(() -> {
                    throw bug;
                  });
          default -> {}
        }
        broken.expect("closed").exhausted();
      }
    }
    assertThat(reports.poll(20, TimeUnit.SECONDS)).isSameAs(bug);
    Recorder next = connect(to(listen(null, EchoHandler::new)));
    next.expect("connected").send(new byte[3]);
    assertThat(next.input(3)).hasSize(3);
  }

  @Test
  void inputLeftInTheSharedBufferIsAFaultOfTheHandler() throws Exception {
    LinkedBlockingQueue<Throwable> reports = reported();
    Recorder lazy =
        new Recorder() {
          @Override
          public void onInput(ByteBuffer in) {
            in.get();
          }
        };
    loop.connect(to(listen(null, EchoHandler::new)), lazy);
    lazy.expect("connected").send(new byte[2]);
    lazy.expect("closed").exhausted();
    assertThat(reports.poll(20, TimeUnit.SECONDS))
        .hasMessageEndingWith("left 1 bytes of its input");
  }

  @Test
  void failingMakerOfHandlersCostsThatConnectionOnly() throws Exception {
    LinkedBlockingQueue<Throwable> reports = reported();
    IllegalStateException bug = new IllegalStateException("no handler");
    List<Boolean> calls = new ArrayList<>();
    Listener listener =
        listen(
            null,
            () -> {
              calls.add(true);
              if (calls.size() == 1) {
                throw bug;
              }
              return new EchoHandler();
            });
    connect(to(listener)).expect("connected", "end");
    assertThat(reports.poll(20, TimeUnit.SECONDS)).isSameAs(bug);
    Recorder next = connect(to(listener));
    next.expect("connected").send(new byte[1]);
    next.input(1);
  }

  @Test
  void connectionForWhichThereIsNoLoopCostsNoOtherItsAcceptance() throws Exception {
    LinkedBlockingQueue<Throwable> reports = reported();
    OutOfMemoryError noThread = new OutOfMemoryError("unable to create native thread");
    List<Boolean> calls = new ArrayList<>();
    Listener listener =
        loop.listen(
            ANY_PORT,
            50,
            null,
            () -> {
              calls.add(true);
              if (calls.size() == 1) {
                throw noThread;
              }
              return loop;
            },
            its -> new EchoHandler());
    connect(to(listener)).expect("connected", "end");
    assertThat(reports.poll(20, TimeUnit.SECONDS)).isSameAs(noThread);
    Recorder next = connect(to(listener));
    next.expect("connected").send(new byte[1]);
    next.input(1);
  }

  @Test
  void closeTellsEveryHandlerAndIsIdempotent() throws Exception {
    Listener plain = listen(null, this::recordAccepted);
    Listener secure = listen(tls(LOCALHOST, "TLSv1.3"), this::recordAccepted);
    List<Recorder> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Recorder client = connect(to(plain));
      client.expect("connected");
      all.add(client);
      client = connect(to(secure).withTls(tls(null, "TLSv1.3")));
      client.expect("connected");
      all.add(client);
    }
    for (int i = 0; i < 20; i++) {
      all.add(nextAccepted().expect("connected"));
    }
    assertThat(loop.transportCount()).isEqualTo(40);
    loop.close();
    loop.close();
    for (Recorder each : all) {
      // Ends may have been noticed on the way, by whichever end was closed second.
      each.events.removeIf(event -> !event.equals("closed"));
      each.expect("closed").exhausted();
    }
    assertThatThrownBy(() -> loop.connect(to(plain), new Recorder()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the event loop EventLoopTest is closed");
    assertThatThrownBy(() -> listen(null, EchoHandler::new))
        .isInstanceOf(IllegalStateException.class);
    loop.execute(() -> all.get(0).onTimer(0));
    all.get(0).exhausted();
  }

  @Test
  void loopMayBeClosedFromWithin() throws Exception {
    Recorder client = connect(to(listen(null, EchoHandler::new)));
    client.expect("connected");
    client.transport().execute(() -> loop.close());
    client.expect("closed").exhausted();
  }

  @Test
  void interruptsDoNotDisturbTheLoop() throws Exception {
    Recorder client = connect(to(listen(null, EchoHandler::new)));
    client.expect("connected");
    loop.execute(() -> Thread.currentThread().interrupt());
    settle();
    client.send(new byte[5]);
    assertThat(client.input(5)).hasSize(5);
  }

  @Test
  void closedListenerGivesItsPortBackAndKeepsItsConnections() throws Exception {
    Listener listener = listen(null, EchoHandler::new);
    Recorder client = connect(to(listener));
    client.expect("connected").send(new byte[1]);
    client.input(1);
    listener.close();
    listener.close();
    settle();
    settle();
    assertThatThrownBy(() -> new Socket("localhost", listener.localAddress().getPort()).close())
        .isInstanceOf(ConnectException.class);
    client.send(new byte[1]);
    client.input(1);
  }

  @Test
  void tasksRunInOrderFromManyThreads() throws Exception {
    int threads = 4;
    int each = 5_000;
    List<List<Integer>> seen = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(threads * each);
    List<Thread> started = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      List<Integer> mine = new ArrayList<>();
      seen.add(mine);
      started.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < each; i++) {
                  int number = i;
                  loop.execute(() -> {
                    mine.add(number);
                    done.countDown();
                  });
                }
              }));
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    for (Thread thread : started) {
      thread.join();
    }
    settle();
    for (List<Integer> mine : seen) {
      assertThat(mine).hasSize(each).isSorted();
    }
  }

  /**
   * A child process with few descriptors uses them up, lets its listener run into that, gives some
   * back, and must then be served.
   */
  @Test
  void listenerSurvivesThatTheProcessIsOutOfDescriptors() throws Exception {
    Process child =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 100 && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "target/classes:target/test-classes:" + placeOf(EpollProvider.class),
                OutOfDescriptors.class.getName(),
                sockets.name())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said.strip()).isEqualTo("served");
  }

  private static Path placeOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /**
   * Thousands of connections that fail in every way leave no thread, descriptor or count behind.
   */
  @Test
  void nothingIsLeftOfConnectionsThatFail() throws Exception {
    Listener secure = listen(tls(LOCALHOST, "TLSv1.3"), Recorder::new);
    Listener plain = listen(null, EchoHandler::new);
    Destination toSecure = to(secure).withTls(tls(null, "TLSv1.3"));
    int dead;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      dead = socket.getLocalPort();
    }
    failInEveryWay(20, toSecure, plain, dead);
    long descriptors = descriptors();
    int threads = Thread.activeCount();
    failInEveryWay(500, toSecure, plain, dead);
    // The JDK opens and starts a few things of its own; a leak would be of hundreds.
    assertThat(descriptors()).isLessThan(descriptors + 20);
    assertThat(Thread.activeCount()).isLessThan(threads + 10);
    assertThat(loop.timers().size()).isZero();
    assertThat(loop.tlsBuffers().records().lent()).isZero();
    assertThat(loop.tlsBuffers().output().lent()).isZero();
  }

  private void failInEveryWay(int rounds, Destination toSecure, Listener plain, int dead)
      throws Exception {
    for (int round = 0; round < rounds; round++) {
      List<Recorder> failing = new ArrayList<>();
      failing.add(connect(Destination.of("127.0.0.1", dead)));
      failing.add(connect(Destination.of("127.0.0.1", dead)));
      failing.add(connect(to(plain).withTls(toSecure.tls())));
      if (round % 10 == 0) { // wrong host: the dear one, for its signatures
        failing.add(connect(Destination.of("127.0.0.1", toSecure.port()).withTls(toSecure.tls())));
      }
      for (Recorder each : failing) {
        String how = each.events.poll(20, TimeUnit.SECONDS);
        assertThat(how).startsWith("failed");
        each.expect("closed").exhausted();
      }
      try (Socket reset = new Socket(InetAddress.getLoopbackAddress(), toSecure.port())) {
        reset.getOutputStream().write(22);
        reset.setSoLinger(true, 0);
      }
    }
    // Connections are accepted in order: after this one, so were all those that were reset.
    Recorder last = connect(Destination.of("127.0.0.1", toSecure.port()).withTls(toSecure.tls()));
    assertThat(last.events.poll(20, TimeUnit.SECONDS)).startsWith("failed");
    while (loop.transportCount() > 0) {
      settle();
    }
    settle();
  }

  private static long descriptors() throws Exception {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }
}
