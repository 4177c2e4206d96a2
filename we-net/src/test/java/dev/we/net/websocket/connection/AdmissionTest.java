package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.State;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Connections that are let in, or given up, while something else goes on. */
class AdmissionTest {
  private static final WebSocketListener NOBODY = new WebSocketListener() {};

  @Test
  void no_more_are_accepted_than_there_is_room_for_while_the_application_thinks() throws Exception {
    BlockingQueue<Runnable> thinking = new LinkedBlockingQueue<>();
    try (WebSocketServer server =
            WebSocketServer.builder()
                .executor(thinking::add)
                .maxConnections(1)
                .path("/", request -> HandshakeAnswer.accept(NOBODY))
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create()) {
      CompletableFuture<WebSocket> one = client.connect(server.uri("/"), NOBODY);
      Runnable first = thinking.take();
      CompletableFuture<WebSocket> two = client.connect(server.uri("/"), NOBODY);
      Runnable second = thinking.take();
      first.run();
      Recorder.await(one);
      second.run();
      assertThat(two.handle((socket, error) -> error).get())
          .isInstanceOfSatisfying(
              HandshakeException.class,
              refused -> assertThat(refused.refusal().orElseThrow().status()).isEqualTo(503));
    }
  }

  @Test
  void no_more_are_accepted_than_there_is_room_for_when_all_loops_accept_at_once()
      throws Exception {
    int clients = 8;
    try (WebSocketServer server =
            WebSocketServer.builder()
                .loops(4)
                .maxConnections(1)
                .listener("/", () -> NOBODY)
                .bind("127.0.0.1", 0);
        ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      for (int round = 0; round < 100; round++) {
        CyclicBarrier together = new CyclicBarrier(clients);
        List<Future<Socket>> asking = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
          asking.add(
              threads.submit(() -> {
                together.await();
                RawServer.send(socket, OpeningTest.REQUEST);
                return socket;
              }));
        }
        int accepted = 0;
        for (Future<Socket> asked : asking) {
          accepted += RawServer.readHead(asked.get()).startsWith("HTTP/1.1 101 ") ? 1 : 0;
        }
        assertThat(accepted).as("round %d", round).isEqualTo(1);
        for (Future<Socket> asked : asking) {
          asked.get().close();
        }
        Waiting.until("it has ended", () -> server.connectionCount() == 0);
      }
    }
  }

  @Test
  void who_is_accepted_while_the_server_shuts_down_is_told_too() throws Exception {
    BlockingQueue<Runnable> thinking = new LinkedBlockingQueue<>();
    Recorder late = new Recorder();
    try (WebSocketServer server =
            WebSocketServer.builder()
                .executor(thinking::add)
                .path("/", request -> HandshakeAnswer.accept(NOBODY))
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create();
        Socket unanswering = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      RawServer.send(unanswering, OpeningTest.REQUEST);
      thinking.take().run();
      assertThat(RawServer.readHead(unanswering)).startsWith("HTTP/1.1 101 ");
      WebSocket itsOtherEnd = server.connections().iterator().next();
      CompletableFuture<WebSocket> two = client.connect(server.uri("/"), late);
      thinking.take(); // onOpen of the first
      Runnable second = thinking.take();
      Thread shutdown = Thread.ofVirtual().start(() -> server.close(Duration.ofSeconds(30)));
      Waiting.until("the server closes", () -> itsOtherEnd.state() != State.OPEN);
      second.run();
      Recorder.await(two);
      assertThat(late.next()).isEqualTo("open");
      assertThat(late.next()).isEqualTo("close 1001 the server shuts down clean");
      unanswering.shutdownOutput(); // it never answered its Close
      shutdown.join();
    }
  }

  @Test
  void a_listener_hears_nothing_of_an_attempt_that_was_cancelled_before_the_answer_was_read()
      throws Exception {
    CountDownLatch inCallback = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch echoWaits = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    WebSocketListener blocksTheLoop =
        new WebSocketListener() {
          @Override
          public void onPong(WebSocket socket, ByteBuffer payload) {
            echoWaits.countDown();
          }

          @Override
          public void onText(WebSocket socket, String text) {
            inCallback.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new CompletionException(e);
            }
          }
        };
    Recorder cancelled = new Recorder();
    CountDownLatch echoed = new CountDownLatch(1);
    WebSocketListener echo =
        new WebSocketListener() {
          @Override
          public void onText(WebSocket socket, String text) {
            socket.sendText(text);
            echoed.countDown();
          }
        };
    try (Pair pair = Pair.of(echo);
        RawServer server =
            new RawServer(socket -> {
              InputStream in = socket.getInputStream();
              Waiting.until("the request has come", () -> hasInput(in));
              asked.countDown();
              mayAnswer.await();
              RawServer.accept(socket);
              answered.countDown();
              RawServer.drain(socket);
            })) {
      WebSocket blocking =
          Recorder.await(
              pair.client.request(pair.server.uri("/")).demand(0).connect(blocksTheLoop));
      blocking.sendText("a");
      CompletableFuture<WebSocket> attempt = pair.client.connect(server.uri(), cancelled);
      asked.await();
      echoed.await();
      blocking.sendPing(ByteBuffer.allocate(0));
      echoWaits.await();
      blocking.request(1);
      inCallback.await();
      mayAnswer.countDown();
      answered.await();
      assertThat(attempt.cancel(true)).isTrue();
      release.countDown();
      blocking.close();
      Waiting.until("the loop went on", () -> blocking.state() == State.CLOSED);
      assertThat(cancelled.isExhausted()).isTrue();
    }
  }

  private static boolean hasInput(InputStream in) {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
