package dev.we.net.websocket.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * {@code Outgoing}, {@code OutQueue} and {@code Writer}: what goes out when threads send, close and
 * abort at once. The results are the bytes of the wire, in hex.
 */
public final class SendingStress {
  private SendingStress() {}

  /** A connection of a server, which masks nothing. */
  abstract static class Sending {
    final Wire wire = new Wire();
    final Connection connection = wire.connect(new WebSocketListener() {}, null, Long.MAX_VALUE);

    static ByteBuffer bytes(int... values) {
      ByteBuffer data = ByteBuffer.allocate(values.length);
      for (int value : values) {
        data.put((byte) value);
      }
      return data.flip();
    }

    String afterAll() {
      wire.runTasks();
      return wire.sentHex();
    }
  }

  /** Two messages: both whole, in one order or the other. */
  @JCStressTest
  @Outcome(id = "820101820102", expect = ACCEPTABLE, desc = "one")
  @Outcome(id = "820102820101", expect = ACCEPTABLE, desc = "the other")
  @State
  public static class SendAgainstSend extends Sending {
    @Actor
    public void one() {
      connection.sendBinary(bytes(1));
    }

    @Actor
    public void other() {
      connection.sendBinary(bytes(2));
    }

    @Arbiter
    public void end(L_Result result) {
      result.r1 = afterAll();
    }
  }

  /** What is QUEUED goes before the Close, what is not never goes. */
  @JCStressTest
  @Outcome(id = "QUEUED, 820101880203e8", expect = ACCEPTABLE, desc = "in time")
  @Outcome(id = "NOT_OPEN, 880203e8", expect = ACCEPTABLE, desc = "too late")
  @State
  public static class SendAgainstClose extends Sending {
    @Actor
    public void send(LL_Result result) {
      result.r1 = connection.sendBinary(bytes(1));
    }

    @Actor
    public void close() {
      connection.close(1000, "");
    }

    @Arbiter
    public void end(LL_Result result) {
      result.r2 = afterAll();
    }
  }

  /** One Close, whoever was first. */
  @JCStressTest
  @Outcome(id = "880203e8", expect = ACCEPTABLE, desc = "one")
  @Outcome(id = "880203e9", expect = ACCEPTABLE, desc = "the other")
  @State
  public static class CloseAgainstClose extends Sending {
    @Actor
    public void one() {
      connection.close(1000, "");
    }

    @Actor
    public void other() {
      connection.close(1001, "");
    }

    @Arbiter
    public void end(L_Result result) {
      result.r1 = afterAll();
    }
  }

  /** The message is out whole, or it is lost and stays counted. */
  @JCStressTest
  @Outcome(id = "820101, 0 left", expect = ACCEPTABLE, desc = "sent")
  @Outcome(id = ", 1 left", expect = ACCEPTABLE, desc = "lost")
  @State
  public static class SendAgainstAbort extends Sending {
    @Actor
    public void send() {
      connection.sendBinary(bytes(1));
    }

    @Actor
    public void abort() {
      connection.abort();
    }

    @Arbiter
    public void end(LL_Result result) {
      result.r1 = afterAll();
      result.r2 = connection.bufferedAmount() + " left";
    }
  }

  /** A ping is never inside a message. */
  @JCStressTest
  @Outcome(id = "820101890102", expect = ACCEPTABLE, desc = "behind")
  @Outcome(id = "890102820101", expect = ACCEPTABLE, desc = "in front")
  @State
  public static class SendAgainstPing extends Sending {
    @Actor
    public void send() {
      connection.sendBinary(bytes(1));
    }

    @Actor
    public void ping() {
      connection.sendPing(bytes(2));
    }

    @Arbiter
    public void end(L_Result result) {
      result.r1 = afterAll();
    }
  }

  /**
   * Half a message is out. The network takes bytes again while more is sent: nobody is forgotten.
   */
  @JCStressTest
  @Outcome(id = "82020102820103", expect = ACCEPTABLE, desc = "both are out")
  @State
  public static class SendAgainstWritable extends Sending {
    public SendAgainstWritable() {
      wire.window = 3;
      connection.sendBinary(bytes(1, 2));
      wire.window = 0;
    }

    @Actor
    public void writable() {
      wire.takeAll();
    }

    @Actor
    public void send() {
      connection.sendBinary(bytes(3));
    }

    @Arbiter
    public void end(L_Result result) {
      result.r1 = afterAll();
    }
  }

  /** A message is under way in fragments: another one waits for its end. */
  @JCStressTest
  @Outcome(id = "020101800102820103", expect = ACCEPTABLE, desc = "behind the last fragment")
  @State
  public static class SendAgainstLastFragment extends Sending {
    private final MessageWriter<ByteBuffer> writer = connection.startBinary();

    public SendAgainstLastFragment() {
      writer.write(bytes(1));
    }

    @Actor
    public void finish() {
      writer.finish(bytes(2));
    }

    @Actor
    public void send() {
      connection.sendBinary(bytes(3));
    }

    @Arbiter
    public void end(L_Result result) {
      result.r1 = afterAll();
    }
  }
}
