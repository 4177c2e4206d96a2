package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
class BatchOrderTest extends LoopTest {
  private static final int TRIES = 2000;

  private final List<Socket> clients = new ArrayList<>();

  /** "in 3", "end 3": what the handlers were told, in its order. */
  private final List<String> told = new CopyOnWriteArrayList<>();

  /** What handler 1, to whom the system comes after 0, does before it says that its input came. */
  private volatile Runnable then = () -> {};

  private class Handler extends Recorder {
    private final int number;
    volatile Runnable onNextInput = () -> {};
    volatile boolean timerAfterInput;

    Handler(int number) {
      this.number = number;
    }

    @Override
    public void onInput(ByteBuffer in) {
      if (number == 1) {
        then.run();
      }
      onNextInput.run();
      super.onInput(in);
      told.add("in " + number);
    }

    @Override
    public void onTimer(long now) {
      timerAfterInput = told.contains("in " + number);
      super.onTimer(now);
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
    List<Handler> handlers = connections(3);
    List<Long> read = new CopyOnWriteArrayList<>();
    then =
        () -> {
          read.add(handlers.get(1).transport().inputTime());
          read.add(System.nanoTime());
        };
    handlers.get(2).onNextInput = () -> read.add(handlers.get(2).transport().inputTime());
    messages(new byte[1], new byte[1], new byte[1]);
    handlers.get(1).input(1);
    handlers.get(2).input(1);
    settle();
    // Of one turn or of two: never the time before the other's callback was over.
    assertThat(read).hasSize(3);
    assertThat(read.get(0)).isLessThanOrEqualTo(read.get(1));
    assertThat(read.get(2)).isGreaterThanOrEqualTo(read.get(1));
  }

  /**
   * A handler keeps the loop busy until another's timer is due; meanwhile that one's input comes.
   */
  @Test
  void whatCameBeforeATimerIsJudgedIsReadBeforeIt() throws Exception {
    List<Handler> handlers = connections(4);
    Handler waits = handlers.get(3);
    then =
        () -> {
          waits.transport().wakeAt(System.nanoTime() + 1);
          write(3);
          while (System.nanoTime() - loop.now() < 1_000_000) {
            Thread.onSpinWait();
          }
        };
    messages(new byte[1], new byte[1], new byte[1]);
    waits.input(1);
    waits.expect("timer");
    settle();
    assertThat(told).contains("in 3");
    assertThat(waits.timerAfterInput).isTrue();
  }

  private void write(int client) {
    try {
      clients.get(client).getOutputStream().write(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
