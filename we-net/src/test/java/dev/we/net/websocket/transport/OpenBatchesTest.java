package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Which connections are ready in one turn is the system's to say. So each test lets it try again,
 * and looks at every turn for what must not be.
 */
class OpenBatchesTest extends LoopTest {
  private static final int TRIES = 2000;

  private final List<Socket> clients = new ArrayList<>();

  /** "in 3", "end 3": what the handlers were told, in its order. */
  private final List<String> told = new CopyOnWriteArrayList<>();

  /** What handler 1, to whom the system comes after 0, does before it says that its input came. */
  private volatile Runnable then = () -> {};

  private class Handler extends Recorder {
    private final int number;

    Handler(int number) {
      this.number = number;
    }

    @Override
    public void onInput(ByteBuffer in) {
      if (number == 1) {
        then.run();
      }
      super.onInput(in);
      told.add("in " + number);
    }

    @Override
    public void onInputBatchEnd() {
      super.onInputBatchEnd();
      told.add("end " + number);
    }
  }

  private List<Handler> connections(int count) throws Exception {
    List<Handler> handlers = new CopyOnWriteArrayList<>();
    Listener listener =
        listen(
            null,
            () -> {
              Handler handler = new Handler(handlers.size());
              handlers.add(handler);
              return handler;
            });
    for (int i = 0; i < count; i++) {
      Socket client = new Socket();
      client.connect(listener.localAddress());
      clients.add(client);
      settleUntil(i + 1, handlers);
    }
    return handlers;
  }

  private void settleUntil(int connected, List<Handler> handlers) throws Exception {
    for (int i = 0; i < TRIES && handlers.size() < connected; i++) {
      settle();
    }
    assertThat(handlers).hasSize(connected);
    handlers.getLast().expect("connected");
  }

  @AfterEach
  void closeClients() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
  }

  /** What is told of one message of each client, all of which come while the loop is busy. */
  private List<String> messages(byte[]... messages) throws Exception {
    told.clear();
    CountDownLatch busy = new CountDownLatch(1);
    loop.execute(() -> {
      try {
        busy.await(Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    for (int i = 0; i < messages.length; i++) {
      clients.get(i).getOutputStream().write(messages[i]);
    }
    busy.countDown();
    return told;
  }

  /** Sends one message after the other until what is told of them is so. */
  private void until(Predicate<List<String>> so, List<Handler> handlers, byte[]... messages)
      throws Exception {
    List<String> last = List.of();
    for (int i = 0; i < TRIES; i++) {
      messages(messages);
      for (int j = 0; j < messages.length; j++) {
        handlers.get(j).input(messages[j].length);
      }
      settle();
      last = List.copyOf(told);
      if (so.test(last)) {
        return;
      }
    }
    throw new AssertionError("never so in " + TRIES + " tries; at last " + last);
  }

  @Test
  void smallInputsOfATurnAreAllReadBeforeTheirBatchesEndInTheSameOrder() throws Exception {
    List<Handler> handlers = connections(2);
    byte[] small = new byte[OpenBatches.SMALL_BYTES];
    until(
        told ->
            told.equals(List.of("in 0", "in 1", "end 0", "end 1"))
                || told.equals(List.of("in 1", "in 0", "end 1", "end 0")),
        handlers,
        small,
        small);
  }

  @Test
  void aLargeInputIsABatchOfItsOwn() throws Exception {
    List<Handler> handlers = connections(2);
    byte[] large = new byte[OpenBatches.SMALL_BYTES + 1];
    until(
        told ->
            told.equals(List.of("in 0", "end 0", "in 1", "end 1"))
                || told.equals(List.of("in 1", "in 0", "end 0", "end 1")),
        handlers,
        large,
        new byte[1]);
  }

  @Test
  void noMoreThan64BatchesAreOpenAndEachEndsOnce() throws Exception {
    List<Handler> handlers = connections(100);
    byte[][] messages = new byte[handlers.size()][1];
    int[] mostOfAll = {0};
    until(
        told -> {
          int most = mostOpen(told);
          mostOfAll[0] = Math.max(mostOfAll[0], most);
          return most > 1;
        },
        handlers,
        messages);
    assertThat(mostOfAll[0]).isBetween(2, 64);
  }

  private static int mostOpen(List<String> told) {
    Set<String> open = new HashSet<>();
    int most = 0;
    for (String call : told) {
      String number = call.substring(call.indexOf(' '));
      assertThat(call.startsWith("in") ? open.add(number) : open.remove(number)).isTrue();
      most = Math.max(most, open.size());
    }
    assertThat(open).isEmpty();
    return most;
  }

  @Test
  void whoIsClosedBeforeItsBatchEndsHearsOfNothingButTheEnd() throws Exception {
    for (int i = 0; i < TRIES; i++) {
      List<Handler> handlers = connections(2);
      then = () -> handlers.get(0).transport().close();
      messages(new byte[1], new byte[1]);
      handlers.get(1).input(1);
      handlers.get(0).expect("closed").exhausted();
      settle();
      assertThat(told).contains("in 1", "end 1");
      if (told.contains("in 0") && !told.contains("end 0")) {
        return; // it was open, and closed in between
      }
      closeClients();
      clients.clear();
      settle();
    }
    throw new AssertionError("never in one turn in " + TRIES + " tries");
  }

  @Test
  void inputIsOfTheTimeAtWhichItWasRead() throws Exception {
    List<Handler> handlers = connections(2);
    List<Long> read = new CopyOnWriteArrayList<>();
    then = () -> read.add(handlers.get(1).transport().inputTime());
    long before = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      messages(new byte[1], new byte[1]);
      handlers.get(0).input(1);
      handlers.get(1).input(1);
      long after = System.nanoTime();
      assertThat(read).hasSize(i + 1);
      assertThat(read.getLast()).isBetween(before, after);
      before = after;
    }
  }
}
