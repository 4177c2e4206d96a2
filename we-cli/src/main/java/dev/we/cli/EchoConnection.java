package dev.we.cli;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.WebSocket;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An echo on a client's connection, for somebody who waits for its end. */
final class EchoConnection extends EchoListener {
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private @Nullable Throwable error;

  /** Completes when the connection has ended; never if it was not opened. */
  CompletableFuture<Ending> ending() {
    return ending;
  }

  @Override
  public void onError(WebSocket socket, Throwable thrown) {
    error = thrown;
  }

  @Override
  public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
    ending.complete(new Ending(reason, wasClean, error));
  }
}
