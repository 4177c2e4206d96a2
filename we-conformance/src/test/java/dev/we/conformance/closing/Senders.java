package dev.we.conformance.closing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that send at the same time, and one of them ends the connection in the middle of it. */
final class Senders implements AutoCloseable {
  static final int THREADS = 64;

  /** Of each thread, unless the connection ends before. */
  private static final int MOST_MESSAGES = 40;

  private static final int LARGE_CHARS = 20_000;
  private static final int SMALL_CHARS = 200;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  /** How many messages of each thread were taken. */
  int[] send(WebSocket socket, long seed, Runnable end) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Future<Integer>> taken = new ArrayList<>();
    Random seeds = new Random(seed);
    int ending = seeds.nextInt(THREADS);
    int endsAfter = seeds.nextInt(MOST_MESSAGES / 2);
    for (int i = 0; i < THREADS; i++) {
      int sender = i;
      Random random = new Random(seeds.nextLong());
      int stop = i == ending ? endsAfter : Integer.MAX_VALUE;
      taken.add(threads.submit(() -> send(socket, sender, random, start, stop, end)));
    }
    int[] counts = new int[THREADS];
    for (int i = 0; i < THREADS; i++) {
      counts[i] = taken.get(i).get(1, TimeUnit.MINUTES);
    }
    return counts;
  }

  private static int send(
      WebSocket socket, int sender, Random random, CyclicBarrier start, int stop, Runnable end)
      throws InterruptedException, BrokenBarrierException {
    start.await();
    int taken = 0;
    for (int i = 0; i < MOST_MESSAGES; i++) {
      if (i == stop) {
        end.run();
      }
      int chars = random.nextInt(random.nextInt(20) == 0 ? LARGE_CHARS : SMALL_CHARS);
      SendResult result = socket.sendText(message(sender, taken, chars));
      if (result == SendResult.NOT_OPEN) {
        return taken;
      }
      if (result == SendResult.QUEUED) {
        taken++;
      }
    }
    return taken;
  }

  /** Sender, number, length, and as many letters of the sender's own. */
  private static String message(int sender, int number, int chars) {
    return sender + " " + number + " " + chars + " " + String.valueOf(letter(sender)).repeat(chars);
  }

  private static char letter(int sender) {
    return (char) ('0' + sender);
  }

  /** Checks what has arrived, which must be the next message of its sender, whole. */
  static void check(String message, int[] received) {
    String[] parts = message.split(" ", -1);
    assertThat(parts).hasSize(4);
    int sender = Integer.parseInt(parts[0]);
    int chars = Integer.parseInt(parts[2]);
    assertThat(Integer.parseInt(parts[1])).as("number, of %d", sender).isEqualTo(received[sender]);
    assertThat(parts[3]).isEqualTo(String.valueOf(letter(sender)).repeat(chars));
    received[sender]++;
  }

  @Override
  public void close() {
    threads.close();
  }
}
