package dev.we.cli;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that one thread sends on, waiting for room, while a printer shows what comes.
 *
 * <p>Its callbacks must run on an executor, since the printer may have to wait for its reader.
 */
final class Conversation implements WebSocketListener {
  private final EventPrinter printer;

  /** Whether somebody still reads what is printed. */
  private final BooleanSupplier heard;

  private final Semaphore writable = new Semaphore(0);
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private @Nullable Throwable error;

  Conversation(EventPrinter printer, BooleanSupplier heard) {
    this.printer = printer;
    this.heard = heard;
  }

  /** Completes when the connection has ended; never if it was not opened. */
  CompletableFuture<Ending> ending() {
    return ending;
  }

  /** Sends a message, after waiting for room; false if the connection is closing or closed. */
  boolean send(WebSocket socket, Outgoing message) throws InterruptedException {
    while (true) {
      SendResult result = message.sendOn(socket);
      if (result != SendResult.QUEUE_FULL) {
        return result == SendResult.QUEUED;
      }
      writable.acquire();
    }
  }

  /** One message to send. */
  @FunctionalInterface
  interface Outgoing {
    SendResult sendOn(WebSocket socket);
  }

  @Override
  public void onOpen(WebSocket socket) {
    printer.opened(socket);
  }

  @Override
  public void onText(WebSocket socket, String text) {
    printer.text(text);
    abortIfUnheard(socket);
  }

  @Override
  public void onBinary(WebSocket socket, ByteBuffer data) {
    printer.binary(data);
    abortIfUnheard(socket);
  }

  @Override
  public void onPing(WebSocket socket, ByteBuffer payload) {
    printer.ping(payload);
  }

  @Override
  public void onPong(WebSocket socket, ByteBuffer payload) {
    printer.pong(payload);
  }

  @Override
  public void onWritable(WebSocket socket) {
    writable.release();
  }

  @Override
  public void onError(WebSocket socket, Throwable thrown) {
    if (error == null) {
      error = thrown;
      printer.failed(thrown);
    }
  }

  @Override
  public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
    Ending how = new Ending(reason, wasClean, error);
    printer.closed(how);
    ending.complete(how);
    writable.release(); // whoever waits for room shall see that there is no connection any more
  }

  private void abortIfUnheard(WebSocket socket) {
    if (!heard.getAsBoolean()) {
      error = new FailureException("nobody reads the output");
      socket.abort();
    }
  }
}
