package dev.we.peers;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The JDK's own client, which takes a message only when the one before it is out. */
final class JdkClient implements PeerClient {
  private final HttpClient client;

  JdkClient(ClientSettings settings) {
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (settings.trust() != null) {
      builder.sslContext(Identity.trusting(settings.trust()));
    }
    client = builder.build();
  }

  @Override
  public CompletableFuture<PeerSocket> connect(URI uri, PeerListener listener) {
    Calls calls = new Calls(listener);
    return client
        .newWebSocketBuilder()
        .buildAsync(uri, calls)
        .thenApply(socket -> (PeerSocket) calls.socket.get());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Messages wait here for their turn. */
  private static final class Socket implements PeerSocket {
    private final WebSocket socket;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Function<WebSocket, CompletableFuture<WebSocket>>> waiting =
        new ArrayDeque<>();
    private boolean sending;

    Socket(WebSocket socket) {
      this.socket = socket;
    }

    @Override
    public void sendText(String text) {
      send(to -> to.sendText(text, true));
    }

    @Override
    public void sendBinary(ByteBuffer data) {
      send(to -> to.sendBinary(data.duplicate(), true));
    }

    @Override
    public void close(int code, String reason) {
      send(to -> to.sendClose(code, reason));
    }

    private void send(Function<WebSocket, CompletableFuture<WebSocket>> message) {
      lock.lock();
      try {
        waiting.add(message);
        if (sending) {
          return;
        }
        sending = true;
      } finally {
        lock.unlock();
      }
      sendWaiting();
    }

    /** In a loop while sends end at once, so that no stack grows. */
    private void sendWaiting() {
      while (true) {
        Function<WebSocket, CompletableFuture<WebSocket>> next;
        lock.lock();
        try {
          next = waiting.poll();
          if (next == null) {
            sending = false;
            return;
          }
        } finally {
          lock.unlock();
        }
        CompletableFuture<WebSocket> sent = next.apply(socket);
        if (!sent.isDone()) {
          sent.whenComplete((done, failure) -> sendWaiting());
          return;
        }
      }
    }
  }

  private static final class Calls implements WebSocket.Listener {
    private final PeerListener listener;
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    final OnceSet<Socket> socket = new OnceSet<>();

    Calls(PeerListener listener) {
      this.listener = listener;
    }

    @Override
    public void onOpen(WebSocket opened) {
      listener.onOpen(socket.set(new Socket(opened)));
      opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      if (last && text.isEmpty()) {
        listener.onText(socket.get(), part.toString());
      } else {
        text.append(part);
        if (last) {
          String whole = text.toString();
          text.setLength(0);
          listener.onText(socket.get(), whole);
        }
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      if (last && data.size() == 0) {
        listener.onBinary(socket.get(), part);
      } else {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        data.writeBytes(bytes);
        if (last) {
          ByteBuffer whole = ByteBuffer.wrap(data.toByteArray());
          data.reset();
          listener.onBinary(socket.get(), whole);
        }
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      listener.onClose(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      listener.onError(error);
    }
  }
}
