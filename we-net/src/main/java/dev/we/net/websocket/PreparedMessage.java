package dev.we.net.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A message for many connections: whatever can be done once for all of them is done once. Immutable
 * to its users; any thread may send it, as often as it likes and on connections of any server or
 * client.
 *
 * <pre>{@code
 * PreparedMessage news = PreparedMessage.text("{\"price\":17}");
 * Broadcast done = news.sendTo(room);
 * done.queueFull().forEach(slow -> slow.close(CloseCode.POLICY_VIOLATION, "you do not keep up"));
 * }</pre>
 *
 * <p>Text is made UTF-8 once. It is compressed when the first connection wants it so, and once for
 * each size of window that makes a difference: a window larger than the message makes none.
 * Servers' connections send the same bytes of memory, however many they are; a client's frames are
 * masked each with a key of its own (RFC 6455, 5.3), which takes a copy.
 *
 * <p>Compressed once for all, a message cannot refer to what one connection sent before. So it
 * saves time and memory, and comes out larger than {@link WebSocket#sendText} would make it on a
 * connection with context takeover.
 */
public final class PreparedMessage {
  /**
   * A form in which connections send the message; what equal forms make is made once and kept as
   * long as the message. For implementations of {@link WebSocket}; others have no use for it.
   *
   * @param <F> what is made, which must not change any more
   */
  @FunctionalInterface
  public interface Form<F> {
    /** Makes it; it may ask the message for such other forms only as are made already. */
    F make(PreparedMessage message);
  }

  private final Message message;
  private final Compress wish;
  private final Map<Form<?>, Object> forms = new ConcurrentHashMap<>(4);

  private PreparedMessage(Message message, Compress wish) {
    this.message = message;
    this.wish = Objects.requireNonNull(wish, "wish");
  }

  /** A text message. A surrogate without its partner goes out as U+FFFD. */
  public static PreparedMessage text(CharSequence text) {
    return text(text, Compress.WHERE_IT_PAYS);
  }

  /** The same as {@link #text(CharSequence)}, with a word on its compression. */
  public static PreparedMessage text(CharSequence text, Compress wish) {
    return new PreparedMessage(new Message.Text(text.toString()), wish);
  }

  /** A binary message: a copy of the bytes from {@code data}'s position to its limit. */
  public static PreparedMessage binary(ByteBuffer data) {
    return binary(data, Compress.WHERE_IT_PAYS);
  }

  /** The same as {@link #binary(ByteBuffer)}, with a word on its compression. */
  public static PreparedMessage binary(ByteBuffer data, Compress wish) {
    ByteBuffer copy = ByteBuffer.allocate(data.remaining());
    copy.put(0, data, data.position(), data.remaining());
    return new PreparedMessage(new Message.Binary(copy.asReadOnlyBuffer()), wish);
  }

  /** What is sent; a binary message's bytes are read-only. */
  public Message message() {
    return message instanceof Message.Binary(ByteBuffer data)
        ? new Message.Binary(data.duplicate())
        : message;
  }

  /** Whether it is compressed, on connections that agreed on compression. */
  public Compress compress() {
    return wish;
  }

  /**
   * Sends it to all of {@code sockets}, as {@link WebSocket#send} does. None waits for another: who
   * has no room does not get it.
   */
  public Broadcast sendTo(Iterable<? extends WebSocket> sockets) {
    int queued = 0;
    List<WebSocket> queueFull = new ArrayList<>(0);
    List<WebSocket> notOpen = new ArrayList<>(0);
    for (WebSocket socket : sockets) {
      switch (socket.send(this)) {
        case QUEUED -> queued++;
        case QUEUE_FULL -> queueFull.add(socket);
        case NOT_OPEN -> notOpen.add(socket);
      }
    }
    return new Broadcast(queued, queueFull, notOpen);
  }

  /** The message in a form, which is made now unless it or an equal one was before. */
  @SuppressWarnings("unchecked") // what stands under a form was made by it or by its equal
  public <F> F in(Form<F> form) {
    Object made = forms.get(form);
    return (F) (made != null ? made : forms.computeIfAbsent(form, f -> f.make(this)));
  }
}
